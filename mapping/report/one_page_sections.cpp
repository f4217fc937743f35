// Lines of the seven sections; a section without lines says that nothing is agreed yet.
#include "mapping/report/one_page_sections.h"

#include <algorithm>
#include <set>

#include "mapping/core/text.h"
#include "mapping/report/words.h"

namespace closemap {
namespace {

std::string spoken(std::string word) {
  std::replace(word.begin(), word.end(), '_', ' ');
  return capitalised(std::move(word));
}

void add(PageGroup& group, std::string label, const std::string& text) {
  if (!trim(text).empty()) group.lines.push_back({std::move(label), text});
}

void add_group(PageSection& section, PageGroup group) {
  if (!group.lines.empty()) section.groups.push_back(std::move(group));
}

std::string named(const Plan& seen, const std::string& person, const std::string& otherwise) {
  const std::string name = name_of(seen, person);
  return name.empty() ? otherwise : name;
}

// "5 % of the deal", basis points without trailing zeros.
std::string percent(int bp) {
  constexpr int kHundred = 100;
  std::string text = std::to_string(bp / kHundred);
  const int rest = bp % kHundred;
  if (rest != 0) text += "." + std::string(rest < 10 ? "0" : "") + std::to_string(rest);
  while (rest != 0 && text.back() == '0') text.pop_back();
  return text + " %";
}

PageSection context(const Plan& seen) {
  PageSection section{1, "Shared context", {}};
  PageGroup group;
  if (seen.shared_context) {
    const SharedContext& known = *seen.shared_context;
    add(group, "Who", known.who);
    add(group, "Where they stand", known.state);
    add(group, "Why now", known.trigger);
    add(group, "Partner's relationship", known.partner_relationship);
  }
  if (seen.compelling_event) {
    const CompellingEvent& event = *seen.compelling_event;
    add(group, "Compelling event",
        event.text + (event.date ? ", " + day_text(*event.date) : "") +
            (anchored(event) ? " (the customer's word, verified)" : " (not verified)"));
  }
  add_group(section, std::move(group));
  return section;
}

PageSection outcome(const Plan& seen) {
  PageSection section{2, "Joint outcome", {}};
  PageGroup shape;
  if (seen.joint_outcome) {
    const JointOutcome& wanted = *seen.joint_outcome;
    add(shape, "Outcome", wanted.outcome);
    if (wanted.low && wanted.high)
      add(shape, "Size",
          *wanted.low == *wanted.high
              ? money_text(*wanted.low)
              : money_text(*wanted.low) + " to " + money_text(*wanted.high));
    if (wanted.term_months) add(shape, "Term", std::to_string(*wanted.term_months) + " months");
    add(shape, "Who closes", wanted.closer);
    add(shape, "Whose paper", wanted.paper);
  }
  add_group(section, std::move(shape));
  PageGroup proof{"What has to be proven", {}};
  for (const auto& [id, criterion] : seen.success_criteria) {
    std::string text = criterion.text;
    if (!criterion.target.empty()) text += ": " + criterion.target;
    if (!criterion.how_validated.empty()) text += " — shown by " + criterion.how_validated;
    add(proof, spoken(std::string(to_text(criterion.state))), text);
  }
  if (seen.if_criteria_met) add(proof, "If met", seen.if_criteria_met->next);
  add_group(section, std::move(proof));
  return section;
}

std::set<std::string> owners_of(const Plan& seen) {
  std::set<std::string> out;
  for (const auto& [id, step] : seen.milestones)
    if (step.disposition == Disposition::active && !step.owner.empty()) out.insert(step.owner);
  for (const PartyInfo& party : seen.parties) {
    out.insert(party.lead);
    out.insert(party.executive_sponsor);
  }
  for (const auto& [id, gate] : seen.gates) out.insert(gate.approver);
  out.insert(seen.coordinator);
  return out;
}

std::string part_of(const Plan& seen, const std::string& id, const Person& person) {
  std::vector<std::string> parts;
  if (!person.title.empty()) parts.push_back(person.title);
  for (std::string role : person.roles) {
    std::replace(role.begin(), role.end(), '_', ' ');
    if (to_lower_ascii(person.title) != role) parts.push_back(std::move(role));
  }
  if (id == seen.coordinator) parts.emplace_back("runs the plan");
  const PartyInfo& party = seen.party(person.party);
  if (id == party.lead) parts.emplace_back("lead");
  if (id == party.executive_sponsor) parts.emplace_back("executive sponsor");
  const auto owned =
      std::count_if(seen.milestones.begin(), seen.milestones.end(), [&](const auto& each) {
        return each.second.owner == id && each.second.disposition == Disposition::active;
      });
  if (owned > 0) parts.push_back(counted(owned, "step"));
  return capitalised(join(parts, ", "));
}

PageSection owners(const Plan& seen) {
  PageSection section{3, "Owners on each side", {}};
  const std::set<std::string> shown = owners_of(seen);
  for (const Party party : {Party::customer, Party::partner, Party::vendor}) {
    const std::string& name = seen.party(party).name;
    PageGroup group{name.empty() ? capitalised(std::string(to_text(party))) : name, {}};
    for (const auto& [id, person] : seen.people)
      if (person.party == party && shown.count(id) > 0)
        group.lines.push_back({person.name, part_of(seen, id, person)});
    add_group(section, std::move(group));
  }
  return section;
}

PageSection sequence(const Plan& seen) {
  PageSection section{kSequenceSection, "Joint sequence", {}};
  PageGroup handoffs{"Handoffs", {}};
  for (const auto& [id, handoff] : seen.handoffs) {
    if (handoff.state == HandoffState::cancelled) continue;
    const std::string from(to_text(handoff.from));
    const std::string to(to_text(handoff.to));
    add(handoffs, handed_over(seen, handoff),
        named(seen, handoff.from_person, "the " + from) + " → " +
            named(seen, handoff.to_person, "the " + to + ", nobody named yet") + " (" +
            std::string(to_text(handoff.state)) + ")");
  }
  add_group(section, std::move(handoffs));
  PageGroup gates{"Approvals", {}};
  for (const auto& [id, gate] : seen.gates) {
    std::string state(to_text(gate.state));
    std::replace(state.begin(), state.end(), '_', ' ');
    add(gates, spoken(gate.kind),
        named(seen, gate.approver, "nobody named yet") + " (" + state +
            (gate.required ? "" : ", optional") + ")");
  }
  add_group(section, std::move(gates));
  return section;
}

PageSection risks(const Plan& seen) {
  PageSection section{5, "Risks and watch-outs", {}};
  PageGroup group;
  for (const auto& [id, risk] : seen.risks) {
    if (risk.state == RiskState::closed) continue;
    std::string text;
    const auto say = [&](const std::string& before, const std::string& value) {
      if (trim(value).empty()) return;
      text.append(text.empty() ? "" : " ").append(before).append(value).append(".");
    };
    say("", risk.impact);
    say("Against it: ", risk.mitigation);
    say("Watched by ", name_of(seen, risk.owner));
    group.lines.push_back({risk.text, text});
  }
  add_group(section, std::move(group));
  return section;
}

std::string paying(const Payment& payment) {
  std::string text = capitalised(payment.payer) + " pays " + payment.payee;
  if (payment.rate_bp) text += " " + percent(*payment.rate_bp);
  if (payment.fixed) text += " " + money_text(*payment.fixed);
  std::string basis = payment.basis;
  std::replace(basis.begin(), basis.end(), '_', ' ');
  if (!basis.empty()) text += " of the " + basis;
  if (!payment.trigger.empty()) text += ", on " + payment.trigger;
  return text;
}

PageSection economics(const Plan& seen) {
  PageSection section{6, "Economic split", {}};
  if (!seen.economics) return section;
  const Economics& split = *seen.economics;
  PageGroup group;
  if (split.total) add(group, "Total", money_text(*split.total));
  const auto amounts = recognised_amounts(split);
  for (const std::string_view name : kRecognisers) {
    const auto share = split.recognised_bp.find(std::string(name));
    if (share == split.recognised_bp.end()) continue;
    std::string text = percent(share->second);
    if (amounts) text += " · " + money_text(amounts->at(share->first));
    add(group, capitalised(share->first) + " recognises", text);
  }
  for (const Payment& payment : split.payments) add(group, spoken(payment.kind), paying(payment));
  add(group, "Whose paper", capitalised(split.whose_paper));
  std::vector<std::string> by;
  for (const Party party : split.agreed_by) by.emplace_back(to_text(party));
  add(group, "Agreed by", by.empty() ? "nobody yet" : join(by, " and "));
  add_group(section, std::move(group));
  return section;
}

PageSection escalation(const Plan& seen) {
  PageSection section{7, "Escalation path", {}};
  std::vector<EscalationStep> path = seen.escalation_path;
  std::stable_sort(path.begin(), path.end(),
                   [](const auto& a, const auto& b) { return a.level < b.level; });
  PageGroup group;
  for (const EscalationStep& step : path) {
    const auto person = seen.people.find(step.person);
    std::string text = "nobody named yet";
    if (person != seen.people.end())
      text =
          person->second.name + (person->second.phone.empty() ? "" : ", " + person->second.phone);
    add(group, "Level " + std::to_string(step.level),
        text + " (" + std::string(to_text(step.party)) + ")");
  }
  add_group(section, std::move(group));
  return section;
}

}  // namespace

std::vector<PageSection> page_sections(const Plan& seen, std::optional<Party> reader) {
  std::vector<PageSection> sections{context(seen), outcome(seen), owners(seen), sequence(seen),
                                    risks(seen)};
  if (reader != Party::customer) {
    sections.push_back(economics(seen));
    sections.push_back(escalation(seen));
  }
  return sections;
}

}  // namespace closemap
