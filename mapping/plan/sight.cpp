// Visibility rules against the pointer of a field.
#include "mapping/plan/sight.h"

#include <algorithm>
#include <array>

#include "mapping/core/text.h"

namespace closemap {
namespace {

constexpr std::string_view kAnyStep = "*";

// "~1" and "~0" of a JSON pointer step.
std::string unescaped(std::string_view step) {
  std::string out;
  for (std::size_t i = 0; i < step.size(); ++i) {
    if (step[i] == '~' && i + 1 < step.size()) {
      out += step[++i] == '1' ? '/' : '~';
    } else {
      out += step[i];
    }
  }
  return out;
}

// What x_closemap adds to a step, person, handoff or opportunity belongs to that thing.
bool completed_beyond(const std::vector<std::string>& steps) {
  constexpr std::array<std::string_view, 4> kSections{"milestones", "people", "handoffs",
                                                      "opportunities"};
  return steps.size() > 1 && steps[0] == "x_closemap" &&
         std::find(kSections.begin(), kSections.end(), steps[1]) != kSections.end();
}

std::vector<std::string> steps_of(std::string_view pointer) {
  std::vector<std::string> steps;
  for (const std::string_view step : split(pointer, '/'))
    if (!step.empty()) steps.push_back(unescaped(step));
  if (completed_beyond(steps)) steps.erase(steps.begin());
  return steps;
}

std::vector<std::string_view> steps_of(const PlanPlace& place) {
  std::vector<std::string_view> steps;
  for (const std::string_view part : {place.section, place.id})
    if (!part.empty()) steps.push_back(part);
  if (!place.field.empty())
    for (const std::string_view step : split(place.field, '/')) steps.push_back(step);
  return steps;
}

bool step_fits(const std::string& rule, std::string_view step) {
  return rule == kAnyStep || rule == step;
}

}  // namespace

Sight::Sight(const Plan& plan, Party reader) : reader_(reader) {
  for (const auto& [pointer, parties] : plan.visibility) {
    Rule rule;
    rule.steps = steps_of(pointer);
    rule.shows = std::find(parties.begin(), parties.end(), reader) != parties.end();
    rule.exact = rule.steps.size() - static_cast<std::size_t>(std::count(
                                         rule.steps.begin(), rule.steps.end(), kAnyStep));
    rules_.push_back(std::move(rule));
  }
}

bool Sight::by_default(ShownTo audience, std::optional<Party> owner) const {
  switch (audience) {
    case ShownTo::everyone:
      return true;
    case ShownTo::sellers:
      return seller();
    case ShownTo::own:
      return owner == reader_;
  }
  return false;
}

bool Sight::answer(const Question& question) const {
  const Rule* best = nullptr;
  for (const Rule& rule : rules_) {
    const std::size_t common = std::min(rule.steps.size(), question.steps.size());
    if (!std::equal(rule.steps.begin(), rule.steps.begin() + static_cast<std::ptrdiff_t>(common),
                    question.steps.begin(), step_fits))
      continue;
    if (rule.steps.size() > question.steps.size()) {
      if (question.whole && !rule.shows) return false;
      continue;
    }
    const bool longer = best == nullptr || rule.steps.size() > best->steps.size() ||
                        (rule.steps.size() == best->steps.size() && rule.exact > best->exact);
    if (longer) best = &rule;
  }
  if (best == nullptr) return question.shown;
  if (best->steps.size() >= question.depth) return best->shows;
  return question.shown && best->shows;
}

bool Sight::sees(const PlanPlace& place, ShownTo audience, std::optional<Party> owner,
                 std::size_t default_depth) const {
  const bool shown = by_default(audience, owner);
  if (rules_.empty()) return shown;
  Question question{steps_of(place), shown, 0, true};
  if (audience != ShownTo::everyone)
    question.depth = default_depth == 0 ? question.steps.size() : default_depth;
  return answer(question);
}

bool Sight::opens(const PlanPlace& place, ShownTo audience) const {
  const bool shown = by_default(audience, std::nullopt);
  if (rules_.empty()) return shown;
  Question question{steps_of(place), shown, 0, false};
  if (audience != ShownTo::everyone) question.depth = question.steps.size();
  return answer(question);
}

bool Sight::sees_pointer(std::string_view pointer) const {
  if (rules_.empty()) return true;
  const std::vector<std::string> steps = steps_of(pointer);
  return answer({{steps.begin(), steps.end()}, true, 0, true});
}

}  // namespace closemap
