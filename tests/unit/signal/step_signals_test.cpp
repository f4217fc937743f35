// Signals about steps: each fires at its limit and not a day before it.
#include <catch2/catch.hpp>

#include "tests/unit/signal/look.h"

namespace closemap {
namespace {

using test::add_step;
using test::at;
using test::on;
using test::severity;

TEST_CASE("a healthy plan is silent") {
  CHECK(test::look_at(test::healthy_plan(), at(test::kNow)).found.empty());
}

TEST_CASE("a step slips from the first working day, and warns from the fifth") {
  const auto estimate = [](const char* date) {
    return [=](Plan& plan) { plan.milestones.at("M2").owner_estimate = on(date); };
  };
  CHECK(severity("slip", "M2", estimate("2026-03-20")).empty());
  CHECK(severity("slip", "M2", estimate("2026-03-23")) == "info");
  CHECK(severity("slip", "M2", estimate("2026-03-26")) == "info");
  CHECK(severity("slip", "M2", estimate("2026-03-27")) == "warning");
  CHECK(severity("slip", "M2", estimate("2026-04-03")) == "critical");
  Thresholds patient;
  patient.slip.min_bd = 2;
  CHECK(severity("slip", "M2", estimate("2026-03-23"), patient).empty());
}

TEST_CASE("slips repeat when two of a week fall into thirty days") {
  const auto events = [](const char* first, int first_bd) {
    return [=](Plan& plan) {
      plan.history.slip_events = {{"M5", on(first), first_bd, ""}, {"M5", on("2026-03-12"), 5, ""}};
    };
  };
  CHECK(severity("repeated_slip", "M5", events("2026-02-14", 5)) == "warning");
  CHECK(severity("repeated_slip", "M5", events("2026-02-13", 5)).empty());
  CHECK(severity("repeated_slip", "M5", events("2026-02-14", 4)).empty());
  CHECK(severity("repeated_slip", "plan", events("2026-02-14", 5)).empty());
  CHECK(severity("repeated_slip", "plan", [&](Plan& plan) {
          events("2026-02-14", 5)(plan);
          plan.history.slip_events.push_back({"M4", on("2026-03-16"), 5, ""});
        }) == "critical");
}

TEST_CASE("a step is overdue the day after it was due, and critical after a week") {
  const auto due = [](const char* date) {
    return [=](Plan& plan) { plan.milestones.at("M2").due = on(date); };
  };
  CHECK(severity("overdue", "M2", due("2026-03-16")).empty());
  CHECK(severity("overdue", "M2", due("2026-03-15")) == "warning");
  CHECK(severity("overdue", "M2", due("2026-03-10")) == "warning");
  CHECK(severity("overdue", "M2", due("2026-03-09")) == "critical");
}

TEST_CASE("a step is at risk when its forecast leaves less than no slack") {
  const auto estimate = [](const char* date) {
    return [=](Plan& plan) { plan.milestones.at("M6").owner_estimate = on(date); };
  };
  CHECK(severity("at_risk", "M6", estimate("2026-04-24")).empty());
  CHECK(severity("at_risk", "M6", estimate("2026-04-27")) == "critical");
}

TEST_CASE("waived, removed and complete steps are nobody's trouble") {
  const auto done = [](auto&& change) {
    return [=](Plan& plan) {
      Milestone& step = plan.milestones.at("M5");
      step.due = on("2026-03-10");
      step.owner.clear();
      change(step);
    };
  };
  CHECK(severity("overdue", "M5", done([](Milestone&) {})) == "warning");
  for (const char* name : {"overdue", "missing_owner", "slip"}) {
    CHECK(severity(name, "M5", done([](Milestone& m) { m.disposition = Disposition::waived; }))
              .empty());
    CHECK(severity(name, "M5", done([](Milestone& m) { m.disposition = Disposition::removed; }))
              .empty());
    CHECK(severity(name, "M5", done([](Milestone& m) {
                     m.status = MilestoneStatus::complete;
                     m.actual = on("2026-03-13");
                   }))
              .empty());
  }
}

TEST_CASE("a step is owned by one named human, or by nobody") {
  const auto found = [](const auto& edit) {
    std::string names;
    Plan plan = test::healthy_plan();
    edit(plan, plan.milestones.at("M6"));
    for (const Signal& signal : test::look_at(std::move(plan), at(test::kNow)).found)
      if (signal.subject == "M6") names += (names.empty() ? "" : " ") + signal.name;
    return names;
  };
  const auto named = [&](const char* name) {
    return found([=](Plan& plan, Milestone& step) { plan.people.at(step.owner).name = name; });
  };
  for (const char* name : {"Kim Vogel", "Teamer Groups-Ahn", "Anders Sandstrom", "Tamara Tbdova"})
    CHECK(named(name).empty());
  for (const char* name : {"Legal team", "TEAMS", "Deal desk group", "tbd", "The Committee (EU)"})
    CHECK(named(name) == "team_owner");
  for (const char* name : {"Both", "Kim / Priya", "Kim + Priya", "Kim & Priya", "Kim and Priya"})
    CHECK(named(name) == "multi_org_owner");
  CHECK(found([](Plan&, Milestone& step) {
          step.owner_parties = {"vendor", "partner"};
        }) == "multi_org_owner");
  CHECK(found([](Plan& plan, Milestone& step) {
          plan.people.at(step.owner).kind = PersonKind::role;
        }) == "team_owner");
  CHECK(found([](Plan&, Milestone& step) { step.owner.clear(); }) == "missing_owner");
  CHECK(found([](Plan&, Milestone& step) {
          step.owner.clear();
          step.owner_word = "Deal desk";
        }) == "team_owner");
}

TEST_CASE("an open step without a date is told, a dated one is not") {
  CHECK(severity("no_dates", "M4", [](Plan& plan) { plan.milestones.at("M4").due.reset(); }) ==
        "warning");
  CHECK(severity("no_dates", "M4", [](Plan&) {}).empty());
}

TEST_CASE("steps added after the baseline creep, from the second within two weeks with a warning") {
  const auto added = [](const char* first, const char* second) {
    return [=](Plan& plan) {
      plan.baselined_on = on("2026-02-20");
      add_step(plan, "M7").added_at = at(first);
      if (second != nullptr) add_step(plan, "M8").added_at = at(second);
    };
  };
  CHECK(severity("scope_creep", "M7", added("2026-02-20T20:00:00Z", nullptr)).empty());
  CHECK(severity("scope_creep", "M7", added("2026-02-21T20:00:00Z", nullptr)) == "info");
  CHECK(severity("scope_creep", "M7,M8", added("2026-03-02T20:00:00Z", "2026-03-02T20:00:00Z")) ==
        "warning");
  CHECK(severity("scope_creep", "M7,M8", added("2026-03-01T20:00:00Z", "2026-03-02T20:00:00Z")) ==
        "info");
  CHECK(severity("scope_creep", "M7", [&](Plan& plan) {
          added("2026-03-10T20:00:00Z", nullptr)(plan);
          plan.milestones.at("M6").owner_estimate = on("2026-04-27");
        }) == "critical");
}

TEST_CASE("procurement, legal and security steps of after the baseline surprise") {
  const auto added = [](const char* category, const char* when) {
    return [=](Plan& plan) {
      add_step(plan, "M7").added_at = at(when);
      plan.milestones.at("M7").category = category;
    };
  };
  CHECK(severity("procurement_surprise", "M7", added("legal", "2026-03-04T20:00:00Z")) ==
        "warning");
  CHECK(severity("procurement_surprise", "M7", added("legal", "2026-03-03T20:00:00Z")).empty());
  CHECK(severity("procurement_surprise", "M7", added("technical", "2026-03-04T20:00:00Z")).empty());
}

TEST_CASE("a deal without procurement is told thirty days before its target") {
  const auto target = [](const char* date) {
    return [=](Plan& plan) {
      plan.anchors.clear();
      plan.signature_target = on(date);
      plan.milestones.at("M5").category = "legal";
    };
  };
  CHECK(severity("procurement_surprise", "missing", target("2026-04-15")) == "warning");
  CHECK(severity("procurement_surprise", "missing", target("2026-04-16")).empty());
  CHECK(severity("procurement_surprise", "missing", target("2026-03-16")) == "warning");
  CHECK(severity("procurement_surprise", "missing", target("2026-03-15")).empty());
  CHECK(severity("procurement_surprise", "missing", [&](Plan& plan) {
          target("2026-04-15")(plan);
          plan.procurement_required = false;
        }).empty());
  CHECK(severity("procurement_surprise", "missing", [&](Plan& plan) {
          target("2026-04-15")(plan);
          plan.milestones.at("M1").category = "procurement";
        }).empty());
}

TEST_CASE("the economic buyer's meeting needs a date ten working days ahead") {
  const auto due = [](const char* date, int declined) {
    return [=](Plan& plan) {
      Milestone& meeting = plan.milestones.at("M3");
      meeting.scheduled_at.reset();
      meeting.due = on(date);
      meeting.declined_count = declined;
    };
  };
  CHECK(severity("eb_meeting_unscheduled", "M3", due("2026-03-30", 0)) == "warning");
  CHECK(severity("eb_meeting_unscheduled", "M3", due("2026-03-31", 0)).empty());
  CHECK(severity("eb_meeting_unscheduled", "M3", due("2026-03-31", 1)).empty());
  CHECK(severity("eb_meeting_unscheduled", "M3", due("2026-03-31", 2)) == "critical");
  CHECK(severity("eb_meeting_unscheduled", "M3", [](Plan& plan) {
          plan.milestones.at("M3").declined_count = 2;
        }).empty());
}

TEST_CASE("a pilot that runs on without a decision is told") {
  const auto pilot = [](const char* start, int extensions, bool decision) {
    return [=](Plan& plan) {
      plan.milestones.at("M2").actual_start = on(start);
      plan.milestones.at("M2").extensions = extensions;
      if (!decision) plan.milestones.at("M4").kind = "step";
    };
  };
  CHECK(severity("pilot_purgatory", "M2", pilot("2026-02-23", 0, true)).empty());
  CHECK(severity("pilot_purgatory", "M2", pilot("2026-02-20", 0, true)) == "warning");
  CHECK(severity("pilot_purgatory", "M2", pilot("2026-02-20", 0, false)) == "critical");
  CHECK(severity("pilot_purgatory", "M2", pilot("2026-03-09", 1, true)).empty());
  CHECK(severity("pilot_purgatory", "M2", pilot("2026-03-09", 2, true)) == "warning");
  CHECK(severity("pilot_purgatory", "M2", pilot("2026-03-09", 0, false)) == "warning");
  CHECK(severity("pilot_purgatory", "M2", [](Plan& plan) { plan.success_criteria.clear(); }) ==
        "warning");
}

}  // namespace
}  // namespace closemap
