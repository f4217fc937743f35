// The engine: store, settings in force and all decisions; turns time and finished I/O into pages,
// passes and deliveries.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "daemon/alert/alert_pipeline.h"
#include "daemon/alert/delivery.h"
#include "daemon/alert/outbox_writer.h"
#include "daemon/alert/work_alerts.h"
#include "daemon/app/clock.h"
#include "daemon/app/clock_watch.h"
#include "daemon/app/core.h"
#include "daemon/app/executor.h"
#include "daemon/app/ports.h"
#include "daemon/app/said_once.h"
#include "daemon/sync/ingest.h"
#include "daemon/sync/pass.h"

namespace closemap {

inline constexpr std::int64_t kLongSilenceMs =
    24 * 3'600'000LL;  // away that long: what is wrong comes as a digest
inline constexpr std::int64_t kSweepEveryMs =
    24 * 3'600'000LL;  // id sweep of sources that cannot report deletions
inline constexpr std::int64_t kHeartbeatEveryMs =
    3'600'000LL;  // the store learns that we were alive
inline constexpr std::int64_t kClockJumpMs =
    5 * 60'000LL;  // set by more than that, the wall clock is not believed for one poll interval
inline constexpr int kTellOperatorAfter = 3;  // failed polls in a row
inline constexpr std::int64_t kTellWaitingAfterMs =
    2 * 3'600'000LL;  // a source that puts us off for that long (L08)
inline constexpr std::int64_t kStuckAfterMs =
    30 * 60'000LL;  // a poll without a page for that long (L17)
inline constexpr std::int64_t kFirstPollHoldsMs =
    3'600'000LL;  // the deals of other sources wait that long for a first poll, whatever it brings

struct ShownNotice {
  Notice notice;
  std::string notifier;
};

// Notices that are shown instead of sent (`once --dry-run`, `replay`): everything passes, nothing
// leaves.
class ShownNotices final : public Notifier {
 public:
  ShownNotices(Notifier* real, std::string name, std::vector<ShownNotice>& shown);
  Status check() override { return ok(); }
  ReceiverClass receiver_class() const override { return ReceiverClass::idempotent; }
  bool personal() const override;
  bool reaches(const Recipient& recipient) const override;
  Result<Receipt> notify(const Notice& notice) override;

 private:
  Notifier* real_;
  std::string name_;
  std::vector<ShownNotice>& shown_;
};
// The notice as its reader sees it: subject, lines, ask, where the plan is.
std::string notice_as_text(const Notice& notice, const std::string& notifier);

struct EngineDoors {
  Store& store;
  const Clock& clock;
  Executor& executor;
  std::uint64_t seed = 1;
  bool show_only = false;
  std::function<void(const std::string& level, const std::string& line)> log;
  bool watch_plans = false;  // plan_news() is kept
};

// Thread rule: the core thread, except stopping().
class Engine final : public Core {
 public:
  explicit Engine(EngineDoors doors);
  ~Engine() override;

  // Puts settings and opened connectors in force; may be called again at a reload when idle().
  Status adopt(std::unique_ptr<Settings> settings, OpenedPorts ports);
  std::atomic<bool>& stopping() { return stopping_; }

  // Starts what is due: polls, passes, deliveries. Returns when it wants to be called again (mono
  // ms from now, at most 60 s).
  std::int64_t tick();
  bool idle() const;  // no poll and no delivery under way
  // `once`: every source read once, everything worked off and delivered; REQUIRES an
  // InlineExecutor.
  Status run_once(const std::string& only_connector);
  bool store_refused_lately() const;  // a change, within the last minute
  bool first_round_done() const;      // every source answered or failed once since the start
  bool any_trouble() const;           // a source or notifier is failing
  Status close();                     // heartbeat and checkpoint at a clean stop

  Store& store() override { return doors_.store; }
  const Settings& settings() const override;
  Instant now() const override { return doors_.clock.now(); }
  Result<PlanInView> plan(const std::string& id) override;
  Status edit(const std::string& plan_id, const PlanEdit& edit) override;
  Status confirm_link(Row link, const std::string& by) override;
  Status reject_link(Row link, const std::string& by) override;
  Status undo_link(Row link, const std::string& by) override;
  Status retry_outbox(Row row) override;
  Result<std::int64_t> retry_quarantine(Row row) override;
  std::vector<ConnectorHealth> health() const override;
  void poll_now(const std::string& connector) override;
  Status believe(const std::string& connector) override;
  const std::vector<ShownNotice>& shown_notices() const { return shown_; }
  // What passes changed since the engine was made; REQUIRES watch_plans.
  const std::vector<PlanNews>& plan_news() const { return news_; }

 private:
  struct SourceState;
  struct InForce;  // settings, ports, writer, pipeline, pass, delivery of one configuration
  Notifier* notifier(const std::string& name);
  bool blind(const std::string& connector) const;
  bool first_sync(const std::string& connector) const;
  void start_poll(SourceState& source, bool sweep_only);
  std::vector<StreamPull> streams_of(SourceState& source, bool sweep_only);
  bool take_page(SourceState& source, const PulledPage& page);
  static void expect_work(SourceState& source);  // what is to become known of it
  void note_page(SourceState& source, const PulledPage& page, const IngestReport& report);
  void take_remarks(SourceState& source, const std::vector<std::string>& remarks);
  void note_columns(SourceState& source, bool whole);
  void poll_finished(SourceState& source, const Status& result);
  void poll_failed(SourceState& source, const Error& error);
  void poll_hangs(SourceState& source);  // says so once; its alerts rest
  void poll_succeeded(SourceState& source);
  static void note_unreadable(SourceState& source, SourceReading how, const std::string& why,
                              const std::string& next);
  void judge_work(SourceState& source);  // alerts about our own work; nothing when nothing moved
  void judge_links();                    // the same of what waits for a person
  Status retire_work();                  // of sources that are gone from the configuration
  bool first_sync_running() const;       // and not overdue
  void judge();
  void settle_unplaced();  // quarantine of what waited for a deal or a person
  bool pass_once();        // false: nothing is dirty, or the store refused
  bool work_off();         // passes for a while; false: there is more
  // Whether anything is judged: half a picture would look like trouble, so each source has to be
  // read to its end or to have failed once since the start, or its first poll is overdue. Then the
  // others are judged without it, and its own deals rest, because blind() holds until a poll of it
  // came to its end (L17). Nor is anything judged for one poll interval after the wall clock
  // jumped: a clock that is set back again has then changed nothing (R22).
  bool may_pass() const;
  // Under way, and without a page for kStuckAfterMs or on for more than kFirstPollHoldsMs.
  bool overdue(const SourceState& source) const;
  void settle_first_syncs();  // marks the baseline of connectors whose first sync was worked off
  void run_due();
  void deliver();
  void delivered(const std::vector<DeliveryResult>& results);
  void tell_operator(const OperatorNote& note, const std::string& key);
  Status look_at_clock();   // at a start: whether it is behind what the store has seen
  Status begin_restored();  // a backup is in use: nothing of it is sent blindly (R20)
  void heartbeat(bool closing);
  void watch_clock();
  void clock_set(std::int64_t by_ms);  // the wall clock; waits go on as if it had not been
  Status decide_link(Row link, LinkState state, const std::string& by);
  void failed(const Error& error);  // the store refused: tried again by the next tick

  EngineDoors doors_;
  SplitMix64 random_;
  IdMaker ids_;
  std::atomic<bool> stopping_{false};
  std::unique_ptr<InForce> in_force_;
  std::map<std::string, std::unique_ptr<SourceState>> sources_;
  std::set<std::string> to_recheck_;  // read, and their waiting alerts not looked at since
  bool ask_all_ = false;              // quarantine retry: whoever waits for a step or a person
  bool newcomers_ = true;             // deals or people were read that steps may have waited for
  bool any_back_ = false;             // a source can be read again, and nothing was judged since
  std::optional<std::int64_t> refused_mono_;  // when the store refused a change last
  bool in_round_ = false;                     // `once`: judged is when all have been read
  bool links_moved_ = true;                   // decided or proposed since they were judged
  std::optional<Instant> links_again_;        // when to judge them though they did not move
  std::set<std::string> baseline_done_;  // connectors whose first sync was reported as a digest
  std::vector<ShownNotice> shown_;
  std::vector<PlanNews> news_;
  std::map<std::string, std::unique_ptr<ShownNotices>> show_;
  std::int64_t heartbeat_at_ = 0;
  ClockWatch clock_watch_;
  std::int64_t unbelieved_until_mono_ = 0;
  bool set_back_ = false;  // looks were planned with the clock ahead
  bool store_trouble_ = false;
  SaidOnce troubles_;
};

}  // namespace closemap
