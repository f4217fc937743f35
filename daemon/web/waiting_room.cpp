// Who answers first wins; the others find the request answered and leave it alone.
#include "daemon/web/waiting_room.h"

#include <utility>

namespace closemap {
namespace {

ControlReply unavailable(const char* json) { return {503, json, "application/json"}; }
ControlReply busy() { return unavailable("{\"error\":\"the core is busy; try again\"}\n"); }
ControlReply unfinished() {
  return unavailable(
      "{\"error\":\"the request is still being carried out; look before you repeat it\"}\n");
}
ControlReply stopping() { return unavailable("{\"error\":\"closemap is stopping; try again\"}\n"); }

}  // namespace

void WaitingRoom::answer(Lock& lock, Waiting& waiting, ControlReply reply) {
  waiting.reply_ = std::move(reply);
  waiting.stage_ = Waiting::Stage::answered;
  const std::function<void()> wake = std::exchange(waiting.wake_, nullptr);
  ++waking_;
  inside_.remove_if([&](const auto& each) { return each.get() == &waiting; });
  lock.unlock();
  wake();
  lock.lock();
  --waking_;
  emptied_.notify_all();
}

std::shared_ptr<Waiting> WaitingRoom::enter(std::chrono::steady_clock::time_point deadline,
                                            std::function<void()> wake) {
  auto waiting = std::make_shared<Waiting>();
  waiting->deadline_ = deadline;
  waiting->wake_ = std::move(wake);
  Lock lock(mutex_);
  inside_.push_back(waiting);
  if (closed_) answer(lock, *waiting, stopping());
  return waiting;
}

bool WaitingRoom::begin(Waiting& waiting) {
  const Lock lock(mutex_);
  if (waiting.stage_ != Waiting::Stage::queued) return false;
  waiting.stage_ = Waiting::Stage::begun;
  return true;
}

void WaitingRoom::finish(Waiting& waiting, ControlReply reply) {
  Lock lock(mutex_);
  if (waiting.stage_ == Waiting::Stage::answered) return;
  answer(lock, waiting, std::move(reply));
}

std::optional<std::chrono::steady_clock::time_point> WaitingRoom::next_deadline() {
  const Lock lock(mutex_);
  if (inside_.empty()) return std::nullopt;
  return inside_.front()->deadline_;
}

void WaitingRoom::expire(std::chrono::steady_clock::time_point now) {
  Lock lock(mutex_);
  while (!inside_.empty() && inside_.front()->deadline_ <= now) {
    const std::shared_ptr<Waiting> late = inside_.front();
    answer(lock, *late, late->stage_ == Waiting::Stage::begun ? unfinished() : busy());
  }
}

void WaitingRoom::close() {
  Lock lock(mutex_);
  closed_ = true;
  while (!inside_.empty()) {
    const std::shared_ptr<Waiting> last = inside_.front();
    answer(lock, *last, stopping());
  }
}

void WaitingRoom::wait_until_empty() {
  Lock lock(mutex_);
  emptied_.wait(lock, [this] { return inside_.empty() && waking_ == 0; });
}

}  // namespace closemap
