// A pass: what changed -> link -> resolve -> schedule -> signals -> alerts -> outbox, one
// transaction (design.md §3).
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "config/settings.h"
#include "daemon/store/store.h"
#include "daemon/sync/deal.h"
#include "daemon/sync/draft_line.h"
#include "daemon/sync/neighbours.h"
#include "daemon/sync/plan_draft.h"
#include "daemon/sync/plan_news.h"

namespace closemap {

inline constexpr std::size_t kPassRecordsMax = 2'000;  // dirty records per transaction
inline constexpr std::size_t kPassPlansMax = 500;      // plans re-evaluated per transaction

// A plan as a pass leaves it, for the alert pipeline.
struct EvaluatedPlan {
  StoredPlan& stored;
  const Plan& plan;
  const Network& network;
  const Schedule& schedule;
  std::vector<Signal>& signals;  // all that are true of it; what it has to do with others is added
  bool as_found = false;         // its sources' first sync: existing problems go into the digest
  bool is_new = false;           // made in this transaction: no alert and no notice of it exists
  const StoredPlan* twin = nullptr;  // another plan that runs, and follows a record of this deal
};

// daemon/alert implements it; a pass knows no channels.
class AlertSink {
 public:
  virtual ~AlertSink() = default;
  // A transaction of the pass begins, is about to end (everything decided is written), was rolled
  // back.
  virtual void begin() = 0;
  virtual void settle() = 0;
  virtual void abandon() = 0;
  // Steps the alerts' lives and writes what is due into the outbox. Same transaction as the pass.
  virtual void evaluate(EvaluatedPlan& plan, Instant now) = 0;
};

struct PassReport {
  int records = 0, plans_created = 0, plans_changed = 0, plans_evaluated = 0, links = 0,
      proposals = 0, unplaced = 0;  // unplaced: records that joined the quarantine
  bool more = false;                // another batch waits
};

// Thread rule: the core thread.
class Pass {
 public:
  struct Doors {
    Store& store;
    const Settings& settings;
    AlertSink& alerts;
    IdMaker& ids;
    // A plan with an unreadable source is resolved from what is known, but its alerts rest
    // (design.md §3 rule 6).
    std::function<bool(const std::string& connector)> blind;
    // True while the connector's first sync is being worked off.
    std::function<bool(const std::string& connector)> first_sync;
    std::function<void(const std::string& line)> log;
    // What a transaction changed in plans, once it is committed; null: nobody watches.
    std::function<void(const std::vector<PlanNews>&)> news;
    // Runs what it is given on another thread when one is free, or here at once, or never.
    std::function<void(std::function<void()>)> aside;
  };
  explicit Pass(Doors doors);

  Result<PassReport> dirty(Instant now);  // what pages changed
  Result<PassReport> due(Instant now);    // what time alone changes
  // After successful polls of these (domain.md §4): what waits for another look gets one, unless a
  // pass since the last time has looked at it already.
  Result<PassReport> recheck(const std::set<std::string>& connectors, Instant now);
  // After a source can be read again: what was not judged without it is judged now, not when its
  // next look is due.
  Status rested(Instant now);
  // After a round of polls: records in quarantine for a deal that is known by now leave it; so do
  // those that name people, when some came (or `all` shall be looked at).
  Result<PassReport> settle_unplaced(Instant now, bool all);
  // After the clock was set back: every plan that waits for a look gets it now, because it was
  // planned with the clock ahead. Some may have got it when an error is returned.
  Status planned_ahead(Instant now);
  Result<PassReport> refresh_plan(Row plan, Instant now);  // after a person's decision

  // Inside a transaction: one linked pair becomes a plan (or nothing, when neither is there any
  // more).
  void create_plan(Row vendor_record, Row partner_record, Instant now);
  // Inside a transaction: re-resolves and re-evaluates.
  void refresh(Row plan, Instant now, const std::string& actor);
  // Inside a transaction: saves an edited plan, its events and its evaluation. `also`: events that
  // changed no field, before the others.
  void save_edited(StoredPlan& stored, const Plan& before, Plan after, Instant now,
                   const EditedBy& who, const std::vector<PlanEvent>& also = {});

 private:
  Result<std::vector<Row>> due_by(Instant then);  // plans whose next look is not after `then`
  // In transactions of kPassPlansMax; some plans were looked at when it fails.
  Status look_at(const std::vector<Row>& plans, Instant now);
  // One transaction that everything decided in `body` is part of.
  Status transact(const std::function<void()>& body);
  // Plans to be looked at, each with the connectors that said something new of it.
  using Concerned = std::map<Row, std::set<std::string>>;
  void link_records(const std::vector<StoredRecord>& records, Instant now, Concerned& plans);
  void follow_alone(const StoredRecord& record, Instant now);
  bool decide(const StoredLink& decision, Instant now, Concerned& plans);
  void plans_of(StoredRecord record, Concerned& plans, std::vector<StoredRecord>& fresh,
                Instant now);
  // The deal of a milestone; 0 when its source knows none such.
  Row deal_of(const SourceName& source, const StoredRecord& milestone);
  // A milestone of a deal that its source does not have: into the quarantine.
  void hold_back(const SourceName& source, const StoredRecord& milestone, Instant now);
  // Quarantine of the steps that a plan was resolved from.
  void place(const ResolveInput& input, const std::vector<Unplaced>& unplaced, Instant now);
  // Reads the deal; false: neither of its records is there any more.
  bool read_deal(PlanDraft& draft, Row vendor_record, Row partner_record, const Plan* before,
                 const std::string& actor, Instant now);
  // The pair's draft, written by write_drafts() at the latest.
  void draft_plan(Row vendor_record, Row partner_record, Instant now);
  void write_drafts();
  void write_new(PlanDraft& draft);
  // What an evaluation says goes into the stored plan; false: its alerts rest.
  bool take(const Evaluation& evaluation, const Plan& plan, StoredPlan& stored, Instant now);
  void alert(StoredPlan& stored, const Plan& plan, Evaluation& evaluation, Instant now,
             bool is_new = false);
  void keep_sources(const StoredPlan& plan, std::set<Row> sources);
  bool fed_by(const StoredPlan& plan, const std::set<std::string>& connectors);
  void note_news(const Plan* before, const Plan& after, std::string_view summary_before,
                 const StoredPlan& stored);

  Doors doors_;
  Thresholds thresholds_;
  PassReport report_;
  std::set<Row> made_;              // plans of this transaction
  std::vector<PlanNews> news_;      // of this transaction
  std::set<Row> judged_;            // plans looked at since the last recheck
  bool people_came_ = false;        // nobody asked the unplaced records since
  PlanDraft draft_;                 // of the plan refreshed last, whose memory the next one uses
  std::optional<Neighbours> near_;  // while this transaction's opportunities are linked
  std::optional<DraftLine> line_;   // of the plans they become
  bool alone_drafted_ = false;      // one of those follows a single record
};

}  // namespace closemap
