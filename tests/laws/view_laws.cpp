// A party's view never depends on what the party may not see (domain.md §1.6 C8, reliability.md
// T18).
#include "mapping/plan/document.h"
#include "mapping/plan/view.h"
#include "tests/laws/law.h"
#include "tests/unit/plan/sample_plan.h"
#include "tests/unit/report/renderings.h"

namespace closemap {
namespace {

using test::kAnna;
using test::kRisk;

std::string word() {
  return *rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::inRange('a', 'z')));
}
std::string view_text(const Plan& plan, Party party) { return plan_to_text(view(plan, party)); }

// Changes something that only the two sellers share.
void change_sellers_secret(Plan& plan) {
  switch (*rc::gen::inRange(0, 7)) {
    case 0:
      plan.economics.emplace().total = Money{*rc::gen::inRange<std::int64_t>(0, 1'000'000), "EUR"};
      break;
    case 1:
      plan.economics.emplace().payments.push_back({"spiff", "vendor", "partner", {}, {}, {}, {}});
      break;
    case 2:
      plan.escalation_path.push_back({*rc::gen::inRange(0, 6), Party::vendor, kAnna});
      break;
    case 3:
      plan.risks[kRisk].owner = kAnna;
      plan.risks[kRisk].text = word();
      break;
    case 4:
      plan.opportunities.emplace_back().next_step = word();
      break;
    case 5:
      plan.amount = Money{*rc::gen::inRange<std::int64_t>(0, 1'000'000), "USD"};
      break;
    default:
      plan.contenders.push_back({"/milestones/x/due_date", word(), "1"});
  }
}

// Changes something of the vendor alone.
void change_vendors_secret(Plan& plan) {
  Person& anna = plan.people.at(kAnna);
  (*rc::gen::inRange(0, 2) == 0 ? anna.phone : anna.slack_user) = word();
}

TEST_CASE("the customer's view is the same whatever the sellers keep to themselves") {
  law([] {
    Plan plan = test::rich_plan();
    plan.risks[kRisk].owner = kAnna;  // the vendor's own
    const std::string before = view_text(plan, Party::customer);
    for (int edits = *rc::gen::inRange(1, 6); edits > 0; --edits) change_sellers_secret(plan);
    RC_ASSERT(view_text(plan, Party::customer) == before);
  });
}

TEST_CASE("no page, notice, calendar or agenda tells a party what others keep to themselves") {
  law([] {
    Plan plan = test::rich_plan();
    plan.status = PlanStatus::active;
    const auto customer = test::renderings(plan, Party::customer);
    const auto partner = test::renderings(plan, Party::partner);
    const bool of_vendor = *rc::gen::inRange(0, 2) == 0;
    for (int edits = *rc::gen::inRange(1, 6); edits > 0; --edits)
      of_vendor ? change_vendors_secret(plan) : change_sellers_secret(plan);
    RC_ASSERT(test::renderings(plan, Party::customer) == customer);
    if (of_vendor) RC_ASSERT(test::renderings(plan, Party::partner) == partner);
  });
}

TEST_CASE("partner and customer see the same whatever the vendor keeps to itself") {
  law([] {
    Plan plan = test::rich_plan();
    const std::string partner = view_text(plan, Party::partner);
    const std::string customer = view_text(plan, Party::customer);
    for (int edits = *rc::gen::inRange(1, 6); edits > 0; --edits) change_vendors_secret(plan);
    RC_ASSERT(view_text(plan, Party::partner) == partner);
    RC_ASSERT(view_text(plan, Party::customer) == customer);
  });
}

}  // namespace
}  // namespace closemap
