// Two passes over the network: forward for both runs at once, backward for late dates and slacks.
#include "mapping/schedule/solve.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <limits>
#include <memory_resource>

#include "mapping/core/text.h"
#include "mapping/schedule/graph.h"

namespace closemap {
namespace {

constexpr std::size_t kScratchBytes =
    16 * 1024;                             // on the stack; larger plans take the rest from the heap
constexpr std::size_t kWitnessShown = 12;  // milestones of a cycle named in an error
constexpr std::size_t kIdShown = 48;
constexpr Date kUnbounded{std::numeric_limits<std::int32_t>::max()};

enum class Kind : std::uint8_t { open, complete, passed };  // passed: waived or removed

Kind kind_of(const NetworkMilestone& m) {
  if (m.disposition != Disposition::active) return Kind::passed;
  return m.status == MilestoneStatus::complete ? Kind::complete : Kind::open;
}

class Passes {
 public:
  Passes(const Network& network, Schedule& out, const Schedule* frozen,
         std::pmr::memory_resource* memory)
      : net_(network),
        milestones_(network.milestones.data()),
        edges_(network.edges.data()),
        calendars_(network.calendars.data()),
        out_(out),
        frozen_(frozen),
        incoming_(network, EdgesByNode::End::succ, memory),
        works_(network.milestones.size(), memory),
        todays_(network.calendars.size(), memory),
        work_(works_.data()),
        today_(todays_.data()),
        floor_(network.status_date - 1) {
    for (std::size_t c = 0; c < todays_.size(); ++c)
      todays_[c] = network.calendars[c].add(network.status_date, 0);
  }

  void run() {
    out_.milestones.resize(net_.milestones.size());
    scheduled_ = out_.milestones.data();
    for (const Node node : out_.order) forward(node);
    for (const NetworkAnchor& anchor : net_.anchors) {
      Date& bound = work_[anchor.milestone].bound;
      bound = std::min(bound, anchor.date);
    }
    for (std::size_t i = out_.order.size(); i-- > 0;) backward(out_.order[i]);
    out_.anchors.clear();
    for (const NetworkAnchor& anchor : net_.anchors) out_.anchors.push_back(judged(anchor));
  }

 private:
  struct Work {
    Date early_start;          // ES of the early run
    int left = 0;              // duration, or what remains of it
    Date bound = kUnbounded;   // latest finish the successors, the anchor and the deadline allow
    Date gentle = kUnbounded;  // latest finish that moves no successor
    Kind kind = Kind::open;
  };
  struct Reach {
    Date early, forecast;  // ES of both runs
    std::optional<Node> driver;
    std::optional<Date> due_base;
  };
  struct Finish {
    Date date;
    SetBy set_by;
  };

  const Calendar& calendar(const NetworkMilestone& m) const { return calendars_[m.calendar]; }
  const Calendar& lag_calendar(const NetworkEdge& edge) const {
    return calendars_[edge.calendar ? *edge.calendar : milestones_[edge.succ].calendar];
  }
  Date after(const NetworkEdge& edge, Date pred) const {
    return edge.lag.n == 0 ? pred : lag_forward(lag_calendar(edge), pred, edge.lag);
  }
  Date before(const NetworkEdge& edge, Date succ) const {
    return edge.lag.n == 0 ? succ : lag_inverse(lag_calendar(edge), succ, edge.lag);
  }

  Reach reach(Node node, const NetworkMilestone& m, bool wants_base) const {
    const std::uint32_t* edge_at = incoming_.begin(node);
    const std::uint32_t* const end = incoming_.end(node);
    Reach r{net_.plan_start - 1, net_.plan_start - 1, {}, {}};
    for (bool first = true; edge_at != end; ++edge_at, first = false) {
      const NetworkEdge& edge = edges_[*edge_at];
      const ScheduledMilestone& pred = scheduled_[edge.pred];
      const Date early = after(edge, pred.early_finish);
      const Date forecast = pred.forecast == pred.early_finish ? early : after(edge, pred.forecast);
      r.early = first ? early : std::max(r.early, early);
      if (first || forecast > r.forecast || (forecast == r.forecast && edge.pred < *r.driver)) {
        r.forecast = forecast;
        r.driver = edge.pred;
      }
      if (!wants_base || !milestones_[edge.pred].due) continue;
      const Date due = after(edge, *milestones_[edge.pred].due);
      r.due_base = r.due_base ? std::max(*r.due_base, due) : due;
    }
    if (m.not_before) {
      const Date hold = *m.not_before - 1;
      r.early = std::max(r.early, hold);
      if (hold > r.forecast) {
        r.forecast = hold;
        r.driver.reset();
      }
    }
    return r;
  }

  void set_duration(Node node, const NetworkMilestone& m, const Reach& r, ScheduledMilestone& s) {
    if (frozen_ != nullptr) {
      s.duration_bd = frozen_->milestones[node].duration_bd;
      s.duration_source = frozen_->milestones[node].duration_source;
    } else if (m.duration_bd) {
      s.duration_bd = std::max(0, *m.duration_bd);
      s.duration_source = DurationSource::explicit_;
    } else if (m.due) {
      s.duration_bd = std::max(0, calendar(m).wd(r.due_base.value_or(net_.plan_start - 1), *m.due));
      s.duration_source = DurationSource::due_gap;
    } else {
      s.duration_bd = 0;
      s.duration_source = DurationSource::none;
    }
  }

  // What is left to do of a milestone, for finishing it and for its late start.
  int left(const NetworkMilestone& m, const ScheduledMilestone& s) const {
    if (m.status != MilestoneStatus::in_progress || s.duration_source != DurationSource::explicit_)
      return s.duration_bd;
    if (m.remaining_bd) return std::max(0, *m.remaining_bd);
    if (!m.actual_start) return s.duration_bd;
    return std::max(0, s.duration_bd - calendar(m).wd(*m.actual_start - 1, floor_));
  }

  Finish finish(const NetworkMilestone& m, const Work& w, DurationSource source, Date start) const {
    if (w.kind == Kind::passed) return {start, SetBy::waived};
    if (w.kind == Kind::complete) return {m.actual.value_or(net_.status_date), SetBy::actual};
    const Calendar& cal = calendar(m);
    const Date today = today_[m.calendar];
    if (m.owner_estimate) {
      const Date promised = cal.add(*m.owner_estimate, 0);
      const Date logic = cal.add(start, 0);
      const Date date = std::max({promised, logic, today});
      if (date == promised) return {date, SetBy::override_};
      return {date, date == logic ? SetBy::logic : SetBy::status_date};
    }
    const Date logic = cal.add(start, w.left);
    Date date = logic;
    if (source == DurationSource::explicit_) {
      const bool detached =
          m.status == MilestoneStatus::in_progress && net_.mode == ProgressMode::progress_override;
      if (detached || start < floor_) date = cal.add(floor_, w.left);
    }
    date = std::max(date, today);
    return {date, date == logic ? SetBy::logic : SetBy::status_date};
  }

  void forward(Node node) {
    const NetworkMilestone& m = milestones_[node];
    ScheduledMilestone& s = scheduled_[node];
    Work& w = work_[node];
    w.kind = kind_of(m);
    const bool wants_base = frozen_ == nullptr && !m.duration_bd && m.due.has_value();
    const Reach r = reach(node, m, wants_base);
    s = ScheduledMilestone{};
    set_duration(node, m, r, s);
    w.left = left(m, s);
    w.early_start = r.early;
    const Finish early = finish(m, w, s.duration_source, r.early);
    Finish forecast = r.forecast == r.early ? early : finish(m, w, s.duration_source, r.forecast);
    const bool held = w.kind == Kind::open && m.due && !m.owner_estimate && !m.advance;
    if (held && *m.due > forecast.date) forecast = {*m.due, SetBy::due};
    s.early_finish = early.date;
    s.forecast = forecast.date;
    s.set_by = forecast.set_by;
    s.driver = r.driver;
  }

  void backward(Node node) {
    const NetworkMilestone& m = milestones_[node];
    ScheduledMilestone& s = scheduled_[node];
    Work& w = work_[node];
    const Calendar& cal = calendar(m);
    const std::int64_t early = cal.rank(s.early_finish);
    const std::int64_t forecast = s.forecast == s.early_finish ? early : cal.rank(s.forecast);
    if (m.baseline && w.kind != Kind::passed)
      s.slip_vs_baseline_bd = static_cast<int>(forecast - cal.rank(*m.baseline));
    if (w.kind == Kind::complete) {
      s.free_slack_bd = 0;
      return;  // it neither has late dates nor passes them on
    }
    if (m.deadline) w.bound = std::min(w.bound, *m.deadline);
    const bool bounded = w.bound != kUnbounded;
    if (bounded) {
      const std::int64_t bound = cal.rank(w.bound);
      set_late(w, bound, cal, s);
      s.total_slack_bd = static_cast<int>(bound - early);
      s.forecast_slack_bd = static_cast<int>(bound - forecast);
      s.critical = bound <= early;
    }
    if (w.gentle != kUnbounded)
      s.free_slack_bd = std::max(0, static_cast<int>(cal.rank(w.gentle) - early));
    else if (bounded)
      s.free_slack_bd = std::max(0, *s.total_slack_bd);
    for (const std::uint32_t* e = incoming_.begin(node); e != incoming_.end(node); ++e) {
      const NetworkEdge& edge = edges_[*e];
      Work& pred = work_[edge.pred];
      pred.gentle = std::min(pred.gentle, before(edge, w.early_start));
      if (bounded) pred.bound = std::min(pred.bound, before(edge, *s.late_start_point));
    }
  }

  // The day after a late start point is a working day, as sub() defines it; `bound` is the rank of
  // w.bound.
  static void set_late(const Work& w, std::int64_t bound, const Calendar& cal,
                       ScheduledMilestone& s) {
    const bool passed = w.kind == Kind::passed;
    const Date finish = passed ? w.bound : cal.select(bound);
    const bool starts_there = passed || w.left == 0;
    const Date start = starts_there ? finish : cal.select(bound - w.left + 1) - 1;
    s.late_finish = finish;
    s.late_start_point = start;
    if (s.duration_bd == 0)
      s.start_by = finish;
    else
      s.start_by = starts_there ? cal.select(bound + 1) : start + 1;
  }

  ScheduledAnchor judged(const NetworkAnchor& anchor) const {
    const ScheduledMilestone& s = out_.milestones[anchor.milestone];
    const Calendar& cal = calendar(net_.milestones[anchor.milestone]);
    ScheduledAnchor a;
    a.milestone = anchor.milestone;
    a.target = anchor.date;
    a.early_finish = s.early_finish;
    a.forecast = s.forecast;
    a.forecast_gap_bd = cal.wd(anchor.date, s.forecast);
    a.forecast_gap_cd = s.forecast - anchor.date;
    a.required_bd = cal.wd(floor_, s.early_finish);
    a.available_bd = cal.wd(floor_, anchor.date);
    a.overrun_bd = std::max(0, a.required_bd - a.available_bd);
    if (a.available_bd > 0)
      a.compression_ratio = std::round(10000.0 * a.required_bd / a.available_bd) / 10000.0;
    a.feasible = s.early_finish <= anchor.date;
    for (std::optional<Node> node = anchor.milestone; node;) {
      const ScheduledMilestone& on_path = out_.milestones[*node];
      a.driving_path.push_back(*node);
      const bool moved_by_logic = on_path.set_by == SetBy::logic || on_path.set_by == SetBy::waived;
      node = moved_by_logic ? on_path.driver : std::nullopt;
    }
    std::reverse(a.driving_path.begin(), a.driving_path.end());
    return a;
  }

  const Network& net_;
  const NetworkMilestone* milestones_;
  const NetworkEdge* edges_;
  const Calendar* calendars_;
  Schedule& out_;
  ScheduledMilestone* scheduled_ = nullptr;
  const Schedule* frozen_;
  EdgesByNode incoming_;
  std::pmr::vector<Work> works_;
  std::pmr::vector<Date> todays_;  // T snapped forward, per calendar
  Work* work_;                     // the hot loops index plain arrays
  const Date* today_;
  Date floor_;  // T - 1: nothing open can have been worked on later than this
};

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
    names.push_back(printable(shorten(network.milestones[node].id, kIdShown)));
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

Status solve_into(const Network& network, Schedule& out, const Schedule* frozen) {
  assert(frozen != &out);
  topological_order(network, out.order);
  if (out.order.size() != network.milestones.size()) return cycle_error(network);
  std::array<std::byte, kScratchBytes> scratch;
  std::pmr::monotonic_buffer_resource memory(scratch.data(), scratch.size());
  Passes(network, out, frozen, &memory).run();
  return ok();
}

Result<Schedule> solve(const Network& network) {
  Schedule schedule;
  if (Status done = solve_into(network, schedule); !done) return std::move(done).error();
  return schedule;
}

}  // namespace closemap
