// The forward and the backward pass over one milestone at a time, for whoever walks the network in
// topological order: solve() over all of it, LiveSchedule over what can move (domain.md §2.3-2.6).
#pragma once

#include <limits>
#include <memory_resource>
#include <vector>

#include "mapping/schedule/graph.h"
#include "mapping/schedule/solve.h"

namespace closemap {

// Holds references: network, schedule and `frozen` must outlive it; the network's edges and the
// number of its milestones stay as they are. With `frozen`, durations are those of that schedule.
class Passes {
 public:
  Passes(const Network& network, Schedule& out, const Schedule* frozen,
         std::pmr::memory_resource* memory);

  // Everything. REQUIRES: out.order is complete.
  void run();

  // One milestone's forward results. REQUIRES: its predecessors' are up to date.
  void forward(Node node);
  // One milestone's late dates and slacks from those of `outgoing`, its edges. REQUIRES: forward
  // results of all, late dates of its successors.
  void backward(Node node, const EdgesByNode& outgoing);
  // Numbers of an anchor and its driving path. REQUIRES: forward results of all.
  ScheduledAnchor judged(const NetworkAnchor& anchor) const;

  const EdgesByNode& incoming() const { return incoming_; }
  // What a predecessor's late dates depend on beside this milestone's own.
  struct Reached {
    Date early_start;
    std::optional<Date> late_start_point;
    bool passes_back;
    friend bool operator==(const Reached&, const Reached&) = default;
  };
  Reached reached(Node node) const;

 private:
  enum class Kind : std::uint8_t { open, complete, passed };  // passed: waived or removed
  static constexpr Date kUnbounded{std::numeric_limits<std::int32_t>::max()};
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

  static Kind kind_of(const NetworkMilestone& m);
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
  Reach reach(Node node, const NetworkMilestone& m, bool wants_base) const;
  void set_duration(Node node, const NetworkMilestone& m, const Reach& r,
                    ScheduledMilestone& s) const;
  int left(const NetworkMilestone& m, const ScheduledMilestone& s) const;
  Finish finish(const NetworkMilestone& m, const Work& w, DurationSource source, Date start) const;
  void settle(Node node);
  void hold(const NetworkEdge& edge);
  static void set_late(const Work& w, std::int64_t bound, const Calendar& cal,
                       ScheduledMilestone& s);

  const Network& net_;
  const NetworkMilestone* milestones_;
  const NetworkEdge* edges_;
  const Calendar* calendars_;
  Schedule& out_;
  ScheduledMilestone* scheduled_;
  const Schedule* frozen_;
  EdgesByNode incoming_;
  std::pmr::vector<Work> works_;
  std::pmr::vector<Date> todays_;  // T snapped forward, per calendar
  Work* work_;                     // the hot loops index plain arrays
  const Date* today_;
  Date floor_;  // T - 1: nothing open can have been worked on later than this
};

}  // namespace closemap
