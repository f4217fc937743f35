// The whole daemon on one thread: real store in memory, real engine, a clock turned by hand,
// scripted connectors.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "connectors/host/registry.h"
#include "daemon/app/clock.h"
#include "daemon/app/engine.h"
#include "daemon/app/executor.h"

namespace closemap::test {

inline constexpr std::int64_t kMinute = 60'000;  // ms

// A CRM in memory: rows by stream, each a JSON object with the canonical field names.
struct FakeCrm {
  std::map<std::string, std::map<std::string, std::string>> rows;  // stream -> id -> body
  std::map<std::string, std::vector<std::string>> columns;  // stream -> header of "STREAM.csv"
  std::optional<Error> failing;                             // every read ends like this
  std::vector<std::string> remarks;
  int reads = 0;
  bool snapshot = true;
  std::function<void()> while_reading = [] {};
};

// A receiver in memory.
struct FakeMailbox {
  std::vector<Notice> got;
  bool personal = true;        // false: many read it, as a channel
  std::vector<Error> answers;  // used up one by one before anything is accepted
  ReceiverClass receiver = ReceiverClass::opaque;
  bool keeps = true;  // an answer of Fault::ambiguous: the message arrived all the same
  int looked_up = 0;
  std::function<void()> while_sending = [] {};
};

// Everything at once, but the next `hold` polls wait for release().
class HoldingExecutor final : public Executor {
 public:
  int hold = 0;
  std::function<void(Job)> as_aside = [](const Job& job) { job(); };
  void io(Lane lane, Job job) override {
    if (lane == Lane::pull && hold > 0) {
      --hold;
      held_.push_back(std::move(job));
    } else {
      job();
    }
  }
  void core(Job job) override { job(); }
  void aside(Job job) override { as_aside(std::move(job)); }
  void release() {
    for (Job& job : std::exchange(held_, {})) job();
  }

 private:
  std::vector<Job> held_;
};

class House {
 public:
  // `extra` is appended to a configuration with CRMs "vendor_crm" and "partner_crm" and mailbox
  // "mail".
  explicit House(const std::string& extra = "", const std::string& at = "2026-03-02T09:00:00Z");
  ~House();

  FakeCrm& vendor();
  FakeCrm& partner();
  FakeCrm& crm(const std::string& name);
  HoldingExecutor& executor() { return executor_; }
  FakeMailbox& mail(const std::string& name = "mail");
  Engine& engine() { return *engine_; }
  Store& store() { return *store_; }
  const Settings& settings() const { return *settings_; }
  void at(const std::string& instant) { clock_.set(*parse_instant(instant)); }
  void later(std::int64_t ms) { clock_.set(clock_.now() + ms); }
  void set_clock(std::int64_t by_ms) { clock_.jump(by_ms); }  // somebody does; no time passes
  // Both CRMs read, everything worked off and delivered.
  void poll();
  // What is due: deliveries, and polls whose time has come.
  void deliver();
  // The daemon goes down and comes up again on the same store.
  void restart();
  // The daemon goes down, and comes up on the store that is in this file.
  void restart_on(const std::string& store);
  // The same with another field map: the vendor's CRM says `field` in `column` now.
  void remap(const std::string& field, const std::string& column);
  std::vector<std::string> subjects(const std::string& name = "mail");
  Plan only_plan();
  std::vector<AlertRow> open_alerts();

  // One healthy deal: vendor V1, partner P1, three steps of the partner's people, go-live on
  // 2026-05-04.
  void add_deal(const std::string& number = "1");
  // The partner moves the first step of deal 1, which was due on 2026-03-20.
  void pilot_is_due(const std::string& day);
  void set(FakeCrm& crm, const std::string& stream, const std::string& id,
           const std::string& body) {
    crm.rows[stream][id] = body;
  }

 private:
  void start();
  std::string config_;
  Registry registry_;
  ManualClock clock_;
  HoldingExecutor executor_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Engine> engine_;
  const Settings* settings_ = nullptr;  // in the engine's hands
  std::vector<std::string> log_;
};

}  // namespace closemap::test
