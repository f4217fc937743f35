// The passes: rules of domain.md §2.3-2.6 and §11 that no shared vector shows alone.
#include "mapping/schedule/solve.h"

#include <catch2/catch.hpp>

#include "tests/unit/schedule/networks.h"

using namespace closemap;

TEST_CASE("an empty plan has an empty schedule") {
  CHECK(solved(empty_network()).milestones.empty());
}

TEST_CASE("the order is by id among what is ready, whatever the order of the edges") {
  Network n = empty_network();
  for (const char* id : {"A", "B", "C", "D"}) add(n, id, 1);
  link(n, 3, 0);
  link(n, 2, 1);
  CHECK(solved(n).order == std::vector<Node>{2, 1, 3, 0});
}

TEST_CASE("a cycle is an error that names the way round") {
  Network n = empty_network();
  for (const char* id : {"A", "B", "C"}) add(n, id, 1);
  link(n, 1, 2);
  link(n, 2, 1);
  const Result<Schedule> schedule = solve(n);
  REQUIRE_FALSE(schedule);
  CHECK(schedule.error().fault == Fault::permanent);
  CHECK(schedule.error().what == "dependencies form a cycle: B -> C -> B; remove one of them");
}

TEST_CASE("the witness of a cycle is a shortest one and downstream milestones are no members") {
  Network n = empty_network();
  for (const char* id : {"A", "B", "C", "D", "E"}) add(n, id, 1);
  link(n, 0, 1);
  link(n, 1, 2);
  link(n, 2, 3);
  link(n, 3, 0);
  link(n, 2, 0);
  link(n, 3, 4);
  const std::vector<Cycle> cycles = find_cycles(n);
  REQUIRE(cycles.size() == 1);
  CHECK(cycles[0].members == std::vector<Node>{0, 1, 2, 3});
  CHECK(cycles[0].witness == std::vector<Node>{0, 1, 2, 0});
}

TEST_CASE("a long chain and a long cycle need no stack") {
  Network n = empty_network();
  constexpr Node kCount = 50'000;
  for (Node i = 0; i < kCount; ++i) add(n, "", 1);
  for (Node i = 0; i + 1 < kCount; ++i) link(n, i + 1, i);
  CHECK(solved(n).order.front() == kCount - 1);
  link(n, 0, kCount - 1);
  CHECK(find_cycles(n).at(0).witness.size() == kCount + 1);
}

TEST_CASE("work in progress counts what remains from today") {
  Network n = empty_network();
  n.status_date = day("2026-03-09");
  NetworkMilestone& m = add(n, "A", 10);
  m.status = MilestoneStatus::in_progress;
  SECTION("by its actual start") {
    m.actual_start = day("2026-03-02");  // five of ten days are gone
    CHECK(text(solved(n).milestones[0].early_finish) == "2026-03-13");
  }
  SECTION("by its estimate of what remains") {
    m.actual_start = day("2026-03-02");
    m.remaining_bd = 2;
    CHECK(text(solved(n).milestones[0].early_finish) == "2026-03-10");
  }
  SECTION("all of it when nobody said when it began") {
    CHECK(text(solved(n).milestones[0].early_finish) == "2026-03-20");
  }
  SECTION("and is due today at the earliest") {
    m.remaining_bd = 0;
    const Schedule s = solved(n);
    CHECK(text(s.milestones[0].early_finish) == "2026-03-09");
    CHECK(s.milestones[0].set_by == SetBy::status_date);
  }
  SECTION("late dates use what remains, start-by the whole duration") {
    m.remaining_bd = 0;
    m.deadline = day("2026-03-13");
    const Schedule s = solved(n);
    CHECK(text(s.milestones[0].late_start_point) == "2026-03-13");
    CHECK(text(start_by(n, s, 0)) == "2026-03-16");
  }
}

TEST_CASE("started work waits for its predecessor unless progress overrides") {
  Network n = empty_network();
  add(n, "A", 10);
  NetworkMilestone& b = add(n, "B", 4);
  b.status = MilestoneStatus::in_progress;
  b.remaining_bd = 2;
  link(n, 0, 1);
  CHECK(text(solved(n).milestones[1].early_finish) == "2026-03-17");
  n.mode = ProgressMode::progress_override;
  CHECK(text(solved(n).milestones[1].early_finish) == "2026-03-03");
}

TEST_CASE("a late start of estimated work shows at once, a due gap only waits") {
  Network n = empty_network();
  n.status_date = day("2026-03-16");
  add(n, "A", 3);
  add(n, "B").due = day("2026-03-04");
  const Schedule s = solved(n);
  CHECK(text(s.milestones[0].early_finish) == "2026-03-18");
  CHECK(s.milestones[0].set_by == SetBy::status_date);
  CHECK(text(s.milestones[1].early_finish) == "2026-03-16");
  CHECK(s.milestones[1].duration_bd == 3);
}

TEST_CASE("due gaps count from the latest predecessor that has a due date") {
  Network n = empty_network();
  add(n, "A", 1).due = day("2026-03-06");
  add(n, "B", 1);
  add(n, "C").due = day("2026-03-13");
  add(n, "D").due = day("2026-03-04");
  add(n, "E");
  NetworkMilestone& waived = add(n, "F");
  waived.due = day("2026-03-11");
  waived.disposition = Disposition::waived;
  link(n, 0, 2, {1, LagUnit::bd});
  link(n, 1, 2);
  link(n, 5, 2);
  link(n, 1, 3);
  link(n, 2, 3);
  const Schedule s = solved(n);
  CHECK(s.milestones[2].duration_bd == 2);  // from the waived 03-11, later than 03-09
  CHECK(s.milestones[2].duration_source == DurationSource::due_gap);
  CHECK(s.milestones[3].duration_bd == 0);  // due before its predecessor
  CHECK(s.milestones[4].duration_source == DurationSource::none);
}

TEST_CASE("without a predecessor's due date the gap starts with the plan") {
  Network n = empty_network();
  add(n, "A", 1);
  add(n, "B").due = day("2026-03-06");
  link(n, 0, 1);
  CHECK(solved(n).milestones[1].duration_bd == 5);
}

TEST_CASE("the cause of a forecast: ties go to the estimate, then logic, then today") {
  Network n = empty_network();
  n.status_date = day("2026-03-05");
  NetworkMilestone& m = add(n, "A", 1);
  SECTION("estimate at today") {
    m.owner_estimate = day("2026-03-05");
    CHECK(solved(n).milestones[0].set_by == SetBy::override_);
  }
  SECTION("estimate in the past") {
    m.owner_estimate = day("2026-03-03");
    CHECK(solved(n).milestones[0].set_by == SetBy::status_date);
  }
  SECTION("estimate on a weekend") {
    m.owner_estimate = day("2026-03-07");
    const Schedule s = solved(n);
    CHECK(text(s.milestones[0].forecast) == "2026-03-09");
    CHECK(s.milestones[0].set_by == SetBy::override_);
  }
  SECTION("logic that ends today") {
    m.duration_bd = 4;
    m.not_before = day("2026-03-02");
    m.due = day("2026-03-10");
    m.advance = true;
    const Schedule s = solved(n);
    CHECK(s.milestones[0].set_by == SetBy::status_date);  // four days are left, not none
    CHECK(text(s.milestones[0].forecast) == "2026-03-10");
  }
  SECTION("a promise later than the work") {
    m.due = day("2026-03-31");
    const Schedule s = solved(n);
    CHECK(text(s.milestones[0].early_finish) == "2026-03-05");
    CHECK(text(s.milestones[0].forecast) == "2026-03-31");
    CHECK(s.milestones[0].set_by == SetBy::due);
  }
  SECTION("a promise equal to the work") {
    m.due = day("2026-03-05");
    CHECK(solved(n).milestones[0].set_by == SetBy::status_date);
  }
  SECTION("a promise with an estimate does not hold") {
    m.due = day("2026-03-31");
    m.owner_estimate = day("2026-03-10");
    CHECK(text(solved(n).milestones[0].forecast) == "2026-03-10");
  }
}

TEST_CASE("an estimate before the predecessor ends gives way to logic") {
  Network n = empty_network();
  add(n, "A", 5);
  add(n, "B", 3).owner_estimate = day("2026-03-03");
  link(n, 0, 1);
  const Schedule s = solved(n);
  CHECK(text(s.milestones[1].forecast) == "2026-03-06");
  CHECK(s.milestones[1].set_by == SetBy::logic);
}

TEST_CASE("not-before holds without a driving predecessor") {
  Network n = empty_network();
  add(n, "A", 1);
  add(n, "B", 2).not_before = day("2026-03-09");
  link(n, 0, 1);
  n.anchors.push_back({1, day("2026-03-20")});
  const Schedule s = solved(n);
  CHECK(text(s.milestones[1].forecast) == "2026-03-10");
  CHECK(s.milestones[1].set_by == SetBy::logic);
  CHECK_FALSE(s.milestones[1].driver);
  CHECK(s.anchors[0].driving_path == std::vector<Node>{1});
}

TEST_CASE("waived comes before complete: the date passes through") {
  Network n = empty_network();
  add(n, "A", 5);
  NetworkMilestone& w = add(n, "B", 5);
  w.disposition = Disposition::removed;
  w.status = MilestoneStatus::complete;
  w.actual = day("2026-06-01");
  w.baseline = day("2026-03-13");
  add(n, "C", 5);
  link(n, 0, 1);
  link(n, 1, 2, {1, LagUnit::cd});
  n.anchors.push_back({2, day("2026-03-20")});
  const Schedule s = solved(n);
  CHECK(text(s.milestones[1].forecast) == "2026-03-06");
  CHECK(s.milestones[1].set_by == SetBy::waived);
  CHECK_FALSE(slip_vs_baseline_bd(n, s, 1));
  CHECK(text(s.milestones[1].late_finish) == "2026-03-14");  // a Saturday: not snapped
  CHECK(s.milestones[1].late_finish == s.milestones[1].late_start_point);
  CHECK(s.anchors[0].driving_path == std::vector<Node>{0, 1, 2});
}

TEST_CASE("complete milestones have no late dates and hold nothing back") {
  Network n = empty_network();
  n.status_date = day("2026-03-16");
  add(n, "A", 2);
  NetworkMilestone& done = add(n, "B", 2);
  done.status = MilestoneStatus::complete;
  done.actual = day("2026-03-10");
  done.baseline = day("2026-03-05");
  link(n, 0, 1);
  n.anchors.push_back({1, day("2026-03-10")});
  const Schedule s = solved(n);
  CHECK_FALSE(s.milestones[1].late_finish);
  CHECK(s.milestones[1].free_slack_bd == 0);
  CHECK(slip_vs_baseline_bd(n, s, 1) == 3);
  CHECK_FALSE(s.milestones[0].late_finish);
  CHECK_FALSE(s.milestones[0].free_slack_bd);  // its only successor is complete
  CHECK(s.anchors[0].available_bd < 0);
  CHECK_FALSE(s.anchors[0].compression_ratio);
  CHECK(s.anchors[0].feasible);
}

TEST_CASE("the earliest of anchors and deadline bounds a milestone") {
  Network n = empty_network();
  add(n, "A", 1);
  add(n, "B", 1).deadline = day("2026-03-15");  // a Sunday
  link(n, 0, 1);
  n.anchors = {{1, day("2026-03-20")}, {1, day("2026-03-18")}};
  const Schedule s = solved(n);
  CHECK(text(s.milestones[1].late_finish) == "2026-03-13");
  CHECK(text(s.milestones[0].late_finish) == "2026-03-12");
  CHECK(s.milestones[0].free_slack_bd == 0);
  CHECK(s.milestones[1].free_slack_bd == s.milestones[1].total_slack_bd);
}

TEST_CASE("free slack is how far a milestone may slip before it moves a successor") {
  Network n = empty_network();
  add(n, "A", 3);
  add(n, "B", 5);
  add(n, "C", 1);
  link(n, 0, 2);
  link(n, 1, 2, {-3, LagUnit::bd});
  const Schedule s = solved(n);
  CHECK(s.milestones[0].free_slack_bd == 0);
  CHECK(s.milestones[1].free_slack_bd == 1);   // its lead allows Monday 03-09
  CHECK_FALSE(s.milestones[2].free_slack_bd);  // no successor, no late finish
}

TEST_CASE("a lag may follow a calendar of its own") {
  CalendarSpec spec = weekdays_calendar("round");
  for (auto& hours : spec.week) hours = {{0, 1440}};
  Network n = empty_network();
  n.calendars.push_back(*Calendar::compile(spec));
  add(n, "A", 5);
  add(n, "B", 0);
  link(n, 0, 1, {2, LagUnit::bd});
  CHECK(text(solved(n).milestones[1].forecast) == "2026-03-10");
  n.edges[0].calendar = 1;
  CHECK(text(solved(n).milestones[1].forecast) == "2026-03-09");  // Sunday, then snapped
}

TEST_CASE("the smallest of equal drivers is on the driving path") {
  Network n = empty_network();
  add(n, "A", 3);
  add(n, "B", 3);
  add(n, "C", 1);
  link(n, 1, 2);
  link(n, 0, 2);
  n.anchors.push_back({2, day("2026-03-31")});
  CHECK(solved(n).anchors[0].driving_path == std::vector<Node>{0, 2});
}

TEST_CASE("a schedule that is solved into again keeps nothing of the last plan") {
  Network n = empty_network();
  add(n, "A", 3).deadline = day("2026-03-31");
  n.anchors.push_back({0, day("2026-03-31")});
  Schedule schedule;
  REQUIRE(solve_into(n, schedule));
  CHECK(schedule.milestones[0].late_finish);
  n.milestones[0].deadline.reset();
  n.anchors.clear();
  REQUIRE(solve_into(n, schedule));
  CHECK_FALSE(schedule.milestones[0].late_finish);
  CHECK(schedule.anchors.empty());
}

TEST_CASE("negative durations of broken input count as none") {
  Network n = empty_network();
  add(n, "A", -5);
  NetworkMilestone& m = add(n, "B", 5);
  m.status = MilestoneStatus::in_progress;
  m.remaining_bd = -1;
  const Schedule s = solved(n);
  CHECK(text(s.milestones[0].forecast) == "2026-03-02");
  CHECK(text(s.milestones[1].forecast) == "2026-03-02");
}

// Where the tables of a calendar begin, a lead can reach back to before them: whom a milestone
// follows is not lost there.
TEST_CASE("a lead that reaches back before 1970 leaves its milestone the driver") {
  Network n = empty_network();
  CalendarSpec wednesdays = weekdays_calendar();
  for (const std::size_t weekday : {0U, 1U, 3U, 4U}) wednesdays.week[weekday].clear();
  n.calendars.push_back(*Calendar::compile(wednesdays));
  n.plan_start = n.status_date = day("1970-01-22");
  add(n, "A", 1);
  add(n, "B", 1).calendar = 1;
  link(n, 0, 1, {-4, LagUnit::bd});
  const Schedule schedule = solved(n);
  CHECK(schedule.milestones[1].driver == Node{0});
  CHECK(text(schedule.milestones[1].forecast) == "1970-01-28");
}
