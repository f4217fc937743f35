// Running the rules.
#include "mapping/report/lint.h"

#include <algorithm>
#include <tuple>

#include "mapping/core/text.h"
#include "mapping/report/lint_rules.h"
#include "mapping/report/words.h"

namespace closemap {
namespace {

bool word_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

bool says(std::string_view text, std::initializer_list<std::string_view> words) {
  const std::string lower = to_lower_ascii(text);
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    for (auto at = lower.find(word); at != std::string::npos; at = lower.find(word, at + 1)) {
      const std::size_t end = at + word.size();
      if ((at == 0 || !word_char(lower[at - 1])) && (end == lower.size() || !word_char(lower[end])))
        return true;
    }
    return false;
  });
}

int active_steps(const Plan& plan) {
  return static_cast<int>(std::count_if(plan.milestones.begin(), plan.milestones.end(),
                                        [](const auto& each) { return active(each.second); }));
}

std::string step_place(const std::string& id, std::string_view field) {
  std::string place = "/milestones/" + id;
  if (!field.empty()) place.append("/").append(field);
  return place;
}

void report_signals(const LintView& view, std::string_view name, std::string_view field,
                    std::string_view what, const Report& report) {
  for (const Signal& signal : view.signals) {
    if (signal.name != name) continue;
    const bool step = view.plan.milestones.count(signal.subject) > 0;
    std::string sentence =
        step ? "\"" + title_of(view.plan, signal.subject) + "\" " : std::string{};
    sentence += what;
    report(step ? step_place(signal.subject, field) : "/" + std::string(field),
           capitalised(std::move(sentence)));
  }
}

std::vector<Signal> lint_signals(const Plan& plan, const Network& network, const Schedule& schedule,
                                 Instant now, const Thresholds& thresholds) {
  Plan as_if = plan;
  as_if.status = PlanStatus::active;
  return evaluate(as_if, network, schedule, now, thresholds);
}

std::vector<LintFinding> lint(const Plan& plan, const Network& network, const Schedule& schedule,
                              const std::vector<Signal>& signals, Instant now) {
  const LintView view{plan, network, schedule, signals, now, network.status_date};
  std::vector<LintFinding> found;
  for (const auto& rules : {people_rules(), dates_rules(), content_rules()})
    for (const LintRule& rule : rules)
      rule.look(view, [&](std::string where, std::string what) {
        found.push_back({rule.code, rule.name, std::move(where), std::move(what), rule.next});
      });
  std::stable_sort(found.begin(), found.end(), [](const LintFinding& a, const LintFinding& b) {
    return std::tie(a.code, a.where) < std::tie(b.code, b.where);
  });
  return found;
}

}  // namespace closemap
