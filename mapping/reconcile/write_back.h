// Writing fields back to a CRM without lost updates, echoes or loops (domain.md §3.7).
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/core/instant.h"
#include "mapping/core/json.h"
#include "mapping/plan/plan.h"

namespace closemap {

enum class WriteAction {
  noop,
  pull,       // take the remote's value
  push,       // write ours, on the condition that the remote is still as seen
  converged,  // both changed to the same: it becomes the shadow
  conflict,   // both changed: the field's policy decides; push only if it picks ours
};
std::string_view to_text(WriteAction action);

// What the remote would return for a value: cut to its length, rounded, a date only, in its case.
// null must stay null.
using RoundTrip = std::function<Json(const Json&)>;

// `base`: the shadow, the value both sides last agreed on; null stands for absent. Empty
// `round_trip`: the remote keeps values as they are.
WriteAction decide_write(const Json& base, const Json& local, const Json& remote,
                         const RoundTrip& round_trip = {});

inline constexpr std::int64_t kEchoTtlMs = 24 * 3'600'000LL;

enum class Inbound { echo, near_miss, foreign };
std::string_view to_text(Inbound inbound);

// Our own writes, until they come back once. SourceRef names connection, object, record and field.
class EchoLedger {
 public:
  explicit EchoLedger(std::int64_t ttl_ms = kEchoTtlMs) : ttl_ms_(ttl_ms) {}
  void wrote(const SourceRef& field, const Json& value, const std::string& remote_version,
             Instant at);
  // echo: a live entry had this value and is used up, the oldest first. near_miss: entries are
  // live, but none with this value (somebody rewrites what we send). foreign: a real edit.
  Inbound judge(const SourceRef& field, const Json& value, Instant at);
  std::uint64_t near_misses() const { return near_misses_; }

 private:
  struct Entry {
    std::string value_hash, remote_version;
    Instant at;
  };
  std::int64_t ttl_ms_;
  std::map<SourceRef, std::deque<Entry>> entries_;
  std::uint64_t near_misses_ = 0;
};

inline constexpr std::size_t kOwnWritesMax = 3;
inline constexpr std::int64_t kOwnWritesWindowMs = 3'600'000;
inline constexpr std::int64_t kOscillationWindowMs = 24 * 3'600'000LL;

// Freezes a field that is written again and again (`sync_oscillation`) until a person acknowledges:
// the third own write within an hour, or values A B A B within 24 hours.
class LoopBreaker {
 public:
  bool may_write(const SourceRef& field) const { return !frozen_.contains(field); }
  // Every value the field takes at the remote, by whomever. True: this one froze the field.
  bool wrote(const SourceRef& field, const Json& value, Instant at);
  bool saw(const SourceRef& field, const Json& value, Instant at);
  void acknowledge(const SourceRef& field);  // writes go on, with a clean record

 private:
  struct Value {
    std::string hash;
    Instant at;
  };
  struct Trace {
    std::deque<Instant> own;
    std::deque<Value> values;  // the last four different ones in a row
  };
  bool oscillates(Trace& trace, const Json& value, Instant at) const;
  std::map<SourceRef, Trace> traces_;
  std::set<SourceRef> frozen_;
};

}  // namespace closemap
