// Requests that wait for the core: each is answered exactly once, by the core, by the clock or by
// the end.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>

#include "daemon/web/control_message.h"

namespace closemap {

// One request in the room. Its reply may be read once its `wake` has been called.
class Waiting {
 public:
  const ControlReply& reply() const { return reply_; }

 private:
  friend class WaitingRoom;
  enum class Stage { queued, begun, answered };
  Stage stage_ = Stage::queued;
  std::chrono::steady_clock::time_point deadline_;
  std::function<void()> wake_;
  ControlReply reply_;
};

// Any thread. `wake` is called exactly once per request and with no lock held.
class WaitingRoom {
 public:
  // In a closed room the request is answered 503 at once.
  std::shared_ptr<Waiting> enter(std::chrono::steady_clock::time_point deadline,
                                 std::function<void()> wake);
  // The core takes the request up; false: it was answered meanwhile and must not be carried out.
  bool begin(Waiting& waiting);
  void finish(Waiting& waiting, ControlReply reply);
  std::optional<std::chrono::steady_clock::time_point> next_deadline();
  void expire(std::chrono::steady_clock::time_point now);
  void close();  // answers everybody 503, now and from now on
  void wait_until_empty();

 private:
  using Lock = std::unique_lock<std::mutex>;
  void answer(Lock& lock, Waiting& waiting, ControlReply reply);

  std::mutex mutex_;
  std::condition_variable emptied_;
  std::list<std::shared_ptr<Waiting>> inside_;  // in order of their deadlines
  int waking_ = 0;                              // answered, but `wake` has not returned yet
  bool closed_ = false;
};

}  // namespace closemap
