// Messages by state. A row's digest covers all of it and is renewed with each update.
#include "daemon/store/outbox_room.h"

#include <algorithm>

namespace closemap {
namespace {

constexpr std::size_t kFindingsMax = 10;
// Longer than quiet hours, holidays and retries keep a message waiting.
constexpr std::int64_t kWaitMaxMs = 60LL * 86'400'000;

OutboxState parse_state(std::string_view text) {
  for (int at = 0; at <= static_cast<int>(OutboxState::suppressed); ++at) {
    if (to_text(static_cast<OutboxState>(at)) == text) return static_cast<OutboxState>(at);
  }
  throw sql::Malformed("outbox row of unknown state");
}

}  // namespace

#define OUTBOX_COLUMNS                                                                            \
  "SELECT id, key, notifier, recipient, plan, kind, severity, payload, state, attempt, created, " \
  "not_before, sending_at, done_at, remote_ref, error, maybe_dup, generation, digest FROM outbox "

SqlOutboxRoom::SqlOutboxRoom(Connection& connection)
    : connection_(connection),
      claim_(connection.database(), "INSERT OR IGNORE INTO outbox_item(key) VALUES(?)"),
      insert_(connection.database(),
              "INSERT INTO outbox(key, notifier, recipient, plan, kind, severity, payload, state, "
              "attempt, created, not_before, sending_at, done_at, remote_ref, error, maybe_dup, "
              "generation, digest) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      update_(connection.database(),
              "UPDATE outbox SET key = ?, notifier = ?, recipient = ?, plan = ?, kind = ?, "
              "severity = ?, payload = ?, state = ?, attempt = ?, created = ?, not_before = ?, "
              "sending_at = ?, done_at = ?, remote_ref = ?, error = ?, maybe_dup = ?, "
              "generation = ?, digest = ? WHERE id = ?"),
      state_of_(connection.database(), "SELECT state, attempt, digest FROM outbox WHERE id = ?"),
      log_(connection.database(),
           "INSERT INTO delivery(outbox, attempt, state, at, remote_ref, error) "
           "VALUES(?, ?, ?, ?, ?, ?)"),
      get_(connection.database(), OUTBOX_COLUMNS "WHERE id = ?"),
      find_(connection.database(), OUTBOX_COLUMNS "WHERE key = ?"),
      waiting_(connection.database(), OUTBOX_COLUMNS
               "WHERE state = 'pending' AND plan IS ? AND recipient = ? "
               "AND notifier = ? AND kind = ? ORDER BY id LIMIT 1"),
      waiting_of_plan_(connection.database(),
                       OUTBOX_COLUMNS "WHERE state = 'pending' AND plan IS ? ORDER BY id"),
      // Sorted by id are ids, not whole messages.
      first_due_(connection.database(), OUTBOX_COLUMNS
                 "WHERE id = (SELECT min(id) FROM outbox WHERE state = 'pending' AND "
                 "notifier = ? AND not_before <= ? AND (? OR kind <> 'digest'))"),
      next_due_(connection.database(),
                "SELECT min(not_before) FROM outbox WHERE state = 'pending' AND notifier = ?"),
      in_state_(connection.database(), OUTBOX_COLUMNS "WHERE state = ? ORDER BY id LIMIT ?"),
      list_all_(connection.database(), OUTBOX_COLUMNS "ORDER BY id DESC LIMIT ?"),
      list_unfinished_(connection.database(), OUTBOX_COLUMNS
                       "WHERE state IN ('pending','sending','uncertain','dead') "
                       "ORDER BY id DESC LIMIT ?"),
      sent_since_(connection.database(),
                  // By `created` it is found: nothing goes before it, or kWaitMaxMs after it.
                  "SELECT count(*) FROM outbox WHERE recipient = ? AND created >= ? "
                  "AND coalesce(done_at, not_before) >= ? AND severity <> 'critical' "
                  "AND kind IN ('alert','resolved') AND state NOT IN ('suppressed','dead')"),
      last_sent_(connection.database(), OUTBOX_COLUMNS
                 "WHERE plan IS ? AND recipient = ? AND notifier = ? "
                 "AND state = 'sent' ORDER BY done_at DESC, id DESC LIMIT 1"),
      thread_(connection.database(),
              "SELECT remote_ref FROM outbox WHERE plan IS ? AND recipient = ? AND notifier = ? "
              "AND state = 'sent' AND remote_ref <> '' ORDER BY id LIMIT 1"),
      all_(connection.database(), OUTBOX_COLUMNS "ORDER BY id") {}

#undef OUTBOX_COLUMNS

OutboxRow SqlOutboxRoom::read(sql::Run& run) {
  OutboxRow row;
  row.row = run.integer(0);
  row.key = run.text(1);
  row.notifier = run.text(2);
  row.recipient = run.text(3);
  row.plan = run.integer(4);
  row.kind = run.text(5);
  row.severity = run.text(6);
  row.payload = run.text(7);
  row.state = parse_state(run.view(8));
  row.attempt = static_cast<int>(run.integer(9));
  row.created = run.instant(10);
  row.not_before = run.instant(11);
  row.sending_at = run.maybe_instant(12);
  row.done_at = run.maybe_instant(13);
  row.remote_ref = run.text(14);
  row.error = run.text(15);
  row.maybe_dup = run.flag(16);
  row.generation = run.integer(17);
  return row;
}

Sha256 SqlOutboxRoom::digest(const OutboxRow& row) {
  sql::Content(buffer_)
      .add(row.key)
      .add(row.notifier)
      .add(row.recipient)
      .add(row.plan)
      .add(row.kind)
      .add(row.severity)
      .add(row.payload)
      .add(to_text(row.state))
      .add(row.attempt)
      .add(row.created.ms)
      .add(row.not_before.ms)
      .add(row.sending_at)
      .add(row.done_at)
      .add(row.remote_ref)
      .add(row.error)
      .add(std::int64_t{row.maybe_dup})
      .add(row.generation);
  return sha256(buffer_);
}

template <class... Args>
std::optional<OutboxRow> SqlOutboxRoom::one(sql::Query& query, Args&&... args) {
  connection_.must_be_active();
  sql::Run run(query, std::forward<Args>(args)...);
  return run.next() ? std::optional(read(run)) : std::nullopt;
}

template <class... Args>
std::vector<OutboxRow> SqlOutboxRoom::many(sql::Query& query, Args&&... args) {
  connection_.must_be_active();
  std::vector<OutboxRow> rows;
  for (sql::Run run(query, std::forward<Args>(args)...); run.next();) rows.push_back(read(run));
  return rows;
}

bool SqlOutboxRoom::claim_item(std::string_view item_key) {
  connection_.must_write();
  return sql::Run(claim_, item_key).done() > 0;
}

Row SqlOutboxRoom::insert(const OutboxRow& row) {
  connection_.must_write();
  sql::Run(insert_, row.key, row.notifier, row.recipient, sql::Ref{row.plan}, row.kind,
           row.severity, row.payload, to_text(row.state), row.attempt, row.created, row.not_before,
           row.sending_at, row.done_at, row.remote_ref, row.error, row.maybe_dup, row.generation,
           digest(row))
      .done();
  return connection_.database().getLastInsertRowid();
}

void SqlOutboxRoom::update(const OutboxRow& row) {
  connection_.must_write();
  const Sha256 fresh = digest(row);
  {
    sql::Run run(state_of_, row.row);
    const bool known = run.next();
    assert(known && "an outbox row that was never inserted");
    static_cast<void>(known);
    const std::string_view digest_bytes = run.view(2);
    if (std::equal(fresh.begin(), fresh.end(), digest_bytes.begin(), digest_bytes.end(),
                   [](std::uint8_t a, char b) { return a == static_cast<std::uint8_t>(b); }))
      return;
    if (run.view(0) != to_text(row.state) || run.integer(1) != row.attempt) {
      const Instant at = row.done_at.value_or(row.sending_at.value_or(row.not_before));
      sql::Run(log_, row.row, row.attempt, to_text(row.state), at, row.remote_ref, row.error)
          .done();
    }
  }
  sql::Run(update_, row.key, row.notifier, row.recipient, sql::Ref{row.plan}, row.kind,
           row.severity, row.payload, to_text(row.state), row.attempt, row.created, row.not_before,
           row.sending_at, row.done_at, row.remote_ref, row.error, row.maybe_dup, row.generation,
           fresh, row.row)
      .done();
}

std::optional<OutboxRow> SqlOutboxRoom::get(Row row) { return one(get_, row); }
std::optional<OutboxRow> SqlOutboxRoom::find(std::string_view key) { return one(find_, key); }

std::optional<OutboxRow> SqlOutboxRoom::waiting(Row plan, std::string_view recipient,
                                                std::string_view notifier, std::string_view kind) {
  return one(waiting_, sql::Ref{plan}, recipient, notifier, kind);
}

std::vector<OutboxRow> SqlOutboxRoom::waiting_of_plan(Row plan) {
  return many(waiting_of_plan_, sql::Ref{plan});
}

std::optional<OutboxRow> SqlOutboxRoom::first_due(std::string_view notifier, Instant now,
                                                  bool digests) {
  return one(first_due_, notifier, now, digests);
}

std::optional<Instant> SqlOutboxRoom::next_due(std::string_view notifier) {
  connection_.must_be_active();
  sql::Run run(next_due_, notifier);
  return run.next() ? run.maybe_instant(0) : std::nullopt;
}

std::vector<OutboxRow> SqlOutboxRoom::in_state(OutboxState state, std::size_t limit) {
  return many(in_state_, to_text(state), limit);
}

std::vector<OutboxRow> SqlOutboxRoom::list(std::size_t limit, bool unfinished_only) {
  return many(unfinished_only ? list_unfinished_ : list_all_, limit);
}

int SqlOutboxRoom::sent_since(std::string_view recipient, Instant since) {
  connection_.must_be_active();
  sql::Run run(sent_since_, recipient, since - kWaitMaxMs, since);
  return run.next() ? static_cast<int>(run.integer(0)) : 0;
}

std::optional<OutboxRow> SqlOutboxRoom::last_sent(Row plan, std::string_view recipient,
                                                  std::string_view notifier) {
  return one(last_sent_, sql::Ref{plan}, recipient, notifier);
}

std::string SqlOutboxRoom::thread_ref(Row plan, std::string_view recipient,
                                      std::string_view notifier) {
  connection_.must_be_active();
  sql::Run run(thread_, sql::Ref{plan}, recipient, notifier);
  return run.next() ? run.text(0) : std::string();
}

std::vector<std::string> SqlOutboxRoom::verify() {
  std::vector<std::string> findings;
  for (sql::Run run(all_); run.next() && findings.size() < kFindingsMax;) {
    try {
      const Sha256 fresh = digest(read(run));
      if (run.text(18) != std::string(fresh.begin(), fresh.end()))
        findings.push_back("outbox row " + std::to_string(run.integer(0)) + " was changed");
    } catch (const sql::Malformed& problem) {
      findings.push_back("outbox row " + std::to_string(run.integer(0)) + ": " + problem.what());
    }
  }
  return findings;
}

}  // namespace closemap
