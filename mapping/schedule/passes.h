// The forward and the backward pass over one milestone at a time, for whoever walks the network in
// topological order: solve() over all of it, LiveSchedule over what can move (domain.md §2.3-2.6).
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory_resource>
#include <vector>

#include "mapping/core/calendar.h"
#include "mapping/schedule/graph.h"
#include "mapping/schedule/network.h"
#include "mapping/schedule/ordered_graph.h"
#include "mapping/schedule/solve.h"

namespace closemap {

// Holds references: network, its graph, schedule and `frozen` must outlive it; the network's edges
// and the number of its milestones stay as they are. With `frozen`, durations are those of that
// schedule.
class Passes {
 public:
  Passes(const Network& network, const OrderedGraph& graph, Schedule& out, const Schedule* frozen,
         std::pmr::memory_resource* memory);

  // Everything.
  void run();

  // One milestone's forward results. REQUIRES: its predecessors' are up to date.
  void forward(Node node);
  // One milestone's late dates and slacks from those of `outgoing`, its edges. REQUIRES: forward
  // results of all, late dates of its successors.
  void backward(Node node, const EdgesByNode& outgoing);

  // The latest days that move no other milestone, and that keep the bounds: the anchors and the
  // deadlines. Unbounded where nobody asks for less.
  struct Limits {
    Date gentle;
    Date bound;
    friend bool operator==(const Limits&, const Limits&) = default;
  };
  // When a milestone asks its predecessors to be done. Unbounded when it is complete, for then it
  // waits for nobody.
  Limits asks(Node node) const {
    return {work_[node].asks, scheduled_[node].late_start_point.value_or(kUnbounded)};
  }

 private:
  // So far from every day that a difference to it tells by its sign which is which.
  static constexpr Date kUnbounded{1 << 30};
  static constexpr Date kNever{std::numeric_limits<std::int32_t>::min()};
  // Work that is left, in working days; more is as much. No days of work is not the same as no
  // work any more.
  static constexpr std::int32_t kLeftMax = 2 * Calendar::kDayMax;
  static constexpr std::int32_t kPassed = -1, kComplete = -2;  // kPassed: waived or removed

  // A forecast with the milestone it is of as one number: the greater is the later, of two on one
  // day that of the smaller milestone, that of none the last.
  class Drive {
   public:
    Drive() {}
    Drive(Date forecast, Maybe<Node> node)
        : value_(std::int64_t{forecast.days} * (std::int64_t{1} << 32) + ~*node) {}
    Date forecast() const { return Date{static_cast<std::int32_t>(value_ >> 32)}; }
    Maybe<Node> node() const { return ~static_cast<Node>(value_); }
    Drive moved(Date to) const {
      return Drive(std::int64_t{to.days} * (std::int64_t{1} << 32) |
                   static_cast<std::uint32_t>(value_));
    }
    static Drive later(Drive a, Drive b) { return Drive(std::max(a.value_, b.value_)); }

   private:
    explicit Drive(std::int64_t value) : value_(value) {}
    std::int64_t value_;
  };
  // What a milestone hands on to its successors, and what they ask of it; close together, and set
  // by forward() but for `latest`.
  struct Work {
    Drive forecast;
    Date early;
    std::int32_t early_rank;
    std::int32_t left;
    Date asks;      // gently, of its predecessors
    Limits latest;  // finish
    std::uint32_t calendar;
  };
  // Memory for so many, as it comes.
  template <class T>
  class Room {
   public:
    Room(std::size_t count, std::pmr::memory_resource* memory)
        : memory_(memory),
          bytes_(count * sizeof(T)),
          begin_(static_cast<T*>(memory->allocate(bytes_, alignof(T)))) {}
    ~Room() { memory_->deallocate(begin_, bytes_, alignof(T)); }
    Room(const Room&) = delete;
    Room& operator=(const Room&) = delete;
    T* begin() const { return begin_; }

   private:
    std::pmr::memory_resource* memory_;
    std::size_t bytes_;
    T* begin_;
  };
  // How far the two runs have come.
  struct Reach {
    Drive after;
    Date early;
  };
  // What the loops need of a calendar, close together.
  struct Near {
    Calendar::Near days;
    std::int32_t floor;  // rank of floor_
  };
  class Known;
  struct Asked;

  // Without kLags along a graph without lags.
  template <bool kLags>
  void run();
  template <bool kLags>
  [[gnu::noinline]] void forward_all();
  template <bool kLags>
  [[gnu::noinline]] void backward_all();
  template <bool kLags>
  [[gnu::always_inline]] inline const PredPair* forward(Node node, const PredPair* pair);
  template <bool kLags>
  [[gnu::always_inline]] inline const PredPair* backward(Node node, const PredPair* pair);

  bool usual(const NetworkMilestone& m) const;
  template <bool kLags>
  [[gnu::always_inline]] inline bool forecast(Node node, const PredPair& pair, const Near& near,
                                              std::int32_t days, Date promise);
  template <bool kLags>
  [[gnu::always_inline]] inline bool early(Node node, const PredPair& pair, const Near& near,
                                           std::int32_t days);
  template <class Days>
  [[gnu::always_inline]] inline bool finish(Node node, const Days& days, Drive after,
                                            std::int32_t rank, std::int32_t work, std::int32_t done,
                                            Date promise);
  void keep_forecast(Node node, Drive after, Date forecast, SetBy by);
  void keep_early(Node node, Date after, Date end, std::int32_t end_rank);
  void forward_unusual(Node node, const PredPair* pair);
  Reach reach(const PredPair* pair, std::uint32_t calendar) const;
  void set_duration(Node node, const PredPair* pair);
  int due_gap(const PredPair* pair, const NetworkMilestone& m) const;
  std::int32_t left(const NetworkMilestone& m, const ScheduledMilestone& s) const;
  void finish_unusual(Node node, Drive after, Date early);

  template <class Days>
  [[gnu::always_inline]] inline bool settle(Node node, const Days& days, std::int32_t left,
                                            Asked& asked);
  static bool before(const Calendar::Near& days, std::int32_t shift, Asked& asked);
  void settle_unusual(Node node, const PredPair* pair);
  void settle_complete(Node node);
  static Limits earlier(Limits a, Limits b);
  void hold(Node node, Limits asked);
  void hold(const PredPair* pair, std::uint32_t calendar, Date gently, Date start, Known bounded);

  const Network& net_;
  const NetworkMilestone* milestones_;
  const Calendar* calendars_;
  const OrderedGraph& graph_;
  Schedule& out_;
  ScheduledMilestone* scheduled_;
  const Schedule* frozen_;
  Room<Work> works_;              // of each milestone, the start and nobody
  std::pmr::vector<Near> nears_;  // of each calendar
  Work* work_;                    // the hot loops index plain arrays
  const Near* near_;
  std::uint32_t usual_max_;  // longest duration that takes the short way
  Date floor_;               // T - 1: nothing open can have been worked on later than this
};

}  // namespace closemap
