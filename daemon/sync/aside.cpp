// One piece of work between two threads.
#include "daemon/sync/aside.h"

#include <utility>

namespace closemap {

bool Aside::begin() {
  State open = State::open;
  return state_.compare_exchange_strong(open, State::begun, std::memory_order_acquire);
}

void Aside::carry_out() {
  try {
    work_();
  } catch (...) {
    thrown_ = std::current_exception();
  }
  state_.store(State::done, std::memory_order_release);
  state_.notify_one();
}

void Aside::wait_until_done() { state_.wait(State::begun, std::memory_order_acquire); }

void Aside::take_over() {
  if (begin()) carry_out();
}

void Aside::finish() {
  if (begin())
    carry_out();
  else
    wait_until_done();
  if (thrown_) std::rethrow_exception(std::exchange(thrown_, nullptr));
}

void Aside::forget() {
  if (begin())
    state_.store(State::done, std::memory_order_release);
  else
    wait_until_done();
}

}  // namespace closemap
