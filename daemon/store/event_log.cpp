// Appends events to the chain, reads them back and proves that nobody changed them.
#include "daemon/store/event_log.h"

#include <algorithm>

namespace closemap {
namespace {

Sha256 chain_value(std::string_view bytes) {
  Sha256 value{};
  if (bytes.size() == value.size()) std::copy(bytes.begin(), bytes.end(), value.begin());
  return value;
}

}  // namespace

EventLog::EventLog(Connection& connection)
    : connection_(connection),
      insert_(connection.database(),
              "event(seq, stream, stream_seq, type, at, actor, subject, payload, chain)", 9),
      last_(connection.database(), "SELECT max(stream_seq) FROM event WHERE stream = ?"),
      stream_(connection.database(),
              "SELECT seq, stream, stream_seq, type, at, actor, subject, payload FROM event "
              "WHERE stream = ? AND stream_seq > ? ORDER BY stream_seq LIMIT ?"),
      all_(connection.database(),
           "SELECT seq, stream, stream_seq, type, at, actor, subject, payload FROM event "
           "WHERE seq > ? ORDER BY seq LIMIT ?"),
      head_query_(connection.database(), "SELECT seq, chain FROM event ORDER BY seq DESC LIMIT 1"),
      newest_(connection.database(), "SELECT at FROM event ORDER BY seq DESC LIMIT 1"),
      from_(connection.database(),
            "SELECT seq, stream, stream_seq, type, at, actor, subject, payload, chain FROM event "
            "WHERE seq >= ? ORDER BY seq"),
      types_query_(connection.database(), "SELECT id, name, digest FROM event_type ORDER BY id"),
      type_insert_(connection.database(),
                   "INSERT INTO event_type(id, name, digest) VALUES(?, ?, ?)") {}

void EventLog::flush() { insert_.flush(); }

void EventLog::forget() {
  insert_.drop();
  head_known_ = false;
  types_known_ = false;
}

void EventLog::know_head() {
  if (head_known_) return;
  head_ = Head{};
  sql::Run run(head_query_);
  if (run.next()) head_ = Head{run.integer(0), chain_value(run.view(1))};
  head_known_ = true;
}

void EventLog::append(const NewEvent& event) {
  connection_.must_write();
  know_head();
  const std::int64_t type = type_id(event.type);
  const std::int64_t seq = head_.seq + 1;
  const Sha256 chain = link(head_.chain, seq, type, event);
  insert_.add(seq, event.stream, event.stream_seq, type, event.at, event.actor, event.subject,
              event.payload, chain);
  head_ = Head{seq, chain};
}

Sha256 EventLog::link(const Sha256& previous, std::int64_t seq, std::int64_t type,
                      const NewEvent& event) {
  sql::Content(buffer_)
      .raw(previous)
      .add(seq)
      .add(event.stream)
      .add(event.stream_seq)
      .add(type)
      .add(event.at.ms)
      .add(event.actor)
      .add(event.subject)
      .add(event.payload);
  return sha256(buffer_);
}

std::int64_t EventLog::last(std::int64_t stream) {
  flush();
  sql::Run run(last_, stream);
  return run.next() ? run.integer(0) : 0;
}

std::optional<Instant> EventLog::newest() {
  connection_.must_be_active();
  sql::Run run(newest_);
  return run.next() ? run.maybe_instant(0) : std::nullopt;
}

StoredEvent EventLog::read(sql::Run& run) {
  StoredEvent event;
  event.seq = run.integer(0);
  event.stream = std::to_string(run.integer(1));
  event.stream_seq = run.integer(2);
  event.type = type_name(run.integer(3));
  event.at = run.instant(4);
  event.actor = run.text(5);
  event.subject = run.text(6);
  event.payload = run.text(7);
  return event;
}

std::vector<StoredEvent> EventLog::of_stream(std::int64_t stream, std::size_t limit,
                                             std::int64_t after) {
  std::vector<StoredEvent> events;
  flush();
  load_types();
  for (sql::Run run(stream_, stream, after, limit); run.next();) {
    events.push_back(read(run));
    events.back().stream.clear();
  }
  return events;
}

std::vector<StoredEvent> EventLog::all(std::size_t limit, std::int64_t after) {
  std::vector<StoredEvent> events;
  flush();
  load_types();
  for (sql::Run run(all_, after, limit); run.next();) events.push_back(read(run));
  return events;
}

void EventLog::load_types() {
  if (types_known_) return;
  types_.clear();
  for (sql::Run run(types_query_); run.next();) types_.push_back(Type{run.integer(0), run.text(1)});
  types_known_ = true;
}

std::int64_t EventLog::type_id(std::string_view name) {
  load_types();
  for (const Type& type : types_) {
    if (type.name == name) return type.id;
  }
  const std::int64_t id = types_.empty() ? 1 : types_.back().id + 1;
  const Sha256 digest = type_digest(id, name);
  sql::Run(type_insert_, id, name, digest).done();
  types_.push_back(Type{id, std::string(name)});
  return id;
}

const std::string& EventLog::type_name(std::int64_t id) {
  const auto found =
      std::find_if(types_.begin(), types_.end(), [id](const Type& type) { return type.id == id; });
  if (found == types_.end()) throw sql::Malformed("event of unknown type " + std::to_string(id));
  return found->name;
}

// The chain covers a type's number; this covers what the number means.
Sha256 EventLog::type_digest(std::int64_t id, std::string_view name) {
  sql::Content(buffer_).add(id).add(name);
  return sha256(buffer_);
}

void EventLog::verify_types(std::vector<std::string>& findings) {
  for (sql::Run run(types_query_); run.next();) {
    const std::int64_t id = run.integer(0);
    const Sha256 digest = type_digest(id, run.view(1));
    if (run.view(2).size() != digest.size() || chain_value(run.view(2)) != digest)
      findings.push_back("event type " + std::to_string(id) + " was changed");
  }
}

std::vector<std::string> EventLog::verify(bool whole) {
  std::vector<std::string> findings;
  flush();
  verify_types(findings);
  head_known_ = false;
  know_head();
  // The row before the tail is read for its chain value only.
  const std::int64_t from = whole || head_.seq <= kChainTail ? 1 : head_.seq - kChainTail;
  Head previous;
  for (sql::Run run(from_, from); run.next() && findings.size() < kChainFindingsMax;) {
    const std::int64_t seq = run.integer(0);
    const Sha256 chain = chain_value(run.view(8));
    if (seq == 1 || previous.seq != 0) {
      NewEvent event{run.integer(1), run.integer(2), {}, run.view(5), run.view(6),
                     run.view(7),    run.instant(4)};
      if (seq != previous.seq + 1) {
        findings.push_back("events between " + std::to_string(previous.seq) + " and " +
                           std::to_string(seq) + " are missing");
      } else if (run.view(8).size() != chain.size() ||
                 link(previous.chain, seq, run.integer(3), event) != chain) {
        findings.push_back("event " + std::to_string(seq) + " does not follow from the one before");
      }
    } else if (from == 1) {
      findings.push_back("events before " + std::to_string(seq) + " are missing");
    }
    previous = Head{seq, chain};
  }
  return findings;
}

}  // namespace closemap
