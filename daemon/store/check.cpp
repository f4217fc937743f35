// Is the store what it should be: pages, references, chain, counters, documents (reliability.md
// R19).
#include "daemon/store/packed_text.h"
#include "daemon/store/sqlite_store.h"
#include "mapping/plan/document.h"

namespace closemap {
namespace {

constexpr std::size_t kFindingsMax = 50;

class Inspector {
 public:
  Inspector(Connection& connection, CheckReport& report)
      : database_(connection.database()), report_(report) {}

  void found(std::string what) {
    if (report_.findings.size() < kFindingsMax) report_.findings.push_back(std::move(what));
  }

  void pages() {
    SQLite::Statement check(database_, "PRAGMA integrity_check(10)");
    while (check.executeStep()) {
      std::string line = check.getColumn(0).getString();
      if (line != "ok") found("page: " + std::move(line));
    }
  }

  void references() {
    SQLite::Statement check(database_, "PRAGMA foreign_key_check");
    while (check.executeStep())
      found("row " + check.getColumn(1).getString() + " of " + check.getColumn(0).getString() +
            " refers to a missing row of " + check.getColumn(2).getString());
  }

  // Each row of `query` is one fault: its first column names what.
  void none(const char* query, const char* what) {
    SQLite::Statement check(database_, query);
    while (check.executeStep()) found(std::string(what) + " " + check.getColumn(0).getString());
  }

  std::int64_t count(const char* query) { return database_.execAndGet(query).getInt64(); }

  // A record's events are 1..revision, each once; a stream has no gaps.
  void histories() {
    none("SELECT stream FROM event GROUP BY stream HAVING count(*) <> max(stream_seq) LIMIT 10",
         "events are missing in stream");
    none(
        "SELECT id FROM raw_record WHERE revision <> (SELECT coalesce(max(stream_seq), 0) FROM "
        "event WHERE stream = raw_record.id * 4) LIMIT 10",
        "events do not add up to the revision of record");
    none(
        "SELECT seq FROM event WHERE stream & 3 = 0 AND NOT EXISTS (SELECT 1 FROM raw_record "
        "WHERE id = event.stream >> 2) LIMIT 10",
        "no record belongs to event");
  }

  void counters() {
    none(
        "SELECT connector || '/' || stream FROM cursor WHERE live <> (SELECT count(*) FROM "
        "raw_record WHERE raw_record.source = cursor.source AND flags & 1 = 0) LIMIT 10",
        "the counter of live records is wrong for");
    none("SELECT id FROM raw_record WHERE source NOT IN (SELECT source FROM cursor) LIMIT 10",
         "no source belongs to record");
    if (count("SELECT count(*) FROM record_key") !=
        count("SELECT coalesce(sum(length(keys)) / 8, 0) FROM raw_record WHERE flags & 1 = 0 "
              "AND source IN (SELECT source FROM cursor WHERE first_sync_at IS NOT NULL)"))
      found("the index of linking keys does not fit the records");
  }

  void plans() {
    none("SELECT ext_id FROM plan WHERE id NOT IN (SELECT plan FROM plan_document) LIMIT 10",
         "no document belongs to plan");
    none(
        "SELECT plan FROM alert_board WHERE plan <> 0 AND plan NOT IN (SELECT id FROM plan) LIMIT "
        "10",
        "no plan belongs to the alerts of");
    SQLite::Statement documents(database_,
                                "SELECT ext_id, digest, document FROM plan_document "
                                "JOIN plan ON id = plan ORDER BY id");
    while (documents.executeStep()) {
      const std::string what = "the document of plan " + documents.getColumn(0).getString();
      const auto document = unpack_text(documents.getColumn(2).getString());
      if (!document) {
        found(what + " cannot be unpacked");
        continue;
      }
      if (!sql::same_digest(documents.getColumn(1).getString(), hash128(*document)))
        found(what + " was changed");
      const Result<Plan> plan = plan_from_text(*document);
      if (!plan) found(what + " does not parse: " + plan.error().what);
    }
  }

 private:
  SQLite::Database& database_;
  CheckReport& report_;
};

}  // namespace

Result<CheckReport> SqliteStore::check(bool whole_chain) {
  CheckReport report;
  Status done = guarded([&] {
    find_faults(report, whole_chain);
    return ok();
  });
  if (!done) {
    if (done.error().fault != Fault::permanent) return std::move(done).error();
    report.findings.push_back(done.error().what);
  }
  report.clean = report.findings.empty();
  return report;
}

void SqliteStore::find_faults(CheckReport& report, bool whole_chain) {
  Inspector inspector(connection_, report);
  inspector.pages();
  inspector.references();
  for (std::string& finding : events_.verify(whole_chain)) inspector.found(std::move(finding));
  for (std::string& finding : outbox_.verify()) inspector.found(std::move(finding));
  for (std::string& finding : alerts_.verify()) inspector.found(std::move(finding));
  inspector.histories();
  inspector.counters();
  inspector.plans();
  report.events = inspector.count("SELECT count(*) FROM event");
  report.records = inspector.count("SELECT count(*) FROM raw_record");
  report.plans = inspector.count("SELECT count(*) FROM plan");
  report.outbox = inspector.count("SELECT count(*) FROM outbox");
}

}  // namespace closemap
