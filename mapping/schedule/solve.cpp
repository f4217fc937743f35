// The two passes along a topological order.
#include "mapping/schedule/solve.h"

#include <array>
#include <cassert>
#include <cstddef>
#include <memory_resource>
#include <utility>

#include "mapping/schedule/ordered_graph.h"
#include "mapping/schedule/passes.h"

namespace closemap {
namespace {

// On the stack; larger plans take the rest from the heap.
struct Scratch {
  std::array<std::byte, 16 * 1024> bytes;
  std::pmr::monotonic_buffer_resource memory{bytes.data(), bytes.size()};
};

}  // namespace

std::string_view to_text(DurationSource source) {
  switch (source) {
    case DurationSource::explicit_:
      return "explicit";
    case DurationSource::due_gap:
      return "due_gap";
    case DurationSource::none:
      return "none";
  }
  return "";
}

std::string_view to_text(SetBy set_by) {
  switch (set_by) {
    case SetBy::actual:
      return "actual";
    case SetBy::override_:
      return "override";
    case SetBy::logic:
      return "logic";
    case SetBy::due:
      return "due";
    case SetBy::status_date:
      return "status_date";
    case SetBy::waived:
      return "waived";
  }
  return "";
}

Maybe<Date> start_by(const Network& network, const Schedule& schedule, Node milestone) {
  const ScheduledMilestone& s = schedule.milestones[milestone];
  if (!s.late_start_point || s.duration_bd == 0) return s.late_finish;
  return network.calendars[network.milestones[milestone].calendar].add(*s.late_start_point, 1);
}

Maybe<int> slip_vs_baseline_bd(const Network& network, const Schedule& schedule, Node milestone) {
  const NetworkMilestone& m = network.milestones[milestone];
  if (!m.baseline || m.disposition != Disposition::active) return std::nullopt;
  return network.calendars[m.calendar].wd(*m.baseline, schedule.milestones[milestone].forecast);
}

void solve_into(const Network& network, const OrderedGraph& graph, Schedule& out,
                const Schedule* frozen) {
  assert(frozen != &out && graph.size() == network.milestones.size());
  Scratch scratch;
  Passes(network, graph, out, frozen, &scratch.memory).run();
}

Status solve_into(const Network& network, Schedule& out, const Schedule* frozen) {
  assert(frozen != &out);
  Scratch scratch;
  Result<OrderedGraph> graph = OrderedGraph::of(network, &scratch.memory);
  if (!graph) return std::move(graph).error();
  Passes(network, *graph, out, frozen, &scratch.memory).run();
  return ok();
}

Result<Schedule> solve(const Network& network) {
  Schedule schedule;
  if (Status done = solve_into(network, schedule); !done) return std::move(done).error();
  return schedule;
}

}  // namespace closemap
