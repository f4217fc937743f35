// Signals about parties, the plan as a whole and its sources: each fires at its limit and not
// before.
#include <catch2/catch.hpp>

#include "tests/unit/signal/look.h"

namespace closemap {
namespace {

using test::add_step;
using test::at;
using test::on;
using test::severity;

void anchor(Plan& plan, const char* date) { plan.anchors.at("M6").date = on(date); }

void last_heard(Plan& plan, Party party, std::optional<Date> day) {
  plan.history.last_activity.at(static_cast<std::size_t>(party)) = day;
}

TEST_CASE("an anchor with next to no slack is told only where that is asked for") {
  Thresholds asked;
  asked.near_critical.enabled = true;
  const auto date = [](const char* day) { return [=](Plan& plan) { anchor(plan, day); }; };
  CHECK(severity("near_critical", "M6", date("2026-04-15"), asked) == "info");
  CHECK(severity("near_critical", "M6", date("2026-04-13"), asked) == "info");
  CHECK(severity("near_critical", "M6", date("2026-04-16"), asked).empty());
  CHECK(severity("near_critical", "M6", date("2026-04-10"), asked).empty());
  CHECK(severity("near_critical", "M6", date("2026-04-15")).empty());
}

TEST_CASE("a close is unrealistic when the steps need more days than there are") {
  const auto date = [](const char* day) { return [=](Plan& plan) { anchor(plan, day); }; };
  CHECK(severity("unrealistic_close", "M6", date("2026-04-13")).empty());
  CHECK(severity("unrealistic_close", "M6", date("2026-04-10")) == "warning");
  CHECK(severity("unrealistic_close", "M6", date("2026-04-03")) == "warning");   // 21 over 15
  CHECK(severity("unrealistic_close", "M6", date("2026-04-02")) == "critical");  // 21 over 14
  CHECK(severity("unrealistic_close", "M6", date("2026-03-13")) == "critical");
}

TEST_CASE("a close at a quarter's end needs the customer's own reason") {
  const auto close = [](const char* day, int first_month) {
    return [=](Plan& plan) {
      anchor(plan, day);
      plan.party(Party::vendor).fiscal_year_start_month = first_month;
      plan.compelling_event->verified = false;
    };
  };
  CHECK(severity("quarter_end_close", "plan", close("2026-06-30", 1)) == "warning");
  CHECK(severity("quarter_end_close", "plan", close("2026-06-26", 1)) == "warning");
  CHECK(severity("quarter_end_close", "plan", close("2026-06-25", 1)).empty());
  CHECK(severity("quarter_end_close", "plan", close("2026-07-01", 1)).empty());
  CHECK(severity("quarter_end_close", "plan", close("2026-07-31", 2)) == "warning");
  CHECK(severity("quarter_end_close", "plan", close("2026-12-31", 12)).empty());
  CHECK(severity("quarter_end_close", "plan", close("2027-02-26", 12)) == "warning");
  CHECK(severity("quarter_end_close", "plan", [&](Plan& plan) {
          close("2026-06-30", 1)(plan);
          plan.compelling_event->verified = true;
        }).empty());
}

TEST_CASE("a handoff stalls a minute after the hours agreed, in the receiver's hours") {
  const auto offered = [](const char* when) {
    return [=](Plan& plan) {
      Handoff& handoff = plan.handoffs.at("H1");
      handoff.offered_at = at(when);
      handoff.accepted_at.reset();
      handoff.state = HandoffState::offered;
    };
  };
  const char* later = "2026-03-16T14:01:00Z";
  CHECK(severity("handoff_stalled", "H1", offered("2026-03-13T14:00:00Z")).empty());
  CHECK(severity("handoff_stalled", "H1", offered("2026-03-13T14:00:00Z"), {}, later) == "warning");
  CHECK(severity("handoff_stalled", "H1", offered("2026-03-11T14:00:00Z")) == "warning");
  CHECK(severity("handoff_stalled", "H1", offered("2026-03-11T14:00:00Z"), {}, later) ==
        "critical");
  const auto patient = [&](const char* when) {
    return [=](Plan& plan) {
      offered(when)(plan);
      plan.handoffs.at("H1").accept_within_bh = 16;
    };
  };
  CHECK(severity("handoff_stalled", "H1", patient("2026-03-12T14:00:00Z")).empty());
  CHECK(severity("handoff_stalled", "H1", patient("2026-03-11T14:00:00Z"), {}, later) == "warning");

  Plan plan = test::healthy_plan();  // a receiver in Berlin, whose Monday is nearly over
  offered("2026-03-13T14:00:00Z")(plan);
  Person receiver;
  receiver.name = "Jonas Weber";
  receiver.party = Party::partner;
  receiver.calendar = "BER";
  plan.people["per_jonas"] = receiver;
  plan.handoffs.at("H1").to_person = "per_jonas";
  const Calendar berlin =
      *Calendar::compile(weekdays_calendar("BER", *Zone::find("Europe/Berlin")));
  const Calendar weekdays;
  const CalendarLookup calendars = [&](const std::string& name) {
    return name == "BER" ? &berlin : &weekdays;
  };
  const auto found = [&](const char* now) {
    return test::look_at(plan, at(now), {}, calendars).signal("handoff_stalled", "H1") != nullptr;
  };
  CHECK_FALSE(found("2026-03-16T14:00:00Z"));
  CHECK(found("2026-03-16T14:01:00Z"));
}

TEST_CASE("a silent party with a step due soon is a ghost") {
  const auto silent = [](Party party, const char* since) {
    return [=](Plan& plan) { last_heard(plan, party, on(since)); };
  };
  CHECK(severity("ghosting", "customer", silent(Party::customer, "2026-03-02")) == "critical");
  CHECK(severity("ghosting", "customer", silent(Party::customer, "2026-03-03")).empty());
  CHECK(severity("ghosting", "partner", silent(Party::partner, "2026-03-05")) == "warning");
  CHECK(severity("ghosting", "partner", silent(Party::partner, "2026-03-06")).empty());
  const auto vendor = [&](const char* since, const char* due) {
    return [=](Plan& plan) {
      last_heard(plan, Party::vendor, on(since));
      plan.milestones.at("M6").due = on(due);
    };
  };
  CHECK(severity("ghosting", "vendor", vendor("2026-03-09", "2026-03-30")) == "warning");
  CHECK(severity("ghosting", "vendor", vendor("2026-03-09", "2026-03-31")).empty());
  CHECK(severity("ghosting", "vendor", vendor("2026-03-02", "2026-03-30")) == "critical");
  CHECK(severity("ghosting", "partner", [](Plan& plan) { last_heard(plan, Party::partner, {}); }) ==
        "warning");
}

TEST_CASE("a plan nobody touched for two weeks is stale") {
  const auto all = [](const char* since) {
    return [=](Plan& plan) {
      for (const Party party : kParties) last_heard(plan, party, on(since));
    };
  };
  CHECK(severity("stale_plan", "plan", all("2026-03-02")) == "warning");
  CHECK(severity("stale_plan", "plan", all("2026-03-03")).empty());
}

TEST_CASE("a review may be a working day late") {
  const auto planned = [](const char* when, const char* held) {
    return [=](Plan& plan) {
      plan.next_review_at = at(when);
      plan.history.last_review = on(held);
    };
  };
  CHECK(severity("review_missed", "plan", planned("2026-03-12T14:00:00Z", "2026-03-11")) == "info");
  CHECK(severity("review_missed", "plan", planned("2026-03-12T14:00:00Z", "2026-03-12")).empty());
  CHECK(severity("review_missed", "plan", planned("2026-03-13T14:00:00Z", "2026-03-11")).empty());
}

TEST_CASE("a plan is one-sided when a party owns nothing or the customer less than its share") {
  const auto shares = [](int customer, int all) {
    return [=](Plan& plan) {
      const std::string vendors = plan.milestones.at("M6").owner;
      const std::string customers = plan.milestones.at("M1").owner;
      const std::string partners = plan.milestones.at("M2").owner;
      for (int i = 7; i <= all; ++i) add_step(plan, "M" + std::to_string(i));
      int left = customer;
      for (auto& [id, step] : plan.milestones)
        step.owner = id == "M2" ? partners : left-- > 0 ? customers : vendors;
    };
  };
  CHECK(severity("one_sided_plan", "customer", shares(3, 10)).empty());
  CHECK(severity("one_sided_plan", "customer", shares(2, 10)) == "warning");
  CHECK(severity("one_sided_plan", "customer", shares(0, 10)) == "critical");
  CHECK(severity("one_sided_plan", "partner",
                 [](Plan& plan) { plan.milestones.at("M2").owner.clear(); }) == "warning");
}

TEST_CASE("success criteria are there, testable, and followed by a step") {
  CHECK(severity("no_success_criteria", "plan",
                 [](Plan& plan) { plan.success_criteria.clear(); }) == "warning");
  CHECK(severity("no_success_criteria", "plan", [](Plan& plan) {
          plan.success_criteria.clear();
          plan.status = PlanStatus::proposed;
        }).empty());
  CHECK(severity("criterion_not_testable", "C1",
                 [](Plan& plan) { plan.success_criteria.at("C1").pass_fail = false; }) == "info");
  const auto passed = [](const char* day, const char* due, MilestoneStatus status) {
    return [=](Plan& plan) {
      plan.success_criteria.at("C1").state = CriterionState::passed;
      plan.success_criteria.at("C1").decided_on = on(day);
      plan.milestones.at("M5").due = on(due);
      plan.milestones.at("M5").status = status;
    };
  };
  const auto next = [&](const char* day, const char* due, MilestoneStatus status) {
    return severity("criteria_met_no_next_step", "plan", passed(day, due, status));
  };
  using enum MilestoneStatus;
  CHECK(next("2026-03-12", "2026-03-31", pending) == "warning");
  CHECK(next("2026-03-13", "2026-03-31", pending).empty());
  CHECK(next("2026-03-12", "2026-03-30", pending).empty());
  CHECK(next("2026-03-12", "2026-03-13", pending) == "warning");
  CHECK(next("2026-03-12", "2026-03-31", in_progress).empty());
  CHECK(severity("criteria_met_no_next_step", "plan", [&](Plan& plan) {
          passed("2026-03-12", "2026-03-30", pending)(plan);
          plan.if_criteria_met->next = " ";
        }) == "warning");
}

TEST_CASE("a plan may come too late, or be too much for its deal") {
  const auto rank = [](int r) { return [=](Plan& plan) { plan.created_stage_rank = r; }; };
  CHECK(severity("plan_too_late", "plan", rank(2)).empty());
  CHECK(severity("plan_too_late", "plan", rank(3)) == "info");
  CHECK(severity("plan_too_late", "plan", rank(4)) == "warning");
  const auto deal = [](std::int64_t minor, const char* currency, int people) {
    return [=](Plan& plan) {
      plan.amount = Money{minor, currency};
      plan.customer_stakeholders = people;
    };
  };
  CHECK(severity("over_planned_small_deal", "plan", deal(1'999'999, "USD", 1)) == "info");
  CHECK(severity("over_planned_small_deal", "plan", deal(2'000'000, "USD", 1)).empty());
  CHECK(severity("over_planned_small_deal", "plan", deal(1'999'999, "USD", 2)).empty());
  CHECK(severity("over_planned_small_deal", "plan", deal(19'999, "JPY", 1)) == "info");
  CHECK(severity("over_planned_small_deal", "plan", deal(20'000, "JPY", 1)).empty());
}

TEST_CASE("an active plan says who is paid, and everybody signs within a week") {
  const auto signing = [](Party party, SignOffState state, const char* active) {
    return [=](Plan& plan) {
      plan.signoffs.at(static_cast<std::size_t>(party)).state = state;
      plan.history.activated_on = on(active);
    };
  };
  using enum SignOffState;
  const auto missing = [&](Party party, SignOffState state, const char* active) {
    return severity("unsigned_party", std::string(to_text(party)), signing(party, state, active));
  };
  CHECK(missing(Party::customer, pending, "2026-03-09") == "critical");
  CHECK(missing(Party::customer, pending, "2026-03-10").empty());
  CHECK(missing(Party::vendor, declined, "2026-03-09") == "warning");
  CHECK(missing(Party::partner, stale, "2026-03-09") == "warning");
  CHECK(missing(Party::partner, signed_, "2026-03-09").empty());
  CHECK(severity("no_economic_split", "plan", [](Plan& plan) { plan.economics.reset(); }) ==
        "warning");
  CHECK(severity("no_economic_split", "plan", [](Plan& plan) {
          plan.economics.reset();
          plan.status = PlanStatus::proposed;
        }).empty());
}

TEST_CASE("a CRM may be a week away from the plan, and ten per cent from the other CRM") {
  const auto vendor = [](const auto& change) {
    return [=](Plan& plan) { change(plan.opportunities.back()); };
  };
  const auto drift = [&](const char* day) {
    return severity("close_date_drift", "vendor",
                    vendor([=](Opportunity& o) { o.close_date = on(day); }));
  };
  CHECK(drift("2026-04-29").empty());
  CHECK(drift("2026-04-30") == "warning");
  CHECK(drift("2026-05-06") == "warning");
  CHECK(drift("2026-05-07") == "critical");
  const auto amount = [](std::int64_t partner) {
    return severity("crm_disagreement", "amount", [=](Plan& plan) {
      for (Opportunity& o : plan.opportunities)
        o.amount = Money{o.side == Party::vendor ? 18'000'000 : partner, "USD"};
    });
  };
  CHECK(amount(16'200'000).empty());
  CHECK(amount(16'199'999) == "warning");
  CHECK(amount(13'500'000) == "warning");
  CHECK(amount(13'499'999) == "critical");
  const auto stage = [&](int rank) {
    return severity("crm_disagreement", "stage",
                    vendor([=](Opportunity& o) { o.stage_rank = rank; }));
  };
  CHECK(stage(3).empty());
  CHECK(stage(4) == "warning");
}

TEST_CASE("a partner commits with one named person and one date") {
  const auto invited = [](const char* day, const auto& change) {
    return severity("partner_wont_commit", "partner", [=](Plan& plan) {
      plan.history.partner_invited_on = on(day);
      change(plan, plan.milestones.at("M2"));
    });
  };
  const auto team = [](Plan& plan, Milestone& step) { plan.people.at(step.owner).name = "Team"; };
  CHECK(invited("2026-03-02", team) == "critical");
  CHECK(invited("2026-03-03", team).empty());
  CHECK(invited("2026-03-02", [](Plan&, Milestone& step) { step.due.reset(); }) == "critical");
  CHECK(invited("2026-03-02", [](Plan&, Milestone& step) {
          step.status = MilestoneStatus::complete;
          step.actual = on("2026-03-13");
        }).empty());
}

TEST_CASE(
    "operators hear of deleted records, gone owners and unknown money, in a paused plan too") {
  const auto broken = [](PlanStatus status) {
    Plan plan = test::healthy_plan();
    plan.status = status;
    plan.opportunities.front().deleted = true;
    plan.opportunities.back().amount->currency = "XTS";
    plan.people.at(plan.milestones.at("M5").owner).active = false;
    plan.milestones.at("M4").due.reset();
    std::vector<std::string> names;
    for (const Signal& signal : test::look_at(std::move(plan), at(test::kNow)).found)
      names.push_back(signal.name);
    return names;
  };
  using Names = std::vector<std::string>;
  const Names ops{"currency_unknown", "owner_inactive", "source_deleted"};
  CHECK(broken(PlanStatus::paused) == ops);
  CHECK(broken(PlanStatus::draft) == ops);
  CHECK(broken(PlanStatus::won) == Names{});
  CHECK(broken(PlanStatus::active) == Names{"currency_unknown", "no_dates", "owner_inactive",
                                            "pilot_purgatory", "source_deleted"});
}

TEST_CASE("signals that are switched off are not found") {
  Thresholds none;
  each_threshold(none, [](std::string_view, std::string_view key, auto& value) {
    if constexpr (std::is_same_v<decltype(value), bool&>)
      if (key == "enabled") value = false;
  });
  Plan plan = test::healthy_plan();
  for (auto& [id, step] : plan.milestones) {
    step.owner.clear();
    step.due.reset();
  }
  plan.opportunities.front().deleted = true;
  plan.economics.reset();
  plan.success_criteria.clear();
  CHECK(test::look_at(plan, at(test::kNow)).found.size() > 10);
  CHECK(test::look_at(plan, at(test::kNow), none).found.empty());
  CHECK(enabled({}, "slip"));
  CHECK_FALSE(enabled(none, "slip"));
  CHECK_FALSE(enabled({}, "near_critical"));
}

TEST_CASE("what an earlier plan left behind shows in no signal of the next") {
  Plan plan = test::healthy_plan();
  plan.milestones.at("M6").owner.clear();
  plan.milestones.at("M6").due.reset();
  const test::Looked looked = test::look_at(std::move(plan), at(test::kNow));
  REQUIRE(looked.found.size() >= 2);
  Signal stale;
  stale.party = Party::partner;
  stale.inputs = {{"due", "2026-04-06"}};
  stale.value = 5;
  stale.root = false;
  stale.caused_by = stale.anchor = "M1";
  for (const std::size_t before : {std::size_t{1}, looked.found.size(), std::size_t{20}}) {
    std::vector<Signal> found(before, stale);
    evaluate_into(looked.plan, looked.network, looked.schedule, at(test::kNow), {},
                  test::calendars_of_vector(Json::object()), found);
    CHECK(found == looked.found);
  }
  plan = looked.plan;
  plan.status = PlanStatus::won;
  std::vector<Signal> found{stale};
  evaluate_into(plan, looked.network, looked.schedule, at(test::kNow), {}, {}, found);
  CHECK(found.empty());
}

}  // namespace
}  // namespace closemap
