// The three-way decision, the ledger of own writes, the breaker of loops.
#include "mapping/reconcile/write_back.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "mapping/reconcile/registers.h"

namespace closemap {

std::string_view to_text(WriteAction action) {
  switch (action) {
    case WriteAction::noop:
      return "noop";
    case WriteAction::pull:
      return "pull";
    case WriteAction::push:
      return "push";
    case WriteAction::converged:
      return "converged";
    case WriteAction::conflict:
      return "conflict";
  }
  return "";
}

std::string_view to_text(Inbound inbound) {
  switch (inbound) {
    case Inbound::echo:
      return "echo";
    case Inbound::near_miss:
      return "near_miss";
    case Inbound::foreign:
      return "foreign";
  }
  return "";
}

WriteAction decide_write(const Json& base, const Json& local, const Json& remote,
                         const RoundTrip& round_trip) {
  const auto returned = [&](const Json& value) { return round_trip ? round_trip(value) : value; };
  const Json shadow = returned(base);
  const Json ours = returned(local);
  const bool we_changed = ours != shadow;
  const bool they_changed = remote != shadow;
  if (!we_changed) return they_changed ? WriteAction::pull : WriteAction::noop;
  if (!they_changed) return WriteAction::push;
  return ours == remote ? WriteAction::converged : WriteAction::conflict;
}

void EchoLedger::wrote(const SourceRef& field, const Json& value, const std::string& remote_version,
                       Instant at) {
  entries_[field].push_back({value_hash(value), remote_version, at});
}

Inbound EchoLedger::judge(const SourceRef& field, const Json& value, Instant at) {
  const auto known = entries_.find(field);
  if (known == entries_.end()) return Inbound::foreign;
  std::deque<Entry>& entries = known->second;
  std::erase_if(entries, [&](const Entry& entry) { return at - entry.at >= ttl_ms_; });
  const std::string hash = value_hash(value);
  const auto match = std::find_if(entries.begin(), entries.end(),
                                  [&](const Entry& entry) { return entry.value_hash == hash; });
  const bool echo = match != entries.end();
  if (echo) entries.erase(match);
  const bool near_miss = !echo && !entries.empty();
  if (entries.empty()) entries_.erase(known);
  if (near_miss) ++near_misses_;
  return echo ? Inbound::echo : near_miss ? Inbound::near_miss : Inbound::foreign;
}

bool LoopBreaker::oscillates(Trace& trace, const Json& value, Instant at) const {
  constexpr std::size_t kPattern = 4;
  std::string hash = value_hash(value);
  std::deque<Value>& values = trace.values;
  if (!values.empty() && values.back().hash == hash) return false;
  values.push_back({std::move(hash), at});
  if (values.size() > kPattern) values.pop_front();
  return values.size() == kPattern && values[0].hash == values[2].hash &&
         values[1].hash == values[3].hash && values[3].at - values[0].at <= kOscillationWindowMs;
}

bool LoopBreaker::wrote(const SourceRef& field, const Json& value, Instant at) {
  Trace& trace = traces_[field];
  trace.own.push_back(at);
  while (at - trace.own.front() > kOwnWritesWindowMs) trace.own.pop_front();
  const bool often = trace.own.size() >= kOwnWritesMax;
  const bool swings = oscillates(trace, value, at);
  return (often || swings) && frozen_.insert(field).second;
}

bool LoopBreaker::saw(const SourceRef& field, const Json& value, Instant at) {
  return oscillates(traces_[field], value, at) && frozen_.insert(field).second;
}

void LoopBreaker::acknowledge(const SourceRef& field) {
  frozen_.erase(field);
  traces_.erase(field);
}

}  // namespace closemap
