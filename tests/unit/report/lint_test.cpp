// Each lint rule fires on the plan that breaks it, and not on the healthy story.
#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>

#include "mapping/report/lint.h"
#include "tests/unit/report/story.h"

namespace closemap::test {
namespace {

// The story with everything the lint asks for.
Plan healthy() {
  Plan plan = story().plan;
  plan.milestones["M09"].owner_estimate.reset();
  plan.signoffs[2].state = SignOffState::signed_;
  plan.milestones["M08"].evidence = {{"document", "case.pdf", "kim", {}}};
  plan.provenance["/milestones/M16/title"] = {"human", {}, "sam", "", {}, {}};
  return plan;
}

std::vector<LintFinding> lint_of(const Plan& plan, const std::vector<Signal>& more = {}) {
  const Story told = solved(plan, day("2026-03-31"), instant("2026-03-31T14:00:00Z"));
  std::vector<Signal> signals =
      lint_signals(told.plan, told.network, told.schedule, told.now, Thresholds{});
  signals.insert(signals.end(), more.begin(), more.end());
  return lint(told.plan, told.network, told.schedule, signals, told.now);
}

Signal signal(const std::string& name, const std::string& subject,
              Severity severity = Severity::warning) {
  Signal out;
  out.name = name;
  out.subject = subject;
  out.severity = severity;
  return out;
}

struct Case {
  const char* code;
  const char* where;
  std::function<void(Plan&)> change;
  std::vector<Signal> signals = {};
};

const std::vector<Case>& cases() {
  static const std::vector<Case> all{
      {"A267", "/signoffs/customer",
       [](Plan& p) {
         p.history.last_activity[2].reset();
         p.signoffs[2].state = SignOffState::pending;
       }},
      {"A268", "/milestones/M09/owner",
       [](Plan& p) {
         p.milestones["M09"].owner_parties = {"vendor", "partner"};
       }},
      {"A269", "/milestones/M11/owner", [](Plan& p) { p.people["ana"].kind = PersonKind::team; }},
      {"A270", "/compelling_event", [](Plan&) {}, {signal("quarter_end_close", "plan")}},
      {"A271", "/reviews", [](Plan&) {}, {signal("stale_plan", "plan")}},
      {"A272", "/handoffs", [](Plan& p) { p.handoffs.clear(); }},
      {"A272", "/dependencies", [](Plan& p) { p.dependencies.clear(); }},
      {"A273", "/joint_outcome", [](Plan& p) { p.joint_outcome.reset(); }},
      {"A273", "/joint_outcome/outcome",
       [](Plan& p) { p.joint_outcome->outcome = "Explore opportunities"; }},
      {"A273", "/joint_outcome", [](Plan& p) { p.joint_outcome->term_months.reset(); }},
      {"A274", "/milestones",
       [](Plan& p) {
         for (int i = 0; i < 9; ++i) p.milestones["N" + std::to_string(i)] = p.milestones["M20"];
       }},
      {"A275", "/milestones",
       [](Plan& p) {
         for (const char* id : {"M10", "M11", "M12"}) p.milestones[id].due = day("2026-03-17");
       }},
      {"A276", "/economics", [](Plan& p) { p.economics.reset(); }},
      {"A277", "/milestones",
       [](Plan& p) {
         for (auto& [id, step] : p.milestones)
           if (step.party == Party::customer) step.due.reset();
       }},
      {"A278", "/signoffs/customer", [](Plan& p) { p.signoffs[2].state = SignOffState::pending; }},
      {"A279", "/milestones/M12/title",
       [](Plan& p) { p.milestones["M12"].title = "Move to commit"; }},
      {"A280", "/milestones", [](Plan& p) { p.milestones["M08"].evidence.clear(); }},
      {"A281", "/milestones", [](Plan&) {}, {signal("one_sided_plan", "customer")}},
      {"A282", "/", [](Plan&) {}, {signal("plan_too_late", "plan")}},
      {"A283", "/milestones/M20/due_date", [](Plan& p) { p.milestones["M20"].due.reset(); }},
      {"A284", "/milestones",
       [](Plan& p) {
         for (auto& [id, step] : p.milestones)
           if (step.party == Party::customer) step.disposition = Disposition::removed;
       }},
      {"A285", "/milestones",
       [](Plan& p) {
         for (auto& [id, step] : p.milestones) {
           step.status = MilestoneStatus::pending;
           step.actual.reset();
           step.actual_start.reset();
         }
       }},
      {"A286", "/success_criteria", [](Plan& p) { p.success_criteria.clear(); }},
      {"A287", "/success_criteria/crt_1",
       [](Plan& p) { p.success_criteria["crt_1"].text = "We like it"; }},
      {"A287", "/success_criteria/crt_2",
       [](Plan& p) { p.success_criteria["crt_2"].pass_fail = false; }},
      {"A288", "/if_criteria_met/next",
       [](Plan& p) { p.if_criteria_met->next = "We'll discuss further"; }},
      {"A288", "/if_criteria_met", [](Plan& p) { p.if_criteria_met.reset(); }},
      {"A289", "/", [](Plan&) {}, {signal("over_planned_small_deal", "plan")}},
      {"A290", "/milestones/M22/due_date", [](Plan&) {}, {signal("unrealistic_close", "M22")}},
      {"A290",
       "/opportunities",
       [](Plan&) {},
       {signal("close_date_drift", "vendor", Severity::critical)}},
      {"A291", "/milestones/M16/title",
       [](Plan& p) { p.milestones["M16"].title = "Stakeholder review"; }},
      {"A292", "/milestones/M11/owner", [](Plan& p) { p.people["ana"].kind = PersonKind::role; }},
      {"A292", "/milestones/M16/owner",
       [](Plan& p) {
         p.milestones["M16"].owner.clear();
         p.milestones["M16"].owner_word = "Economic Buyer";
       }},
      {"A293", "/provenance",
       [](Plan& p) {
         p.provenance = {{"/name", {"human", {}, "kim", "", {}, {}}}};
       }},
      {"A294", "/milestones",
       [](Plan& p) {
         p.template_used = "enterprise";
         for (auto& [id, step] : p.milestones)
           if (id > "M08") step.owner.clear();
       }},
      {"A295", "/reviews", [](Plan& p) { p.history.last_review.reset(); }},
      {"A295", "/key_dates/next_review_at", [](Plan& p) { p.next_review_at.reset(); }},
      {"A296", "/milestones",
       [](Plan& p) {
         p.amount = Money{500'000, "USD"};
       }},
  };
  return all;
}

}  // namespace

TEST_CASE("the healthy story has no finding") {
  for (const LintFinding& finding : lint_of(healthy()))
    FAIL_CHECK(finding.code << " " << finding.where << ": " << finding.what);
}

TEST_CASE("every anti-pattern A267 to A296 is found where it is, with what to do") {
  std::vector<std::string> codes;
  for (const Case& one : cases()) {
    INFO(one.code << " at " << one.where);
    Plan plan = healthy();
    one.change(plan);
    const std::vector<LintFinding> found = lint_of(plan, one.signals);
    const auto hit = std::find_if(found.begin(), found.end(), [&](const LintFinding& finding) {
      return finding.code == one.code && finding.where == one.where;
    });
    REQUIRE(hit != found.end());
    CHECK_FALSE(hit->rule.empty());
    CHECK(hit->next.back() == '.');
    CHECK(hit->what.size() > 10);
    codes.emplace_back(one.code);
  }
  std::sort(codes.begin(), codes.end());
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  CHECK(codes.size() == 30);
  CHECK(codes.front() == "A267");
  CHECK(codes.back() == "A296");
}

TEST_CASE("a plan has as many steps as its tier bears") {
  const auto too_many = [](const char* tier, std::size_t steps) {
    Plan plan = healthy();
    plan.tier = tier;
    for (auto& [id, step] : plan.milestones)
      if (steps > 0)
        --steps;
      else
        step.disposition = Disposition::removed;
    for (int i = 0; steps > 0; --steps, ++i)
      plan.milestones["N" + std::to_string(i)] = plan.milestones["M01"];
    const auto found = lint_of(plan);
    return std::any_of(found.begin(), found.end(), [](const LintFinding& finding) {
      return finding.code == "A296" && finding.what.find(" at most") != std::string::npos;
    });
  };
  CHECK_FALSE(too_many("mid_market", 10));
  CHECK(too_many("mid_market", 11));
  CHECK_FALSE(too_many("expansion", 8));
  CHECK(too_many("expansion", 9));
  CHECK_FALSE(too_many("enterprise", 25));
  CHECK(too_many("enterprise", 26));
  CHECK_FALSE(too_many("custom", 26));
}

TEST_CASE("what contradicts itself in the plan is said, with the plan's calendars") {
  Plan plan = healthy();
  plan.milestones["M20"].due = day("2026-05-02");  // a Saturday
  plan.milestones["M21"].due = day("2026-04-30");
  plan.milestones["M15"].status = MilestoneStatus::blocked;
  std::vector<std::string> said;
  for (const LintFinding& finding : lint_of(plan))
    if (finding.code.front() == 'I') said.push_back(finding.what + " " + finding.next);
  CHECK(said == std::vector<std::string>{
                    "\"Redlines resolved\" is blocked without a reason. Say what it waits for.",
                    "\"Environment provisioned\" is due on Sat 2026-05-02, no working day. Agree "
                    "another.",
                    "\"Cutover rehearsal\" is due before \"Environment provisioned\", which it "
                    "waits for. Agree the two dates again, or drop the edge."});
  plan.milestones["M20"].status = MilestoneStatus::complete;
  plan.milestones["M20"].actual = day("2026-03-30");
  for (const LintFinding& finding : lint_of(plan)) CHECK(finding.code != "I13");
}

TEST_CASE("findings are sorted by rule and place") {
  Plan plan = healthy();
  plan.milestones["M21"].due.reset();
  plan.milestones["M20"].due.reset();
  plan.joint_outcome.reset();
  const std::vector<LintFinding> found = lint_of(plan);
  REQUIRE(found.size() >= 3);
  for (std::size_t i = 1; i < found.size(); ++i)
    CHECK(std::tie(found[i - 1].code, found[i - 1].where) <=
          std::tie(found[i].code, found[i].where));
}

TEST_CASE("a draft is linted for its steps but not blamed for what only a shown plan can lack") {
  Plan plan = healthy();
  plan.status = PlanStatus::draft;
  plan.history = {};
  plan.signoffs = {};
  plan.milestones["M20"].owner.clear();
  plan.milestones["M21"].due.reset();
  std::vector<std::string> codes;
  for (const LintFinding& finding : lint_of(plan)) codes.emplace_back(finding.code);
  CHECK(codes == std::vector<std::string>{"A283"});
}

}  // namespace closemap::test
