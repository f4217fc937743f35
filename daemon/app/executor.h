// Where work runs: blocking I/O on workers, decisions on the core thread (design.md §3 rule 5).
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace closemap {

inline constexpr int kConcurrentPulls = 4;
inline constexpr int kConcurrentDeliveries = 2;
inline constexpr int kPagesInFlight = 2;  // per source: one being committed, one being read

using Job = std::function<void()>;

class Executor {
 public:
  virtual ~Executor() = default;
  enum class Lane { pull, deliver };
  virtual void io(Lane lane, Job job) = 0;  // a worker; may block
  virtual void core(Job job) = 0;  // the core thread, in order of posting; any thread may call it
  // A worker when one is free now, else never: what nobody waits for.
  virtual void aside(Job job) = 0;
};

// Everything at once on the calling thread: `once`, `replay` and tests.
class InlineExecutor final : public Executor {
 public:
  void io(Lane lane, Job job) override;
  void core(Job job) override;
  void aside(Job job) override;
};

// Worker threads and the core's queue. The core thread calls run_one(); workers end in the
// destructor.
class ThreadExecutor final : public Executor {
 public:
  ThreadExecutor();
  ~ThreadExecutor() override;
  void io(Lane lane, Job job) override;
  void core(Job job) override;
  void aside(Job job) override;

  // Waits at most `wait_ms` for a job of the core and runs it; false when none came.
  bool run_one(std::int64_t wait_ms);
  bool idle();  // no worker busy, nothing queued

 private:
  struct Sleeper {
    std::condition_variable wake;
    bool called = false;
  };
  struct LaneState {
    std::deque<Job> jobs;
    std::vector<Sleeper*> sleepers;  // who went to sleep last wakes first: its memory is warm
    int busy = 0;
  };
  void work(LaneState& lane);
  LaneState& of(Lane lane) { return lanes_[lane == Lane::pull ? 0 : 1]; }
  static void queue(LaneState& lane, Job job);  // REQUIRES: mutex_ is held

  std::mutex mutex_;
  LaneState lanes_[2];
  std::deque<Job> core_jobs_;
  std::condition_variable core_wake_;
  bool ending_ = false;
  std::vector<std::thread> threads_;
};

// Lets a bounded number of pages of one poll be on their way to the core.
class PageGate {
 public:
  explicit PageGate(int bound) : free_(bound) {}
  void enter();  // blocks while the bound is used up
  void leave();

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  int free_;
};

}  // namespace closemap
