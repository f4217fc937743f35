// The pass over changed records and due plans.
#include "daemon/sync/pass.h"

#include <algorithm>
#include <array>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "daemon/sync/wiring.h"
#include "mapping/core/text.h"
#include "mapping/plan/document.h"

namespace closemap {
namespace {

constexpr std::int64_t kBlindRetryMs = 15 * 60'000;

bool open_plan(PlanStatus status) {
  return status == PlanStatus::draft || status == PlanStatus::proposed ||
         status == PlanStatus::active || status == PlanStatus::paused;
}

// Of what connectors said; closemap's own when none did.
std::string actor_of(const std::set<std::string>& connectors) {
  if (connectors.empty()) return "closemap";
  return "connector:" + join(std::vector<std::string>(connectors.begin(), connectors.end()), ",");
}

}  // namespace

Pass::Pass(Doors doors) : doors_(std::move(doors)), thresholds_(thresholds_of(doors_.settings)) {}

bool Pass::take(const Evaluation& evaluation, const Plan& plan, StoredPlan& stored, Instant now) {
  if (!evaluation.schedule) {  // resolve() drops circles, so this is ours to mend; the plan is kept
    doors_.log("plan " + plan.id + " cannot be scheduled: " + evaluation.schedule.error().what);
    return false;
  }
  stored.summary = evaluation.summary;
  stored.next_eval = evaluation.next;
  ++report_.plans_evaluated;
  const auto blind = [&](const Opportunity& said) { return doors_.blind(said.ref.connection); };
  if (std::none_of(plan.opportunities.begin(), plan.opportunities.end(), blind)) return true;
  judged_.erase(stored.row);
  stored.next_eval = now + kBlindRetryMs;  // the day may turn while nobody can read the source
  return false;
}

void Pass::alert(StoredPlan& stored, const Plan& plan, Evaluation& evaluation, Instant now,
                 bool is_new) {
  const bool as_found =
      std::any_of(plan.opportunities.begin(), plan.opportunities.end(),
                  [&](const Opportunity& said) { return doors_.first_sync(said.ref.connection); });
  judged_.insert(judged_.end(), stored.row);
  std::optional<StoredPlan> twin;  // of a linked deal; one that is made finds its records free
  if (!is_new && stored.vendor_record != 0 && stored.partner_record != 0)
    twin = doors_.store.plans().twin(stored);
  EvaluatedPlan evaluated{
      stored,   plan,   evaluation.network,     *evaluation.schedule, evaluation.signals,
      as_found, is_new, twin ? &*twin : nullptr};
  doors_.alerts.evaluate(evaluated, now);
}

bool Pass::read_deal(PlanDraft& draft, Row vendor_record, Row partner_record, const Plan* before,
                     const std::string& actor, Instant now) {
  DealReader reader(doors_.store, doors_.settings, now,
                    [&](Row row) { return near_ ? near_->at_hand(row) : nullptr; });
  draft.input = reader.read(vendor_record, partner_record, before);
  draft.vendor_record = vendor_record;
  draft.partner_record = partner_record;
  draft.sources = reader.used();
  draft.actor = actor;
  draft.ids = doors_.ids.fork();
  return draft.input.vendor || draft.input.partner;
}

void Pass::create_plan(Row vendor_record, Row partner_record, Instant now) {
  PlanDraft draft;
  if (!read_deal(draft, vendor_record, partner_record, nullptr, "closemap", now)) return;
  work_out(draft, doors_.settings, thresholds_);
  write_new(draft);
}

void Pass::write_new(PlanDraft& draft) {
  PlanRoom& plans = doors_.store.plans();
  const Instant now = draft.input.now;
  const Plan& plan = draft.plan;
  place(draft.input, draft.unplaced, now);
  StoredPlan stored;
  stored.id = plan.id;
  stored.name = plan.name;
  stored.version = plan.version;
  stored.status = plan.status;
  stored.vendor_record = draft.vendor_record;
  stored.partner_record = draft.partner_record;
  stored.created_at = now;
  stored.updated_at = now;
  const bool judged = take(draft.evaluation, plan, stored, now);
  stored.row = plans.insert(stored, draft.document);
  keep_sources(stored, std::move(draft.sources));
  plans.append(stored, draft.events, now);
  const auto next = stored.next_eval;
  if (judged) alert(stored, plan, draft.evaluation, now, true);
  if (stored.next_eval != next) plans.set_evaluation(stored);
  note_news(nullptr, plan, {}, stored);
  // Both records are in it as they are now; their own dirty marks would only resolve it again.
  doors_.store.records().clear_dirty(std::array{stored.vendor_record, stored.partner_record});
  made_.insert(made_.end(), stored.row);
  ++report_.plans_created;
}

// Its own two records are found through it even while their connector is not configured.
void Pass::keep_sources(const StoredPlan& plan, std::set<Row> sources) {
  for (const Row own : {plan.vendor_record, plan.partner_record})
    if (own != 0) sources.insert(own);
  const std::vector<Row> rows(sources.begin(), sources.end());
  doors_.store.plans().set_sources(plan.row, rows);
}

void Pass::note_news(const Plan* before, const Plan& after, std::string_view summary_before,
                     const StoredPlan& stored) {
  if (!doors_.news) return;
  for (PlanNews& each : news_of(before, after, summary_before, stored.summary))
    news_.push_back(std::move(each));
}

void Pass::save_edited(StoredPlan& stored, const Plan& before, Plan after, Instant now,
                       const EditedBy& who, const std::vector<PlanEvent>& also) {
  after.version = before.version + 1;
  auto events = events_of(&before, after, who, doors_.settings, now, also);
  Evaluation& evaluation = draft_.evaluation;
  evaluate_plan(after, doors_.settings, thresholds_, now, evaluation);
  add_forecast_events(before, after, evaluation, who.actor, doors_.settings, now, events);
  stored.version = after.version;
  stored.status = after.status;
  stored.name = after.name;
  stored.updated_at = now;
  doors_.store.plans().append(stored, events, now);
  if (take(evaluation, after, stored, now)) alert(stored, after, evaluation, now);
  doors_.store.plans().update(stored, pack_document(plan_to_text(after)));
  ++report_.plans_changed;
}

void Pass::refresh(Row row, Instant now, const std::string& actor) {
  PlanRoom& plans = doors_.store.plans();
  auto stored = plans.get(row);
  if (!stored) return;
  const auto before = plan_from_text(stored->document);
  if (!before) {
    doors_.log("plan " + stored->id + " in the store is unreadable: " + before.error().what +
               "; run closemap store check");
    return;
  }
  read_deal(draft_, stored->vendor_record, stored->partner_record, &*before, actor, now);
  work_out(draft_, doors_.settings, thresholds_);
  const Plan& after = draft_.plan;
  place(draft_.input, draft_.unplaced, now);
  keep_sources(*stored, std::move(draft_.sources));
  if (draft_.changed) {
    stored->version = after.version;
    stored->status = after.status;
    stored->name = after.name;
    stored->updated_at = now;
    plans.append(*stored, draft_.events, now);
  }
  const std::string summary = stored->summary;
  const auto next = stored->next_eval;
  if (take(draft_.evaluation, after, *stored, now)) alert(*stored, after, draft_.evaluation, now);
  if (draft_.changed)
    plans.update(*stored, draft_.document);
  else if (stored->summary != summary || stored->next_eval != next)
    plans.set_evaluation(*stored);
  note_news(&*before, after, summary, *stored);
  report_.plans_changed += draft_.changed ? 1 : 0;
}

// Which plans one dirty record concerns; an opportunity without a plan may come to have one.
void Pass::plans_of(StoredRecord record, Concerned& plans, std::vector<StoredRecord>& fresh,
                    Instant now) {
  RecordRoom& records = doors_.store.records();
  const SourceName source = records.name_of(record.source);
  const auto known = doors_.store.plans().plans_using(record.row);
  for (const Row plan : known) plans[plan].insert(source.connector);
  if (source.stream == kOpportunityStream) {
    if (known.empty() && !record.deleted && !record.closed) fresh.push_back(std::move(record));
  } else if (source.stream == kPersonStream) {
    people_came_ = people_came_ || known.empty();
  } else if (source.stream == kMilestoneStream) {
    const Row deal = deal_of(source, record);
    if (deal == 0 && !record.deleted) hold_back(source, record, now);
    if (deal == 0) return;
    const auto of_deal = doors_.store.plans().plans_using(deal);
    if (of_deal.empty()) records.set_placed(record.source, record.id);
    for (const Row plan : of_deal) plans[plan].insert(source.connector);
  }
}

// A plan that this transaction made was resolved from all that is known: once is enough.
Result<PassReport> Pass::dirty(Instant now) {
  const Status done = transact([&] {
    RecordRoom& records = doors_.store.records();
    const auto rows = records.dirty(kPassRecordsMax);
    Concerned plans;
    std::vector<StoredRecord> fresh;
    for (const Row row : rows) {
      if (auto record = records.get(row)) plans_of(*std::move(record), plans, fresh, now);
      ++report_.records;
    }
    link_records(fresh, now, plans);
    for (const auto& [plan, connectors] : plans)
      if (!made_.contains(plan)) refresh(plan, now, actor_of(connectors));
    records.clear_dirty(rows);
    report_.more = rows.size() == kPassRecordsMax;
  });
  if (!done) return Error(done.error()).within("pass over changed records");
  return report_;
}

Result<PassReport> Pass::due(Instant now) {
  const Status done = transact([&] {
    const auto rows = doors_.store.plans().due(now, kPassPlansMax);
    for (const Row row : rows) refresh(row, now, "closemap");
    report_.more = rows.size() == kPassPlansMax;
  });
  if (!done) return Error(done.error()).within("pass over due plans");
  return report_;
}

bool Pass::fed_by(const StoredPlan& plan, const std::set<std::string>& connectors) {
  RecordRoom& records = doors_.store.records();
  for (const Row row : {plan.vendor_record, plan.partner_record}) {
    const auto record = row == 0 ? std::nullopt : records.get(row);
    if (record && connectors.contains(records.name_of(record->source).connector)) return true;
  }
  return false;
}

Result<PassReport> Pass::recheck(const std::set<std::string>& connectors, Instant now) {
  const std::set<Row> judged = std::exchange(judged_, {});
  if (connectors.empty()) return PassReport{};
  const Status done = transact([&] {
    std::vector<Row> rows;
    Row after = 0;
    do {
      rows = doors_.store.alerts().plans_to_recheck(kPassPlansMax, after);
      for (const Row row : rows) {
        after = row;
        if (judged.contains(row)) continue;
        const auto stored = doors_.store.plans().get(row);
        if (stored && open_plan(stored->status) && fed_by(*stored, connectors))
          refresh(row, now, "closemap");
      }
    } while (rows.size() == kPassPlansMax);
  });
  if (!done) return Error(done.error()).within("re-evaluate after reading");
  judged_.clear();
  return report_;
}

Result<std::vector<Row>> Pass::due_by(Instant then) {
  std::vector<Row> rows;
  const Status looked = doors_.store.read([&]() -> Status {
    PlanRoom& plans = doors_.store.plans();
    rows = plans.due(then, static_cast<std::size_t>(plans.count()));
    return ok();
  });
  if (!looked) return Error(looked.error()).within("plans to look at");
  return rows;
}

Status Pass::look_at(const std::vector<Row>& plans, Instant now) {
  for (std::size_t at = 0; at < plans.size(); at += kPassPlansMax) {
    const Status done = transact([&] {
      for (std::size_t i = at; i < std::min(plans.size(), at + kPassPlansMax); ++i)
        refresh(plans[i], now, "closemap");
    });
    if (!done) return done;
  }
  return ok();
}

Status Pass::planned_ahead(Instant now) {
  constexpr Instant kAnyTime{std::numeric_limits<std::int64_t>::max()};
  const auto plans = due_by(kAnyTime);
  const Status done = plans ? look_at(*plans, now) : Status(plans.error());
  if (!done) return Error(done.error()).within("pass over plans that wait for a later clock");
  return ok();
}

Status Pass::rested(Instant now) {
  auto plans = due_by(now + kBlindRetryMs);
  if (plans) std::erase_if(*plans, [&](Row plan) { return judged_.contains(plan); });
  const Status done = plans ? look_at(*plans, now) : Status(plans.error());
  if (!done) return Error(done.error()).within("pass over plans whose alerts rested");
  return ok();
}

Result<PassReport> Pass::refresh_plan(Row plan, Instant now) {
  const Status done = transact([&] { refresh(plan, now, "closemap"); });
  if (!done) return Error(done.error()).within("refresh plan");
  return report_;
}

Status Pass::transact(const std::function<void()>& body) {
  const Status done = doors_.store.write([&]() -> Status {
    report_ = {};
    made_.clear();
    news_.clear();
    doors_.alerts.begin();
    body();
    doors_.alerts.settle();
    return ok();
  });
  if (!done) {
    line_.reset();
    near_.reset();
    judged_.clear();
    doors_.alerts.abandon();
  } else if (!news_.empty()) {
    doors_.news(news_);
  }
  return done;
}

}  // namespace closemap
