// The agenda's stuck steps stand in one order, whatever order the world was told in (domain.md
// §5.7).
#include <algorithm>
#include <random>
#include <tuple>

#include "mapping/report/agenda.h"
#include "mapping/signal/evaluate.h"
#include "tests/laws/law.h"
#include "tests/unit/report/story.h"

namespace closemap {
namespace {

constexpr int kAgendaEdits = 12;

Milestone& any_step(Plan& plan) {
  auto at = plan.milestones.begin();
  std::advance(at, *rc::gen::inRange<int>(0, static_cast<int>(plan.milestones.size())));
  return at->second;
}

// Dates close together, so that steps share slack and due date and only the id tells them apart.
Date near_today(Date today) { return today + *rc::gen::inRange(-4, 5); }

test::Story troubled_story() {
  static const test::Story told = test::story();
  const Date today = test::day("2026-04-08");
  Plan plan = told.plan;
  for (int edit = *rc::gen::inRange(1, kAgendaEdits); edit > 0; --edit) {
    Milestone& step = any_step(plan);
    if (step.status == MilestoneStatus::complete) continue;
    switch (*rc::gen::inRange(0, 5)) {
      case 0:
        step.due = near_today(today);
        break;
      case 1:
        step.due.reset();
        break;
      case 2:
        step.status = MilestoneStatus::blocked;
        break;
      case 3:
        step.owner_estimate = near_today(today) + 20;
        break;
      default:
        step.disposition = Disposition::waived;
    }
  }
  for (auto& each : plan.handoffs)
    if (*rc::gen::inRange(0, 3) == 0) each.second.state = HandoffState::offered;
  return test::solved(plan, today, test::instant("2026-04-08T14:00:00Z"));
}

AgendaInput told_of(const test::Story& story) {
  AgendaInput input{story.plan,
                    story.network,
                    story.schedule,
                    evaluate(story.plan, story.network, story.schedule, story.now, {}),
                    {},
                    {},
                    {}};
  input.now = story.now;
  for (const Signal& signal : input.signals)
    input.alerts.push_back({signal, *rc::gen::inRange(0, 4), *rc::gen::inRange(0, 2) == 0, {}});
  return input;
}

// Forecast slack (without one last), due date (without one last), id.
std::tuple<int, bool, Date, std::string> place_of(const test::Story& story,
                                                  const AgendaItem& item) {
  std::string step = item.subject;
  if (const auto handoff = story.plan.handoffs.find(step); handoff != story.plan.handoffs.end())
    step = handoff->second.accepts_milestone;
  std::tuple<int, bool, Date, std::string> place{9999, true, {}, item.subject};
  if (const auto node = story.network.node_of(step))
    std::get<0>(place) = story.schedule.milestones[*node].forecast_slack_bd.value_or(9999);
  const auto known = story.plan.milestones.find(step);
  if (known == story.plan.milestones.end() || !known->second.due) return place;
  std::get<1>(place) = false;
  std::get<2>(place) = *known->second.due;
  return place;
}

TEST_CASE("stuck steps stand in a total order: forecast slack, due date, id") {
  law([] {
    const test::Story story = troubled_story();
    const Agenda seen = agenda(told_of(story), std::nullopt);
    const auto& items = seen.sections.at(1).items;
    if (items.front().subject.empty()) return;  // nothing is stuck, and it says so
    for (std::size_t i = 1; i < items.size(); ++i)
      RC_ASSERT(place_of(story, items[i - 1]) < place_of(story, items[i]));
  });
}

TEST_CASE("the agenda does not depend on the order signals and alerts come in") {
  law([] {
    const test::Story story = troubled_story();
    AgendaInput input = told_of(story);
    const std::string before = agenda_text(agenda(input, std::nullopt));
    std::mt19937 random(*rc::gen::arbitrary<std::uint32_t>());
    std::shuffle(input.signals.begin(), input.signals.end(), random);
    std::shuffle(input.alerts.begin(), input.alerts.end(), random);
    RC_ASSERT(agenda_text(agenda(input, std::nullopt)) == before);
  });
}

}  // namespace
}  // namespace closemap
