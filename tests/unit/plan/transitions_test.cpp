// The state machines: what leads where, who may, and what follows.
#include "mapping/plan/transitions.h"

#include <catch2/catch.hpp>

#include "mapping/plan/states.h"
#include "tests/unit/plan/sample_plan.h"

using namespace closemap;
using namespace closemap::test;

namespace {

using S = MilestoneStatus;
using H = HandoffState;

Plan draft() {
  Plan plan = small_plan();
  plan.status = PlanStatus::draft;
  plan.baselined_on.reset();
  for (auto& [name, step] : plan.milestones) step.baseline.reset();
  return plan;
}

void sign_all(Plan& plan) {
  for (SignOff& each : plan.signoffs) each = {SignOffState::signed_, "", "", "", 3, std::nullopt};
}

// Refused with a sentence that holds `word`, and nothing changed.
template <class Act>
void refused(Plan& plan, Act act, const std::string& word) {
  const Plan before = plan;
  const Status status = act(plan);
  REQUIRE_FALSE(status);
  INFO(status.error().what);
  CHECK(status.error().what.find(word) != std::string::npos);
  CHECK(plan == before);
}

Deed by(const std::string& who, const std::string& reason = {}) { return {who, kNow, reason}; }

void must(const Status& status) {
  INFO((status ? std::string() : status.error().what));
  REQUIRE(status);
}

Handoff& handoff(Plan& plan) { return plan.handoffs[kHandoff]; }

Plan offered() {
  Plan plan = small_plan();
  must(move_milestone(plan, kQuestionnaire, S::complete, by(kPiotr)));
  return plan;
}

}  // namespace

TEST_CASE("proposing sets baseline 0 and keeps a baseline that was brought") {
  Plan plan = draft();
  plan.milestones[kPricing].baseline = day("2026-04-01");
  must(propose(plan, kNow));
  CHECK(plan.status == PlanStatus::proposed);
  CHECK(plan.baselined_on == day("2026-03-10"));
  CHECK(plan.milestones[kPricing].baseline == day("2026-04-01"));
  CHECK(plan.milestones[kApproval].baseline == plan.milestones[kApproval].due);
}

TEST_CASE("proposing needs named parties and sound dependencies") {
  Plan plan = draft();
  plan.party(Party::partner).name.clear();
  refused(
      plan, [](Plan& p) { return propose(p, kNow); }, "the partner has no name");
  plan = draft();
  plan.dependencies.push_back({kApproval, kPricing, {}, {}, {}});
  refused(
      plan, [](Plan& p) { return propose(p, kNow); }, "I02");
  plan = small_plan();
  refused(
      plan, [](Plan& p) { return propose(p, kNow); }, "only a draft");
}

TEST_CASE("a plan becomes active by three signatures") {
  Plan plan = small_plan();
  sign_all(plan);
  plan.signoffs[1].state = SignOffState::stale;
  refused(
      plan, [](Plan& p) { return activate(p); }, "partner (stale)");
  plan.signoffs[1].state = SignOffState::signed_;
  must(activate(plan));
  CHECK(plan.status == PlanStatus::active);
  refused(
      plan, [](Plan& p) { return activate(p); }, "only a proposed plan");
}

TEST_CASE("a pause returns to where it was") {
  for (const PlanStatus from : {PlanStatus::proposed, PlanStatus::active}) {
    Plan plan = small_plan();
    plan.status = from;
    must(pause(plan, "holiday"));
    CHECK(plan.status == PlanStatus::paused);
    CHECK(plan.pause_reason == "holiday");
    refused(
        plan, [](Plan& p) { return pause(p, "again"); }, "only a proposed or active");
    must(resume(plan));
    CHECK(plan.status == from);
    CHECK(plan.pause_reason.empty());
  }
  Plan plan = draft();
  refused(
      plan, [](Plan& p) { return pause(p, ""); }, "draft");
  refused(
      plan, [](Plan& p) { return resume(p); }, "only a paused");
}

TEST_CASE("every open plan can be closed, and a closed one reopens only with a reason") {
  for (const PlanStatus from :
       {PlanStatus::draft, PlanStatus::proposed, PlanStatus::active, PlanStatus::paused}) {
    Plan plan = small_plan();
    plan.status = from;
    must(close(plan, PlanStatus::lost));
    refused(
        plan, [](Plan& p) { return close(p, PlanStatus::won); }, "reopen it first");
  }
  Plan plan = small_plan();
  refused(
      plan, [](Plan& p) { return close(p, PlanStatus::paused); }, "won, lost or abandoned");
  refused(
      plan, [](Plan& p) { return reopen(p, "why"); }, "only a won");
  must(close(plan, PlanStatus::won));
  refused(
      plan, [](Plan& p) { return reopen(p, " "); }, "reason");
  must(reopen(plan, "signed by mistake"));
  CHECK(plan.status == PlanStatus::proposed);  // nobody ever signed: I18
  must(close(plan, PlanStatus::won));
  sign_all(plan);
  must(reopen(plan, "signed by mistake"));
  CHECK(plan.status == PlanStatus::active);
}

TEST_CASE("a new baseline takes the due dates of active steps") {
  Plan plan = small_plan();
  plan.milestones[kPricing].due = day("2026-04-20");
  plan.milestones[kApproval].due = day("2026-04-30");
  plan.milestones[kApproval].disposition = Disposition::waived;
  must(rebaseline(plan, kNow));
  CHECK(plan.baselined_on == day("2026-03-10"));
  CHECK(plan.milestones[kPricing].baseline == day("2026-04-20"));
  CHECK(plan.milestones[kApproval].baseline == day("2026-04-16"));
  Plan unproposed = draft();
  refused(
      unproposed, [](Plan& p) { return rebaseline(p, kNow); }, "draft");
}

TEST_CASE("a milestone moves only along the arrows of its machine") {
  constexpr std::array<S, 4> kAll{S::pending, S::in_progress, S::complete, S::blocked};
  for (const S from : kAll) {
    for (const S to : kAll) {
      Plan plan = small_plan();
      Milestone& step = plan.milestones[kPricing];
      step.status = from;
      if (from == S::complete) step.actual = day("2026-03-09");
      const bool arrow = from == S::complete ? to == S::in_progress : from != to;
      const Status status = move_milestone(plan, kPricing, to, by(kAnna, "because"));
      CHECK(static_cast<bool>(status) == arrow);
      CHECK(plan.milestones[kPricing].status == (arrow ? to : from));
    }
  }
}

TEST_CASE("completing records the day and the owner's word") {
  Plan plan = small_plan();
  must(move_milestone(plan, kPricing, S::complete, by(kAnna)));
  const Milestone& step = plan.milestones[kPricing];
  CHECK(step.actual == day("2026-03-10"));
  REQUIRE(step.evidence.size() == 1);
  CHECK(step.evidence[0].kind == "attestation");
  CHECK(step.evidence[0].by == kAnna);
  CHECK(step.evidence[0].at == kNow);
}

TEST_CASE("only the owner completes without evidence") {
  Plan plan = small_plan();
  const auto complete = [](const std::string& who) {
    return [who](Plan& p) { return move_milestone(p, kPricing, S::complete, by(who)); };
  };
  refused(plan, complete(kCarla), "its owner alone");
  plan.milestones[kPricing].owner.clear();
  refused(plan, complete(""), "its owner alone");
  Deed deed = by(kCarla);
  deed.evidence = {{"url", "https://example.com", kCarla, kNow}};
  must(move_milestone(plan, kPricing, S::complete, deed));
  CHECK(plan.milestones[kPricing].evidence == deed.evidence);
}

TEST_CASE("a completion is neither in the future nor before the start") {
  Plan plan = small_plan();
  plan.milestones[kPricing].actual_start = day("2026-03-05");
  const auto complete = [](const char* on) {
    return [on](Plan& p) {
      Deed deed = by(kAnna);
      deed.on = day(on);
      return move_milestone(p, kPricing, S::complete, deed);
    };
  };
  refused(plan, complete("2026-03-11"), "I04");
  refused(plan, complete("2026-03-04"), "I04");
  must(complete("2026-03-05")(plan));
}

TEST_CASE("reopening needs a reason and clears the day") {
  Plan plan = small_plan();
  must(move_milestone(plan, kPricing, S::complete, by(kAnna)));
  refused(
      plan, [](Plan& p) { return move_milestone(p, kPricing, S::in_progress, by(kAnna)); },
      "reason");
  must(move_milestone(plan, kPricing, S::in_progress, by(kAnna, "discount changed")));
  CHECK_FALSE(plan.milestones[kPricing].actual);
}

TEST_CASE("blocking needs a reason, which goes when the block does") {
  Plan plan = small_plan();
  refused(
      plan, [](Plan& p) { return move_milestone(p, kPricing, S::blocked, by(kAnna)); }, "I05");
  must(move_milestone(plan, kPricing, S::blocked, by(kAnna, "finance is away")));
  CHECK(plan.milestones[kPricing].blocked_reason == "finance is away");
  must(move_milestone(plan, kPricing, S::in_progress, by(kAnna)));
  CHECK(plan.milestones[kPricing].blocked_reason.empty());
  CHECK(plan.milestones[kPricing].actual_start == day("2026-03-10"));
}

TEST_CASE("waived and removed steps are restored before anything else") {
  Plan plan = small_plan();
  must(set_disposition(plan, kPricing, Disposition::waived));
  refused(
      plan, [](Plan& p) { return set_disposition(p, kPricing, Disposition::removed); },
      "restore it first");
  refused(
      plan, [](Plan& p) { return move_milestone(p, kPricing, S::complete, by(kAnna)); },
      "restore it first");
  must(set_disposition(plan, kPricing, Disposition::active));
  refused(
      plan, [](Plan& p) { return set_disposition(p, kPricing, Disposition::active); }, "already");
}

TEST_CASE("nothing moves in a closed plan") {
  Plan plan = offered();
  must(close(plan, PlanStatus::won));
  refused(
      plan, [](Plan& p) { return move_milestone(p, kPricing, S::complete, by(kAnna)); }, "won");
  refused(
      plan, [](Plan& p) { return accept_handoff(p, kHandoff, by(kCarla)); }, "won");
}

TEST_CASE("a handoff is offered when its trigger completes and falls back when it reopens") {
  Plan plan = offered();
  CHECK(handoff(plan).state == H::offered);
  CHECK(handoff(plan).offered_at == kNow);
  must(accept_handoff(plan, kHandoff, by(kCarla)));
  CHECK(handoff(plan).accepted_at == kNow);
  must(move_milestone(plan, kQuestionnaire, S::in_progress, by(kPiotr, "a page is missing")));
  CHECK(handoff(plan).state == H::planned);
  CHECK_FALSE(handoff(plan).offered_at);
  CHECK_FALSE(handoff(plan).accepted_at);
}

TEST_CASE("an accepted handoff is done with the step that accepts it, or when told") {
  Plan plan = offered();
  must(accept_handoff(plan, kHandoff, by(kCarla)));
  Plan told = plan;
  must(finish_handoff(told, kHandoff));
  CHECK(handoff(told).state == H::done);
  must(move_milestone(plan, kApproval, S::complete, by(kCarla)));
  CHECK(handoff(plan).state == H::done);
}

TEST_CASE("the receiver answers a handoff, or the coordinator") {
  Plan plan = offered();
  refused(
      plan, [](Plan& p) { return accept_handoff(p, kHandoff, by(kPiotr)); }, "customer");
  refused(
      plan, [](Plan& p) { return accept_handoff(p, kHandoff, by("")); }, "customer");
  plan.coordinator = kAnna;
  must(reject_handoff(plan, kHandoff, by(kAnna)));
  refused(
      plan, [](Plan& p) { return accept_handoff(p, kHandoff, by(kCarla)); }, "offered first");
  refused(
      plan, [](Plan& p) { return finish_handoff(p, kHandoff); }, "accepted first");
  must(offer_handoff(plan, kHandoff, kNow + 1000));
  CHECK(handoff(plan).offered_at == kNow + 1000);
}

TEST_CASE("a handoff is not offered before its trigger is complete") {
  Plan plan = small_plan();
  refused(
      plan, [](Plan& p) { return offer_handoff(p, kHandoff, kNow); }, "complete that step");
}

TEST_CASE("handoffs follow what a source changed") {
  const Plan before = offered();
  Plan after = before;
  after.milestones[kQuestionnaire].status = S::pending;
  settle_handoffs(after, &before, kNow);
  CHECK(handoff(after).state == H::planned);
  after.milestones[kQuestionnaire].status = S::complete;
  settle_handoffs(after, nullptr, kNow);
  CHECK(handoff(after).state == H::offered);
  handoff(after).state = H::cancelled;
  settle_handoffs(after, nullptr, kNow);
  CHECK(handoff(after).state == H::cancelled);
}

TEST_CASE("the sellers agree to the economics, the customer does not") {
  Plan plan = small_plan();
  refused(
      plan, [](Plan& p) { return agree_economics(p, Party::vendor); }, "no economics");
  plan.economics = Economics{};
  refused(
      plan, [](Plan& p) { return agree_economics(p, Party::customer); }, "sellers");
  must(agree_economics(plan, Party::partner));
  must(agree_economics(plan, Party::partner));
  CHECK_FALSE(agreed(*plan.economics));
  must(agree_economics(plan, Party::vendor));
  CHECK(agreed(*plan.economics));
  CHECK(plan.economics->agreed_by.size() == 2);
}

TEST_CASE("the table of plan states is that of the rules") {
  using P = PlanStatus;
  const std::vector<std::pair<P, P>> arrows{
      {P::draft, P::proposed}, {P::proposed, P::active}, {P::proposed, P::paused},
      {P::active, P::paused},  {P::paused, P::proposed}, {P::paused, P::active},
      {P::draft, P::won},      {P::proposed, P::lost},   {P::active, P::abandoned},
      {P::paused, P::won},     {P::won, P::active},      {P::lost, P::proposed}};
  for (const auto& [from, to] : arrows) CHECK(allowed(from, to));
  const std::vector<std::pair<P, P>> none{{P::draft, P::active},   {P::draft, P::paused},
                                          {P::proposed, P::draft}, {P::active, P::proposed},
                                          {P::won, P::lost},       {P::won, P::draft}};
  for (const auto& [from, to] : none) CHECK_FALSE(allowed(from, to));
}

TEST_CASE("a change that skips a state is found") {
  Plan before = offered();
  Plan after = before;
  after.milestones[kQuestionnaire].status = S::pending;
  handoff(after).state = H::done;
  after.status = PlanStatus::draft;
  const auto found = forbidden_transitions(before, after);
  REQUIRE(found.size() == 3);
  CHECK(found[0].pointer == "/status");
  CHECK(found[1].pointer == "/milestones/" + kQuestionnaire + "/status");
  CHECK(found[2].pointer == "/handoffs/" + kHandoff + "/state");
  CHECK(forbidden_transitions(before, before).empty());
  after = before;
  after.status = PlanStatus::active;
  CHECK(forbidden_transitions(before, after).at(0).code == "I18");
}

TEST_CASE("a review that was held sets the next one, at the same time of day, never in the past") {
  struct Case {
    const char *planned, *held, *next;
  };
  const Case one =
      GENERATE(Case{"", "2026-03-06T09:30:00Z", "2026-03-13T09:30:00Z"},
               Case{"2026-03-06T14:00:00Z", "2026-03-05T09:00:00Z", "2026-03-13T14:00:00Z"},
               Case{"2026-01-02T14:00:00Z", "2026-03-05T09:00:00Z", "2026-03-06T14:00:00Z"},
               // Summer time begins on the 29th: three in the afternoon stays that.
               Case{"2026-03-27T14:00:00Z", "2026-03-27T14:30:00Z", "2026-04-03T13:00:00Z"});
  Plan plan;
  plan.timezone = "Europe/Berlin";
  if (*one.planned != 0) plan.next_review_at = *parse_instant(one.planned);
  advance_review(plan, *parse_instant(one.held), 7);
  INFO(one.held);
  REQUIRE(plan.next_review_at);
  CHECK(to_text(*plan.next_review_at) == one.next);
}
