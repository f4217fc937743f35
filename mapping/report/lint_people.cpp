// Lint of owners, of the customer's part in the plan, and of sign-offs.
#include <algorithm>

#include "mapping/core/text.h"
#include "mapping/report/lint_rules.h"
#include "mapping/report/words.h"

namespace closemap {
namespace {

const SignOff& sign_off(const Plan& plan, Party party) {
  return plan.signoffs[static_cast<std::size_t>(party)];
}

bool signed_once(const SignOff& signoff) {
  return signoff.state == SignOffState::signed_ || signoff.state == SignOffState::stale;
}

int steps_of(const Plan& plan, Party party) {
  return static_cast<int>(std::count_if(
      plan.milestones.begin(), plan.milestones.end(),
      [&](const auto& each) { return active(each.second) && each.second.party == party; }));
}

bool heard_of_customer(const Plan& plan) {
  return plan.history.last_activity[static_cast<std::size_t>(Party::customer)].has_value();
}

void without_customer(const LintView& view, const Report& report) {
  if (shown_to_customer(view.plan) && !heard_of_customer(view.plan) &&
      sign_off(view.plan, Party::customer).state == SignOffState::pending)
    report("/signoffs/customer", "The customer has neither changed nor signed anything in it.");
}

void several_organisations(const LintView& view, const Report& report) {
  report_signals(view, "multi_org_owner", "owner", "has owners in more than one organisation.",
                 report);
}

void team_owned(const LintView& view, const Report& report) {
  report_signals(view, "team_owner", "owner", "is owned by a team.", report);
}

void only_sellers_steps(const LintView& view, const Report& report) {
  if (active_steps(view.plan) > 0 && steps_of(view.plan, Party::customer) == 0)
    report("/milestones", "It lists the sellers' steps and none of the customer's.");
}

void one_sided(const LintView& view, const Report& report) {
  for (const Signal& signal : view.signals)
    if (signal.name == "one_sided_plan")
      report("/milestones", "The " + signal.subject + " owns too little of it.");
}

void fantasy(const LintView& view, const Report& report) {
  const auto& steps = view.plan.milestones;
  const bool dated = std::any_of(steps.begin(), steps.end(), [&](const auto& each) {
    const Milestone& step = each.second;
    return active(step) && step.party == Party::customer && !step.owner.empty() && step.due;
  });
  if (active_steps(view.plan) > 0 && !dated)
    report("/milestones", "No date in it is the customer's own.");
}

void false_confidence(const LintView& view, const Report& report) {
  if (sign_off(view.plan, Party::vendor).state == SignOffState::signed_ &&
      sign_off(view.plan, Party::partner).state == SignOffState::signed_ &&
      !signed_once(sign_off(view.plan, Party::customer)))
    report("/signoffs/customer", "Both sellers signed it, the customer never did.");
}

bool role_word(std::string_view word) {
  return says(word, {"ae",
                     "se",
                     "sa",
                     "csm",
                     "am",
                     "champion",
                     "buyer",
                     "legal",
                     "finance",
                     "security",
                     "procurement",
                     "ciso",
                     "cfo",
                     "cto",
                     "cio",
                     "ceo",
                     "coo",
                     "sponsor",
                     "executive",
                     "engineer",
                     "architect",
                     "manager",
                     "director",
                     "officer",
                     "signer",
                     "signatory",
                     "approver",
                     "owner",
                     "lead",
                     "counsel",
                     "controller",
                     "analyst",
                     "admin",
                     "specialist",
                     "consultant",
                     "seller",
                     "customer success",
                     "sales",
                     "it",
                     "user",
                     "both"});
}

void role_owned(const LintView& view, const Report& report) {
  for (const auto& [id, step] : view.plan.milestones) {
    if (!active(step)) continue;
    const auto owner = view.plan.people.find(step.owner);
    const bool role = owner != view.plan.people.end() ? owner->second.kind == PersonKind::role
                                                      : role_word(step.owner_word);
    if (role)
      report(step_place(id, "owner"),
             "\"" + title_of(view.plan, id) + "\" is owned by a role, not by a person.");
  }
}

void nameless_review(const LintView& view, const Report& report) {
  for (const auto& [id, step] : view.plan.milestones) {
    if (!active(step) || !step.supporting.empty()) continue;
    const bool group = says(step.title, {"stakeholder", "stakeholders", "leadership", "management",
                                         "internal", "committee", "board"});
    const bool act = says(step.title, {"review", "alignment", "approval", "meeting", "buy-in"});
    const auto owner = view.plan.people.find(step.owner);
    const bool named = owner != view.plan.people.end() && owner->second.kind == PersonKind::person;
    if (group && act && (!named || says(step.title, {"stakeholder", "stakeholders"})))
      report(step_place(id, "title"),
             "\"" + title_of(view.plan, id) + "\" does not say who reviews it.");
  }
}

// Provenance names who set a field; without any there is nothing to judge by.
void sent_for_review(const LintView& view, const Report& report) {
  if (!shown_to_customer(view.plan) || view.plan.provenance.empty()) return;
  const auto by_customer = [&](const auto& each) {
    const std::string& actor = each.second.actor;
    return std::any_of(view.plan.people.begin(), view.plan.people.end(), [&](const auto& person) {
      return person.second.party == Party::customer && !actor.empty() &&
             (person.first == actor || person.second.email == actor);
    });
  };
  if (std::none_of(view.plan.provenance.begin(), view.plan.provenance.end(), by_customer))
    report("/provenance",
           "The customer has changed no word of it: it was sent, not written together.");
}

void blank_template(const LintView& view, const Report& report) {
  constexpr int kHalf = 2;
  if (view.plan.template_used.empty() || !shown_to_customer(view.plan)) return;
  const auto blank = std::count_if(
      view.plan.milestones.begin(), view.plan.milestones.end(),
      [](const auto& each) { return active(each.second) && each.second.owner.empty(); });
  if (blank * kHalf > active_steps(view.plan))
    report("/milestones", std::to_string(blank) + " of " + std::to_string(active_steps(view.plan)) +
                              " steps from the template name nobody.");
}

}  // namespace

std::vector<LintRule> people_rules() {
  return {
      {"A267", "built without the customer", without_customer,
       "Go through it with the customer's sponsor and let them change it."},
      {"A268", "owners that span organisations", several_organisations,
       "Name one person as owner; the others support."},
      {"A269", "team-owned step", team_owned, "Name the person in that team who does it."},
      {"A277", "seller's fantasy spreadsheet", fantasy,
       "Ask the customer for their steps, their owners and their dates."},
      {"A278", "plan only the sellers believe", false_confidence,
       "Do not forecast on it before the customer has signed."},
      {"A281", "one-sided plan", one_sided, "Ask that party which steps are theirs."},
      {"A284", "only the sellers' steps", only_sellers_steps,
       "Add what the customer has to do internally."},
      {"A291", "nameless review", nameless_review, "Say who reviews what, and how they decide."},
      {"A292", "role as owner", role_owned, "Put the person's name in place of the role."},
      {"A293", "sent for review, not written together", sent_for_review,
       "Take thirty minutes on a shared screen and let the customer edit."},
      {"A294", "blank template sent to the buyer", blank_template,
       "Fill in what is known before it is shown."},
  };
}

}  // namespace closemap
