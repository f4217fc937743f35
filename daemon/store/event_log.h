// The append-only, hash-chained history of everything (domain.md §3.8, reliability.md §0 item 9).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/store/connection.h"

namespace closemap {

// A stream is a record, a plan or a connector: its row and its kind in one integer.
enum class StreamKind : std::uint8_t { record = 0, plan = 1, connector = 2 };
constexpr std::int64_t stream_of(StreamKind kind, Row row) {
  return row * 4 + static_cast<std::int64_t>(kind);
}
constexpr StreamKind kind_of(std::int64_t stream) { return static_cast<StreamKind>(stream & 3); }
constexpr Row row_of(std::int64_t stream) { return stream >> 2; }

inline constexpr std::int64_t kChainTail = 1'000;     // events checked at every start
inline constexpr std::size_t kChainFindingsMax = 10;  // a broken chain is broken: say it briefly

struct NewEvent {
  std::int64_t stream = 0, stream_seq = 0;
  std::string_view type, actor, subject, payload;
  Instant at;
};

// Each event's chain value is SHA-256 over the previous one and the row's content, so that a
// changed, missing or inserted row shows. REQUIRES: the core thread, inside a write transaction.
class EventLog {
 public:
  explicit EventLog(Connection& connection);

  void append(const NewEvent& event);
  std::int64_t last(std::int64_t stream);  // its greatest stream_seq, 0 without events
  std::optional<Instant> newest();         // when the last one that is written happened
  // Ascending by stream_seq; without a stream, everything by seq. The stream's name is left empty
  // in the first case, and is the stream's number in the second.
  std::vector<StoredEvent> of_stream(std::int64_t stream, std::size_t limit, std::int64_t after);
  std::vector<StoredEvent> all(std::size_t limit, std::int64_t after);

  // What is wrong with the chain: of the last kChainTail events, or of all of them.
  std::vector<std::string> verify(bool whole);
  void flush();   // before a commit: events that wait for others to be written with
  void forget();  // after a rollback: what is known of the table is read again

 private:
  struct Head {
    std::int64_t seq = 0;
    Sha256 chain{};
  };
  struct Type {
    std::int64_t id;
    std::string name;
  };
  void know_head();
  std::int64_t type_id(std::string_view name);
  const std::string& type_name(std::int64_t id);
  void load_types();
  StoredEvent read(sql::Run& run);
  Sha256 link(const Sha256& previous, std::int64_t seq, std::int64_t type, const NewEvent& event);
  Sha256 type_digest(std::int64_t id, std::string_view name);
  void verify_types(std::vector<std::string>& findings);

  Connection& connection_;
  std::string buffer_;
  bool head_known_ = false;
  Head head_;
  bool types_known_ = false;
  std::vector<Type> types_;

  sql::BulkInsert insert_;
  sql::Query last_, stream_, all_, head_query_, newest_, from_, types_query_, type_insert_;
};

}  // namespace closemap
