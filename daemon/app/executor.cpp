// Workers and the core's queue.
#include "daemon/app/executor.h"

#include <chrono>

#include "daemon/app/heap.h"

namespace closemap {

void InlineExecutor::io(Lane, Job job) { job(); }
void InlineExecutor::core(Job job) { job(); }
void InlineExecutor::aside(Job job) { job(); }

ThreadExecutor::ThreadExecutor() {
  prepare_heap();
  for (int i = 0; i < kConcurrentPulls; ++i) threads_.emplace_back([this] { work(lanes_[0]); });
  for (int i = 0; i < kConcurrentDeliveries; ++i)
    threads_.emplace_back([this] { work(lanes_[1]); });
}

ThreadExecutor::~ThreadExecutor() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    for (LaneState& lane : lanes_) {
      lane.jobs.clear();
      for (Sleeper* sleeper : lane.sleepers) sleeper->wake.notify_one();
    }
  }
  for (std::thread& thread : threads_) thread.join();
}

void ThreadExecutor::work(LaneState& lane) {
  Sleeper self;
  std::unique_lock lock(mutex_);
  for (;;) {
    while (!ending_ && lane.jobs.empty()) {
      self.called = false;
      lane.sleepers.push_back(&self);
      self.wake.wait(lock, [&] { return ending_ || self.called; });
    }
    if (ending_) return;
    Job job = std::move(lane.jobs.front());
    lane.jobs.pop_front();
    ++lane.busy;
    lock.unlock();
    job();
    job = nullptr;
    lock.lock();
    --lane.busy;
  }
}

void ThreadExecutor::queue(LaneState& lane, Job job) {
  lane.jobs.push_back(std::move(job));
  if (lane.sleepers.empty()) return;
  Sleeper* const next = lane.sleepers.back();
  lane.sleepers.pop_back();
  next->called = true;
  next->wake.notify_one();
}

void ThreadExecutor::io(Lane lane, Job job) {
  const std::lock_guard lock(mutex_);
  queue(of(lane), std::move(job));
}

// While every worker hangs in a poll, jobs that were done long ago would pile up behind it.
void ThreadExecutor::aside(Job job) {
  const std::lock_guard lock(mutex_);
  LaneState& lane = of(Lane::pull);
  if (!lane.sleepers.empty()) queue(lane, std::move(job));
}

void ThreadExecutor::core(Job job) {
  {
    const std::lock_guard lock(mutex_);
    core_jobs_.push_back(std::move(job));
  }
  core_wake_.notify_one();
}

bool ThreadExecutor::run_one(std::int64_t wait_ms) {
  Job job;
  {
    std::unique_lock lock(mutex_);
    if (!core_wake_.wait_for(lock, std::chrono::milliseconds(wait_ms),
                             [&] { return !core_jobs_.empty(); }))
      return false;
    job = std::move(core_jobs_.front());
    core_jobs_.pop_front();
  }
  job();
  return true;
}

bool ThreadExecutor::idle() {
  const std::lock_guard lock(mutex_);
  for (const LaneState& lane : lanes_)
    if (lane.busy > 0 || !lane.jobs.empty()) return false;
  return core_jobs_.empty();
}

void PageGate::enter() {
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [&] { return free_ > 0; });
  --free_;
}

void PageGate::leave() {
  {
    const std::lock_guard lock(mutex_);
    ++free_;
  }
  wake_.notify_one();
}

}  // namespace closemap
