// Work that a worker may take over while its owner does something else.
#pragma once

#include <atomic>
#include <exception>
#include <functional>

namespace closemap {

// Done once, by whoever begins it: the owner that comes to need it does it itself where no worker
// has begun, and so never waits for one that does not come. REQUIRES: what the work uses lives
// until finish() or forget() has returned.
// Thread rule: finish() and forget() on the owner's thread, take_over() on any.
class Aside {
 public:
  explicit Aside(std::function<void()> work) : work_(std::move(work)) {}

  void take_over();  // does it, unless it was begun
  void finish();     // until it is done; throws what it threw
  void forget();     // nobody begins it any more; waits for who has

 private:
  enum class State { open, begun, done };
  bool begin();
  void carry_out();
  void wait_until_done();

  std::function<void()> work_;
  std::exception_ptr thrown_;
  std::atomic<State> state_{State::open};
};

}  // namespace closemap
