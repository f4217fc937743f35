// Plan rows and documents. What an evaluation found does not rewrite the document.
#include "daemon/store/plan_room.h"

#include <algorithm>
#include <utility>

#include "daemon/store/packed_text.h"

namespace closemap {

#define PLAN_COLUMNS                                                                     \
  "SELECT id, ext_id, name, version, status, vendor_record, partner_record, next_eval, " \
  "created_at, updated_at, summary"
#define PLAN_WHOLE PLAN_COLUMNS ", document FROM plan JOIN plan_document ON plan = id "

SqlPlanRoom::SqlPlanRoom(Connection& connection, EventLog& events, SqlRecordRoom& records)
    : connection_(connection),
      events_(events),
      records_(records),
      insert_(connection.database(),
              "INSERT INTO plan(ext_id, name, version, status, vendor_record, partner_record, "
              "next_eval, created_at, updated_at, summary) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      update_(connection.database(),
              "UPDATE plan SET ext_id = ?1, name = ?2, version = ?3, status = ?4, "
              "vendor_record = ?5, partner_record = ?6, next_eval = ?7, created_at = ?8, "
              "updated_at = ?9, summary = ?10 WHERE id = ?11 AND version <= ?3"),
      evaluation_(connection.database(), "UPDATE plan SET summary = ?, next_eval = ? WHERE id = ?"),
      document_(connection.database(),
                "INSERT INTO plan_document(plan, digest, document) VALUES(?1, ?2, ?3) "
                "ON CONFLICT(plan) DO UPDATE SET digest = ?2, document = ?3 WHERE digest <> ?2"),
      get_(connection.database(), PLAN_WHOLE "WHERE id = ?"),
      find_(connection.database(), PLAN_WHOLE "WHERE ext_id = ?"),
      of_record_(connection.database(),
                 "SELECT id, status FROM plan WHERE vendor_record = ?1 UNION ALL "
                 "SELECT id, status FROM plan WHERE partner_record = ?1"),
      twin_(connection.database(), PLAN_COLUMNS
            " FROM plan WHERE (vendor_record = ?1 OR partner_record = ?2) AND id <> ?3 AND "
            "status IN ('draft','proposed','active') ORDER BY id LIMIT 1"),
      list_(connection.database(), PLAN_COLUMNS " FROM plan WHERE id > ? ORDER BY id LIMIT ?"),
      due_(connection.database(),
           "SELECT id FROM plan WHERE next_eval <= ? ORDER BY next_eval, id LIMIT ?"),
      next_due_(connection.database(), "SELECT min(next_eval) FROM plan WHERE next_eval NOT NULL"),
      count_(connection.database(), "SELECT count(*) FROM plan"),
      live_(connection.database(),
            "SELECT count(*) FROM plan WHERE status IN ('draft','proposed','active','paused')"),
      sources_(connection.database(), "SELECT record FROM plan_source WHERE plan = ?"),
      source_insert_(connection.database(), "INSERT INTO plan_source(record, plan) VALUES(?, ?)"),
      source_delete_(connection.database(),
                     "DELETE FROM plan_source WHERE record = ? AND plan = ?"),
      using_(connection.database(), "SELECT plan FROM plan_source WHERE record = ? ORDER BY plan"),
      name_(connection.database(), "SELECT ext_id FROM plan WHERE id = ?") {}

#undef PLAN_COLUMNS
#undef PLAN_WHOLE

PlanStatus SqlPlanRoom::read_status(std::string_view word) {
  const auto status = parse_plan_status(word);
  if (!status) throw sql::Malformed("plan of unknown status");
  return *status;
}

StoredPlan SqlPlanRoom::read(sql::Run& run, bool with_document) {
  StoredPlan plan;
  plan.row = run.integer(0);
  plan.id = run.text(1);
  plan.name = run.text(2);
  plan.version = static_cast<int>(run.integer(3));
  plan.status = read_status(run.view(4));
  plan.vendor_record = run.integer(5);  // NULL reads as 0
  plan.partner_record = run.integer(6);
  plan.next_eval = run.maybe_instant(7);
  plan.created_at = run.instant(8);
  plan.updated_at = run.instant(9);
  plan.summary = run.text(10);
  if (with_document) {
    auto document = unpack_text(run.view(11));
    if (!document) throw sql::Malformed("the document of plan " + plan.id + " cannot be unpacked");
    plan.document = *std::move(document);
  }
  return plan;
}

Row SqlPlanRoom::insert(const StoredPlan& plan, const PackedDocument& document) {
  connection_.must_write();
  sql::Run(insert_, plan.id, plan.name, plan.version, to_text(plan.status),
           sql::Ref{plan.vendor_record}, sql::Ref{plan.partner_record}, plan.next_eval,
           plan.created_at, plan.updated_at, plan.summary)
      .done();
  const Row row = connection_.database().getLastInsertRowid();
  without_sources_ = without_events_ = row;
  write_document(row, document);
  return row;
}

void SqlPlanRoom::update(const StoredPlan& plan) {
  connection_.must_write();
  const int changed =
      sql::Run(update_, plan.id, plan.name, plan.version, to_text(plan.status),
               sql::Ref{plan.vendor_record}, sql::Ref{plan.partner_record}, plan.next_eval,
               plan.created_at, plan.updated_at, plan.summary, plan.row)
          .done();
  assert(changed == 1 && "a plan that is not there, or whose version went back");
  static_cast<void>(changed);
}

void SqlPlanRoom::update(const StoredPlan& plan, const PackedDocument& document) {
  update(plan);
  write_document(plan.row, document);
}

void SqlPlanRoom::write_document(Row row, const PackedDocument& document) {
  const sql::DigestBytes digest(document.digest);
  sql::Run(document_, row, digest.blob(), sql::Blob{document.bytes}).done();
}

void SqlPlanRoom::set_evaluation(const StoredPlan& plan) {
  connection_.must_write();
  sql::Run(evaluation_, plan.summary, plan.next_eval, plan.row).done();
}

std::optional<StoredPlan> SqlPlanRoom::get(Row row) {
  connection_.must_be_active();
  sql::Run run(get_, row);
  return run.next() ? std::optional(read(run, true)) : std::nullopt;
}

std::optional<StoredPlan> SqlPlanRoom::find(std::string_view id) {
  connection_.must_be_active();
  sql::Run run(find_, id);
  return run.next() ? std::optional(read(run, true)) : std::nullopt;
}

std::optional<StoredPlan> SqlPlanRoom::of_record(Row opportunity_record) {
  connection_.must_be_active();
  std::pair<bool, Row> best{false, 0};  // one that still runs before a closed one, then the newest
  for (sql::Run run(of_record_, opportunity_record); run.next();)
    best = std::max(best, {!closed(read_status(run.view(1))), run.integer(0)});
  return best.second == 0 ? std::nullopt : get(best.second);
}

std::optional<StoredPlan> SqlPlanRoom::twin(const StoredPlan& plan) {
  connection_.must_be_active();
  sql::Run run(twin_, sql::Ref{plan.vendor_record}, sql::Ref{plan.partner_record}, plan.row);
  return run.next() ? std::optional(read(run, false)) : std::nullopt;
}

std::vector<StoredPlan> SqlPlanRoom::list(std::size_t limit, Row after) {
  connection_.must_be_active();
  std::vector<StoredPlan> plans;
  for (sql::Run run(list_, after, limit); run.next();) plans.push_back(read(run, false));
  return plans;
}

std::vector<Row> SqlPlanRoom::due(Instant now, std::size_t limit) {
  connection_.must_be_active();
  std::vector<Row> rows;
  for (sql::Run run(due_, now, limit); run.next();) rows.push_back(run.integer(0));
  return rows;
}

std::optional<Instant> SqlPlanRoom::next_due() {
  connection_.must_be_active();
  sql::Run run(next_due_);
  return run.next() ? run.maybe_instant(0) : std::nullopt;
}

std::int64_t SqlPlanRoom::count() {
  connection_.must_be_active();
  sql::Run run(count_);
  return run.next() ? run.integer(0) : 0;
}

std::int64_t SqlPlanRoom::live_count() {
  connection_.must_be_active();
  sql::Run run(live_);
  return run.next() ? run.integer(0) : 0;
}

void SqlPlanRoom::set_sources(Row plan, std::span<const Row> records) {
  connection_.must_write();
  std::vector<Row> wanted(records.begin(), records.end()), known;
  std::sort(wanted.begin(), wanted.end());
  wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
  if (std::exchange(without_sources_, 0) != plan)
    for (sql::Run run(sources_, plan); run.next();) known.push_back(run.integer(0));
  std::sort(known.begin(), known.end());
  for (const Row record : known) {
    if (!std::binary_search(wanted.begin(), wanted.end(), record))
      sql::Run(source_delete_, record, plan).done();
  }
  for (const Row record : wanted) {
    if (!std::binary_search(known.begin(), known.end(), record))
      sql::Run(source_insert_, record, plan).done();
  }
}

std::vector<Row> SqlPlanRoom::plans_using(Row record) {
  connection_.must_be_active();
  std::vector<Row> plans;
  for (sql::Run run(using_, record); run.next();) plans.push_back(run.integer(0));
  return plans;
}

void SqlPlanRoom::append(const StoredPlan& plan, std::span<const PlanEvent> events, Instant now) {
  connection_.must_write();
  assert(plan.row != 0 && "events of a plan that was never inserted");
  if (events.empty()) return;
  const std::int64_t stream = stream_of(StreamKind::plan, plan.row);
  const bool first = std::exchange(without_events_, 0) == plan.row;
  std::int64_t last = first ? 0 : events_.last(stream);
  for (const PlanEvent& event : events)
    events_.append(
        NewEvent{stream, ++last, event.type, event.actor, event.subject, event.payload, now});
}

}  // namespace closemap
