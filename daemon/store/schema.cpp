// The tables, by room (design.md §5), as numbered migrations.
#include "daemon/store/schema.h"

#include <sqlite3.h>

#include <array>

#include "daemon/store/packed_text.h"

namespace closemap {
namespace {

// Wide tables are rowid tables with ascending rowids; the idempotency keys are their UNIQUE
// indexes (performance.md advice 4). No foreign key on the paths of a first sync. CHECKs say OR:
// a list behind IN becomes a table of its own each time a row is written.
constexpr const char* kVersion1 = R"sql(
CREATE TABLE meta(key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE cursor(
  source INTEGER PRIMARY KEY,
  connector TEXT NOT NULL,
  stream TEXT NOT NULL,
  live INTEGER NOT NULL DEFAULT 0,
  cursor TEXT NOT NULL DEFAULT '',
  fingerprint TEXT NOT NULL DEFAULT '',
  moved_at INTEGER,
  first_sync_at INTEGER,
  UNIQUE(connector, stream)) STRICT;

CREATE TABLE raw_record(
  id INTEGER PRIMARY KEY,
  source INTEGER NOT NULL,
  flags INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  digest BLOB NOT NULL,
  ext_id TEXT NOT NULL,
  version TEXT NOT NULL,
  keys BLOB NOT NULL,
  fields TEXT NOT NULL,
  UNIQUE(source, ext_id)) STRICT;
CREATE TABLE record_key(
  key INTEGER NOT NULL, source INTEGER NOT NULL, record INTEGER NOT NULL,
  PRIMARY KEY(key, source, record)) STRICT, WITHOUT ROWID;
CREATE TABLE dirty(seq INTEGER PRIMARY KEY, record INTEGER NOT NULL UNIQUE) STRICT;

CREATE TABLE quarantine(
  id INTEGER PRIMARY KEY,
  source INTEGER NOT NULL REFERENCES cursor(source),
  ext_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  body BLOB NOT NULL,
  first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL,
  seen INTEGER NOT NULL,
  UNIQUE(source, ext_id)) STRICT;

CREATE TABLE event_type(
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, digest BLOB NOT NULL) STRICT;
CREATE TABLE event(
  seq INTEGER PRIMARY KEY,
  stream INTEGER NOT NULL,
  stream_seq INTEGER NOT NULL,
  type INTEGER NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  subject TEXT NOT NULL,
  payload TEXT NOT NULL,
  chain BLOB NOT NULL,
  UNIQUE(stream, stream_seq)) STRICT;

CREATE TABLE link(
  id INTEGER PRIMARY KEY,
  vendor_record INTEGER NOT NULL REFERENCES raw_record(id),
  partner_record INTEGER NOT NULL REFERENCES raw_record(id),
  state TEXT NOT NULL CHECK(state = 'proposed' OR state = 'linked' OR state = 'rejected'),
  method TEXT NOT NULL,
  decided_by TEXT NOT NULL,
  why TEXT NOT NULL,
  at INTEGER NOT NULL,
  UNIQUE(vendor_record, partner_record)) STRICT;
CREATE INDEX link_partner ON link(partner_record);
CREATE INDEX link_state ON link(state);

CREATE TABLE plan(
  id INTEGER PRIMARY KEY,
  ext_id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  version INTEGER NOT NULL,
  status TEXT NOT NULL,
  vendor_record INTEGER REFERENCES raw_record(id),
  partner_record INTEGER REFERENCES raw_record(id),
  next_eval INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  summary TEXT NOT NULL) STRICT;
CREATE INDEX plan_status ON plan(status);
CREATE INDEX plan_due ON plan(next_eval) WHERE next_eval IS NOT NULL;
CREATE INDEX plan_vendor ON plan(vendor_record);
CREATE INDEX plan_partner ON plan(partner_record);
CREATE TABLE plan_document(
  plan INTEGER PRIMARY KEY REFERENCES plan(id),
  digest BLOB NOT NULL,
  document TEXT NOT NULL) STRICT;
CREATE TABLE plan_source(
  record INTEGER NOT NULL REFERENCES raw_record(id),
  plan INTEGER NOT NULL REFERENCES plan(id),
  PRIMARY KEY(record, plan)) STRICT, WITHOUT ROWID;
CREATE INDEX plan_source_plan ON plan_source(plan);

CREATE TABLE alert(
  id INTEGER PRIMARY KEY,
  ext_id TEXT NOT NULL UNIQUE,
  plan INTEGER,
  signal TEXT NOT NULL,
  subject TEXT NOT NULL,
  severity TEXT NOT NULL,
  state TEXT NOT NULL CHECK(state = 'pending' OR state = 'firing' OR state = 'resolved'),
  transitions INTEGER NOT NULL,
  recheck INTEGER NOT NULL,
  as_found INTEGER NOT NULL,
  notified INTEGER NOT NULL,
  fired_at INTEGER,
  resolved_at INTEGER,
  life TEXT NOT NULL,
  inputs TEXT NOT NULL) STRICT;
CREATE INDEX alert_open ON alert(plan) WHERE state <> 'resolved';
CREATE INDEX alert_resolved ON alert(plan) WHERE state = 'resolved';
CREATE INDEX alert_recheck ON alert(plan) WHERE recheck = 1;

CREATE TABLE outbox(
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  notifier TEXT NOT NULL,
  recipient TEXT NOT NULL,
  plan INTEGER REFERENCES plan(id),
  kind TEXT NOT NULL,
  severity TEXT NOT NULL,
  state TEXT NOT NULL
    CHECK(state = 'pending' OR state = 'sending' OR state = 'sent' OR state = 'uncertain' OR
      state = 'dead' OR state = 'suppressed'),
  attempt INTEGER NOT NULL,
  created INTEGER NOT NULL,
  not_before INTEGER NOT NULL,
  sending_at INTEGER,
  done_at INTEGER,
  remote_ref TEXT NOT NULL,
  error TEXT NOT NULL,
  maybe_dup INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  payload TEXT NOT NULL,
  digest BLOB NOT NULL) STRICT;
CREATE INDEX outbox_due ON outbox(notifier, not_before) WHERE state = 'pending';
CREATE INDEX outbox_waiting ON outbox(plan) WHERE state = 'pending';
CREATE INDEX outbox_state ON outbox(state);
CREATE INDEX outbox_person ON outbox(recipient, created);
CREATE INDEX outbox_thread ON outbox(plan, recipient, notifier);
CREATE TABLE outbox_item(key TEXT NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE delivery(
  id INTEGER PRIMARY KEY,
  outbox INTEGER NOT NULL REFERENCES outbox(id),
  attempt INTEGER NOT NULL,
  state TEXT NOT NULL,
  at INTEGER NOT NULL,
  remote_ref TEXT NOT NULL,
  error TEXT NOT NULL) STRICT;
CREATE INDEX delivery_outbox ON delivery(outbox);

INSERT INTO meta(key, value) VALUES('store.generation', '1');
)sql";

// An alert's words of a few are numbers (alert_room.cpp says which), its yes and no are flags; what
// waits for a pass is one tree.
constexpr const char* kVersion2 = R"sql(
CREATE TABLE alert_2(
  id INTEGER PRIMARY KEY,
  ext_id TEXT NOT NULL UNIQUE,
  plan INTEGER,
  signal TEXT NOT NULL,
  subject TEXT NOT NULL,
  severity INTEGER NOT NULL,
  state INTEGER NOT NULL CHECK(state BETWEEN 0 AND 2),
  flags INTEGER NOT NULL,
  transitions INTEGER NOT NULL,
  fired_at INTEGER,
  resolved_at INTEGER,
  life TEXT NOT NULL,
  inputs TEXT NOT NULL) STRICT;
INSERT INTO alert_2(id, ext_id, plan, signal, subject, severity, state, flags, transitions, fired_at,
    resolved_at, life, inputs)
  SELECT id, ext_id, plan, signal, subject,
    CASE severity WHEN 'info' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END,
    CASE state WHEN 'pending' THEN 0 WHEN 'firing' THEN 1 ELSE 2 END,
    recheck + 2 * as_found + 4 * notified, transitions, fired_at, resolved_at, life, inputs
  FROM alert;
DROP TABLE alert;
ALTER TABLE alert_2 RENAME TO alert;
CREATE INDEX alert_open ON alert(plan) WHERE state <> 2;
CREATE INDEX alert_resolved ON alert(plan) WHERE state = 2;
CREATE INDEX alert_recheck ON alert(plan) WHERE flags & 1;

CREATE TABLE dirty_2(record INTEGER PRIMARY KEY) STRICT;
INSERT INTO dirty_2 SELECT record FROM dirty;
DROP TABLE dirty;
ALTER TABLE dirty_2 RENAME TO dirty;
)sql";

// Documents are packed.
constexpr const char* kVersion3 = R"sql(
CREATE TABLE plan_document_3(
  plan INTEGER PRIMARY KEY REFERENCES plan(id),
  digest BLOB NOT NULL,
  document BLOB NOT NULL) STRICT;
INSERT INTO plan_document_3
  SELECT plan, digest, pack_text(document) FROM plan_document ORDER BY plan;
DROP TABLE plan_document;
ALTER TABLE plan_document_3 RENAME TO plan_document;
)sql";

// A plan's alerts are one packed row. Of episodes that are over the last is kept.
constexpr const char* kVersion4 = R"sql(
CREATE TABLE alert_board(
  plan INTEGER PRIMARY KEY,
  open INTEGER NOT NULL,
  recheck INTEGER NOT NULL,
  alerts BLOB NOT NULL) STRICT;
INSERT INTO alert_board
  SELECT plan, sum(state <> 2), max(flags & 1), pack_text(json_group_array(json_patch('{}', json_object(
      'as_found', CASE WHEN flags & 2 THEN json('true') END,
      'fired_at', fired_at,
      'id', ext_id,
      'inputs', CASE WHEN json_valid(inputs) THEN json(inputs) END,
      'life', CASE WHEN json_valid(life) THEN json(life) END,
      'notified', CASE WHEN flags & 4 THEN json('true') END,
      'recheck', CASE WHEN flags & 1 THEN json('true') END,
      'resolved_at', resolved_at,
      'severity', CASE severity WHEN 0 THEN 'info' WHEN 1 THEN 'warning' ELSE 'critical' END,
      'signal', signal,
      'state', CASE state WHEN 0 THEN 'pending' WHEN 1 THEN 'firing' ELSE 'resolved' END,
      'subject', subject,
      'transitions', transitions))))
  FROM (SELECT * FROM alert WHERE state <> 2 UNION ALL
    SELECT * FROM alert WHERE id IN
      (SELECT max(id) FROM alert WHERE state = 2 GROUP BY plan, signal, subject) ORDER BY id)
  WHERE plan NOT NULL GROUP BY plan;
DROP TABLE alert;
CREATE INDEX alert_board_recheck ON alert_board(plan) WHERE recheck <> 0;
)sql";

// Records that were read but have no place yet stand in the quarantine, too.
constexpr const char* kVersion5 = R"sql(
ALTER TABLE quarantine ADD COLUMN unplaced INTEGER NOT NULL DEFAULT 0;
CREATE INDEX quarantine_unplaced ON quarantine(id) WHERE unplaced = 1;
)sql";

constexpr std::array kMigrations{Migration{1, kVersion1}, Migration{2, kVersion2},
                                 Migration{3, kVersion3}, Migration{4, kVersion4},
                                 Migration{5, kVersion5}};
static_assert(kMigrations.back().to == kStoreVersion);

// pack_text() for the migrations.
void pack_value(sqlite3_context* context, int, sqlite3_value** values) {
  const auto* text = static_cast<const char*>(sqlite3_value_blob(values[0]));
  const auto size = static_cast<std::size_t>(sqlite3_value_bytes(values[0]));
  const std::string packed = pack_text({text, size});
  sqlite3_result_blob64(context, packed.data(), packed.size(), SQLITE_TRANSIENT);
}

}  // namespace

std::span<const Migration> store_migrations() { return kMigrations; }

Status recognise(Connection& connection, std::span<const Migration> migrations) {
  assert(!migrations.empty());
  SQLite::Database& database = connection.database();
  const int tables = database.execAndGet("SELECT count(*) FROM sqlite_schema").getInt();
  const int owner = database.execAndGet("PRAGMA application_id").getInt();
  const int version = database.execAndGet("PRAGMA user_version").getInt();
  if (tables > 0 && owner != kApplicationId)
    return Error{Fault::config, "store " + connection.path() +
                                    " is a database of another program: name another file"};
  if (version > migrations.back().to)
    return Error{Fault::config,
                 "store " + connection.path() + " has version " + std::to_string(version) +
                     ", this program knows up to version " + std::to_string(migrations.back().to) +
                     ": install the newer program, or stop it and put the backup taken "
                     "before its migration in the store's place"};
  return ok();
}

Status migrate(Connection& connection, std::span<const Migration> migrations,
               const std::function<Status(int from)>& secure) {
  SQLite::Database& database = connection.database();
  const int version = database.execAndGet("PRAGMA user_version").getInt();
  const int newest = migrations.back().to;
  if (version == newest) return ok();
  if (version > 0) {
    if (Status secured = secure(version); !secured) return secured;
  }
  database.createFunction("pack_text", 1, true, nullptr, &pack_value);
  database.exec("BEGIN IMMEDIATE");
  try {
    for (const Migration& migration : migrations) {
      if (migration.to > version) database.exec(migration.sql);
    }
    database.exec("PRAGMA application_id=" + std::to_string(kApplicationId));
    database.exec("PRAGMA user_version=" + std::to_string(newest));
    database.exec("COMMIT");
  } catch (...) {
    database.tryExec("ROLLBACK");
    throw;
  }
  return ok();
}

}  // namespace closemap
