// Running the rules.
#include "mapping/report/lint.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "mapping/core/text.h"
#include "mapping/report/lint_rules.h"
#include "mapping/report/words.h"

namespace closemap {
namespace {

bool word_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
}

// Invariants that are accepted and said; of the others the rules and the signals speak.
struct Contradiction {
  std::string_view code, name, next;  // next: where the sentence has no advice of its own
  bool open_only;                     // what is done is not to be planned again
};
constexpr std::array<Contradiction, 8> kContradictions{{
    {"I05", "blocked without a reason", "", false},
    {"I09", "approver of another party", "", false},
    {"I13", "due on no working day", "", true},
    {"I14", "due before what it waits for", "Agree the two dates again, or drop the edge.", true},
    {"I15", "out of sequence", "Complete the first step, or drop the edge between them.", false},
    {"lead", "overlapping steps", "", true},
    {"key_dates", "key dates out of order", "Agree them again with the customer.", false},
    {"same_organisation", "one organisation twice", "Correct the domain of one of them.", false},
}};

bool about_open_step(const Plan& plan, const std::string& pointer) {
  constexpr std::string_view kSteps = "/milestones/";
  const auto end = pointer.find('/', kSteps.size());
  const auto step =
      plan.milestones.find(pointer.substr(std::min(kSteps.size(), pointer.size()),
                                          end == std::string::npos ? end : end - kSteps.size()));
  return step != plan.milestones.end() && active(step->second) &&
         step->second.status != MilestoneStatus::complete;
}

void add_contradictions(const LintView& view, std::vector<LintFinding>& found) {
  for (const Violation& violation : view.violations) {
    const auto* rule =
        std::find_if(kContradictions.begin(), kContradictions.end(),
                     [&](const Contradiction& each) { return each.code == violation.code; });
    if (rule == kContradictions.end() || violation.rejects) continue;
    if (rule->open_only && !about_open_step(view.plan, violation.pointer)) continue;
    Advice said = rule->next.empty() ? split_advice(violation.what)
                                     : Advice{violation.what + ".", std::string(rule->next)};
    found.push_back({rule->code, rule->name, violation.pointer, capitalised(std::move(said.what)),
                     std::move(said.next)});
  }
}

}  // namespace

Advice split_advice(std::string_view sentence) {
  const auto colon = sentence.rfind(": ");
  if (colon == std::string_view::npos) return {std::string(sentence) + ".", {}};
  return {std::string(sentence.substr(0, colon)) + ".",
          capitalised(std::string(sentence.substr(colon + 2))) + "."};
}

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
                              const std::vector<Signal>& signals, Instant now,
                              const InvariantRules& rules) {
  const std::vector<Violation> violations = check_invariants(plan, now, rules);
  const LintView view{plan, network, schedule, signals, now, network.status_date, violations};
  std::vector<LintFinding> found;
  for (const auto& some : {people_rules(), dates_rules(), content_rules()})
    for (const LintRule& rule : some)
      rule.look(view, [&](std::string where, std::string what) {
        found.push_back(
            {rule.code, rule.name, std::move(where), std::move(what), std::string(rule.next)});
      });
  add_contradictions(view, found);
  std::stable_sort(found.begin(), found.end(), [](const LintFinding& a, const LintFinding& b) {
    return std::tie(a.code, a.where) < std::tie(b.code, b.where);
  });
  return found;
}

}  // namespace closemap
