// What is kept of a plan's events as they come is what all of them give when they are read again
// (domain.md §3.8, C3 of §3.9).
#include <iterator>

#include "mapping/plan/document.h"
#include "mapping/plan/history.h"
#include "tests/laws/law.h"
#include "tests/unit/plan/sample_plan.h"

namespace closemap {
namespace {

int of(int count) { return *rc::gen::inRange(0, count); }

template <class Map>
auto& any_of(Map& map) {
  return *std::next(map.begin(), of(static_cast<int>(map.size())));
}

std::string any_actor() {
  static const std::vector<std::string> kActors{
      "closemap",        "anna@example.com", "PIOTR@example.com", test::kCarla,
      "connector:crm-v", "connector:crm-p",  "connector:gone",    "nobody@example.com"};
  return kActors[static_cast<std::size_t>(of(static_cast<int>(kActors.size())))];
}

// What happens to plans, people and connectors apart.
void change(Plan& plan) {
  Milestone& step = any_of(plan.milestones).second;
  switch (of(7)) {
    case 0:
    case 1:
    case 2:
      step.due = step.due ? *step.due + (of(40) - 15) : test::day("2026-04-01");
      break;
    case 3:
      step.status = static_cast<MilestoneStatus>(of(4));
      break;
    case 4:
      plan.status = static_cast<PlanStatus>(of(4));
      break;
    case 5:
      any_of(plan.handoffs).second.state = static_cast<HandoffState>(of(4));
      break;
    default:
      step.title = "step " + std::to_string(of(100));
  }
}

std::vector<PlanEvent> said_by_people(const Plan& plan) {
  const std::string& person = any_of(plan.people).first;
  if (of(2) == 0)
    return {{"party.invited", of(2) == 0 ? "partner" : "customer", any_actor(), "{}"}};
  return {{"review.held", "", any_actor(), R"({"attendees":[")" + person + "\"]}"}};
}

TEST_CASE("C3: history read again from all events is, to the byte, what was kept as they came") {
  law([] {
    Plan plan = test::small_plan();
    test::add_sources(plan);
    std::vector<DatedEvent> stream;
    Instant now = test::kNow;
    const WorkingDaysBetween calendar_days = [](const std::string&, Date from, Date to) {
      return to - from;
    };
    const WorkingDaysBetween days = of(2) == 0 ? calendar_days : nullptr;
    const auto happen = [&](const std::vector<PlanEvent>& events) {
      for (const PlanEvent& event : events) {
        fold(plan, event, now, days);
        stream.push_back({event, now});
      }
    };
    happen(diff_events(nullptr, plan, "closemap"));
    // Now and then more slips than are kept.
    for (int left = of(20) == 0 ? static_cast<int>(kSlipEventsMax) * 3 : of(40); left > 0; --left) {
      now = now + of(3) * 40'000'000LL;
      if (of(5) == 0) {
        happen(said_by_people(plan));
        continue;
      }
      const Plan before = plan;
      change(plan);
      happen(diff_events(&before, plan, any_actor(), of(2) == 0 ? "asked for" : ""));
    }
    Plan again = plan;
    again.history = history_of(plan, stream, days);
    RC_ASSERT(again == plan);
    RC_ASSERT(plan_to_text(again) == plan_to_text(plan));
  });
}

}  // namespace
}  // namespace closemap
