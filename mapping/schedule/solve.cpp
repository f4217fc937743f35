// A topological order, then the two passes along it.
#include "mapping/schedule/solve.h"

#include <array>
#include <cassert>
#include <cstddef>
#include <memory_resource>

#include "mapping/core/text.h"
#include "mapping/schedule/graph.h"
#include "mapping/schedule/passes.h"

namespace closemap {
namespace {

constexpr std::size_t kScratchBytes =
    16 * 1024;                             // on the stack; larger plans take the rest from the heap
constexpr std::size_t kWitnessShown = 12;  // milestones of a cycle named in an error
constexpr std::size_t kIdShown = 48;

Error cycle_error(const Network& network) {
  const std::vector<Cycle> cycles = find_cycles(network);
  assert(!cycles.empty());
  const std::vector<Node>& witness = cycles.front().witness;
  std::vector<std::string> names;
  for (const Node node : witness) {
    if (names.size() == kWitnessShown) {
      names.emplace_back("...");
      break;
    }
    names.push_back(printable(shorten(network.names[node].id, kIdShown)));
  }
  return Error{Fault::permanent,
               "dependencies form a cycle: " + join(names, " -> ") + "; remove one of them"};
}

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

Status solve_into(const Network& network, Schedule& out, const Schedule* frozen) {
  assert(frozen != &out);
  std::array<std::byte, kScratchBytes> scratch;
  std::pmr::monotonic_buffer_resource memory(scratch.data(), scratch.size());
  const EdgesByNode incoming(network, EdgesByNode::End::succ, &memory);
  topological_order(network, incoming, out.order);
  if (out.order.size() != network.milestones.size()) return cycle_error(network);
  Passes(network, incoming, out, frozen, &memory).run();
  return ok();
}

Result<Schedule> solve(const Network& network) {
  Schedule schedule;
  if (Status done = solve_into(network, schedule); !done) return std::move(done).error();
  return schedule;
}

}  // namespace closemap
