// Which signals mute which, what operators get, and the key an alert is known by.
#include <catch2/catch.hpp>

#include "tests/unit/signal/look.h"

namespace closemap {
namespace {

using test::at;
using test::on;

Signal named(const char* name, const char* subject, std::optional<Party> party = {}) {
  Signal signal;
  signal.name = name;
  signal.subject = subject;
  signal.party = party;
  signal.audience = {Role::owner, Role::coordinator};
  return signal;
}

TEST_CASE("a root slip mutes what follows from it and nothing else") {
  const Signal root = named("slip", "M1");
  Signal follows = named("slip", "M2");
  Signal risk = named("at_risk", "M3");
  follows.root = risk.root = false;
  follows.caused_by = risk.caused_by = "M1";
  const Signal other = named("slip", "M9");
  const std::vector<Signal> all{root, follows, risk, other};
  CHECK_FALSE(inhibited(root, all));
  CHECK(inhibited(follows, all));
  CHECK(inhibited(risk, all));
  CHECK_FALSE(inhibited(other, all));
  CHECK_FALSE(inhibited(follows, {follows, other}));
}

TEST_CASE("of its own step a slip mutes the risk only where it says as much") {
  Signal slip = named("slip", "M1");
  Signal risk = named("at_risk", "M1");
  risk.root = false;
  risk.caused_by = "M1";
  risk.severity = Severity::critical;
  slip.severity = Severity::critical;
  CHECK(inhibited(risk, {slip, risk}));
  slip.severity = Severity::warning;  // the close holds, a deadline of the step does not
  CHECK_FALSE(inhibited(risk, {slip, risk}));
}

TEST_CASE("what no step is any more is well again, and so is what nobody watches") {
  Plan plan = test::healthy_plan();
  plan.milestones.at("M5").owner_estimate = on("2026-05-11");
  Thresholds thresholds;
  const auto band = [&] {
    const auto looked = test::look_at(plan, at(test::kNow), thresholds);
    return band_of("at_risk", "M5", looked.found, looked.network, looked.schedule, thresholds);
  };
  CHECK(band() == Band::bad);
  thresholds.at_risk.enabled = false;
  CHECK(band() == Band::good);
  thresholds.at_risk.enabled = true;
  for (const Disposition gone : {Disposition::removed, Disposition::waived}) {
    plan.milestones.at("M5").disposition = gone;
    plan.milestones.at("M6").owner_estimate = on("2026-05-11");
    CHECK(band() == Band::good);
  }
}

TEST_CASE("an unrealistic close mutes at_risk of its own anchor only") {
  Signal risk = named("at_risk", "M3");
  risk.anchor = "M6";
  CHECK(inhibited(risk, {risk, named("unrealistic_close", "M6")}));
  CHECK_FALSE(inhibited(risk, {risk, named("unrealistic_close", "M9")}));
}

TEST_CASE("at_risk names the anchor whose date it breaks") {
  Plan plan = test::healthy_plan();
  plan.anchors["M4"] = {on("2026-03-25"), AnchorBasis::go_live, Party::customer};
  plan.milestones.at("M6").owner_estimate = on("2026-04-27");
  const auto looked = test::look_at(plan, at(test::kNow));
  for (const char* id : {"M2", "M3", "M4"}) {
    REQUIRE(looked.signal("at_risk", id));
    CHECK(looked.signal("at_risk", id)->anchor == "M4");
  }
  REQUIRE(looked.signal("at_risk", "M6"));
  CHECK(looked.signal("at_risk", "M6")->anchor == "M6");
  CHECK(looked.signal("unrealistic_close", "M4"));
  CHECK(inhibited(*looked.signal("at_risk", "M3"), looked.found));
}

TEST_CASE("a close date that left the plan is told once, not as a disagreement as well") {
  const Signal drift = named("close_date_drift", "vendor", Party::vendor);
  const Signal dates = named("crm_disagreement", "close_date");
  const Signal amounts = named("crm_disagreement", "amount");
  const std::vector<Signal> all{drift, dates, amounts};
  CHECK(inhibited(dates, all));
  CHECK_FALSE(inhibited(drift, all));
  CHECK_FALSE(inhibited(amounts, all));
  CHECK_FALSE(inhibited(dates, {dates, amounts}));
}

TEST_CASE("a partner that will not commit mutes the owners its steps lack") {
  const Signal wont = named("partner_wont_commit", "partner", Party::partner);
  for (const char* name : {"missing_owner", "team_owner"}) {
    const Signal partners = named(name, "M2", Party::partner);
    CHECK(inhibited(partners, {partners, wont}));
    CHECK_FALSE(inhibited(partners, {partners}));
    const Signal vendors = named(name, "M6", Party::vendor);
    CHECK_FALSE(inhibited(vendors, {vendors, wont}));
  }
}

TEST_CASE("a stale plan mutes its missed review") {
  const Signal review = named("review_missed", "plan");
  CHECK(inhibited(review, {review, named("stale_plan", "plan")}));
  CHECK_FALSE(inhibited(review, {review}));
}

TEST_CASE("a silent party's owners are not asked again, its lead and the coordinator are") {
  Signal late = named("overdue", "M2", Party::customer);
  const Signal silent = named("ghosting", "customer", Party::customer);
  CHECK(heard_by(late, {late, silent}) == Audience{Role::coordinator});
  CHECK(heard_by(late, {late}) == late.audience);
  CHECK(heard_by(late, {late, named("ghosting", "partner", Party::partner)}) == late.audience);
  late.audience = {Role::owner};
  CHECK(inhibited(late, {late, silent}));
}

TEST_CASE("an ops signal is a warning for the operators alone") {
  const Signal signal = ops_signal("connector_stalled", "vendor_crm", {{"since", "2026-03-16"}});
  CHECK(signal.name == "connector_stalled");
  CHECK(signal.severity == Severity::warning);
  CHECK(signal.audience == Audience{Role::operators});
  CHECK(input(signal, "since") == "2026-03-16");
  CHECK(is_ops("reauth_required"));
  CHECK_FALSE(is_ops("slip"));
  CHECK(runs("source_deleted", PlanStatus::paused));
  CHECK_FALSE(runs("source_deleted", PlanStatus::lost));
  CHECK_FALSE(runs("slip", PlanStatus::paused));
  CHECK(runs("slip", PlanStatus::proposed));
  CHECK_FALSE(runs("unsigned_party", PlanStatus::proposed));
  CHECK(runs("unsigned_party", PlanStatus::active));
}

TEST_CASE("a dedupe key is short, and two long subjects stay two keys") {
  CHECK(dedupe_key("pln_1", named("slip", "M2")) == "closemap/pln_1/slip/M2");
  const std::string ids(300, 'x');
  const std::string one = dedupe_key("pln_1", named("scope_creep", (ids + "1").c_str()));
  const std::string two = dedupe_key("pln_1", named("scope_creep", (ids + "2").c_str()));
  CHECK(one.size() <= kDedupeKeyMax);
  CHECK(one != two);
  CHECK(one == dedupe_key("pln_1", named("scope_creep", (ids + "1").c_str())));
}

TEST_CASE("roles have words, each its own") {
  Audience all;
  for (std::size_t i = 0; i < kRoles; ++i) {
    const auto role = static_cast<Role>(i);
    CHECK(parse_role(to_text(role)) == role);
    all.add(role);
  }
  std::vector<Role> listed;
  all.each([&](Role role) { listed.push_back(role); });
  CHECK(listed.size() == kRoles);
  CHECK(std::is_sorted(listed.begin(), listed.end()));
  CHECK_FALSE(parse_role("nobody"));
}

}  // namespace
}  // namespace closemap
