// How one source is doing: when it is read next, what went wrong, what its streams need.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "daemon/app/engine.h"

namespace closemap {

struct Engine::SourceState {
  std::string name;
  Port* port = nullptr;
  std::int64_t interval_ms = 300'000;
  std::int64_t next_poll_mono = 0;
  std::int64_t started_mono = 0, last_page_mono = 0;
  std::int64_t last_sweep_mono = 0;
  bool running = false;
  bool parked = false;       // auth or configuration: a person must act
  bool answered = false;     // since the start: succeeded or failed once
  bool succeeded = false;    // since the start
  bool page_failed = false;  // the store refused a page of this poll: the rest of it is dropped
  bool hangs = false;        // this poll: said so
  bool believe = false;      // this poll: whatever it lacks (connectors believe)
  std::string held;          // this poll: why its pages are not taken in; empty: they are
  std::set<std::string> new_maps;  // this poll: streams whose field map is another than before
  std::map<std::string, std::vector<LostColumn>> lost_columns;  // this poll: streams with a table
  bool changed = false;                                         // this poll brought something new
  SourceWork work;                                              // what its alerts are judged by
  std::optional<SourceWork> judged;                             // as it was then
  std::optional<Instant> judge_again;                           // though it is the same
  int failures = 0;
  std::int64_t run = 0;  // number of the poll: late pages of an aborted one are dropped
  std::string error;
  std::optional<Instant> last_success, last_new_data, failing_since;
  std::map<std::string, std::int64_t> sweep_wanted;  // stream -> mismatch that asked for it
  std::map<std::string, std::int64_t> swept_for;     // stream -> mismatch a sweep could not explain
  std::shared_ptr<PageGate> gate;
};

struct Engine::InForce {
  std::unique_ptr<Settings> settings;
  OpenedPorts ports;
  std::unique_ptr<OutboxWriter> writer;
  std::unique_ptr<AlertPipeline> alerts;
  std::unique_ptr<WorkAlerts> work;
  std::unique_ptr<Pass> pass;
  std::unique_ptr<Delivery> delivery;
};

}  // namespace closemap
