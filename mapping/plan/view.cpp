// A party's view of a plan, part by part: what is not copied here is not seen (domain.md §1.6,
// T18).
#include "mapping/plan/view.h"

#include <algorithm>
#include <array>
#include <set>

#include "mapping/plan/view_fields.h"

namespace closemap {
namespace {

using views::seen;
using views::Whole;

template <class T>
void copy_map(std::map<std::string, T>& out, const std::map<std::string, T>& full,
              std::string_view section, const Sight& sight) {
  for (const auto& [id, each] : full)
    if (sight.opens({section, id})) out.emplace_hint(out.end(), id, seen(id, each, sight));
}

template <class T>
void copy_story(std::optional<T>& out, const std::optional<T>& full, std::string_view section,
                const Sight& sight) {
  if (full && sight.opens({section})) out = seen(*full, sight);
}

// A risk nobody outside the vendor owns is the vendor's own (§1.6).
bool vendor_internal(const Plan& plan, const Risk& risk) {
  const auto owner = plan.people.find(risk.owner);
  return owner == plan.people.end() || owner->second.party == Party::vendor;
}

void copy_risks(Plan& out, const Plan& full, const Sight& sight) {
  constexpr std::size_t kDepth = 2;  // of /risks/<id>
  for (const auto& [id, each] : full.risks) {
    const ShownTo audience = vendor_internal(full, each) ? ShownTo::sellers : ShownTo::everyone;
    if (sight.opens({"risks", id}, audience))
      out.risks.emplace(id, seen(id, each, sight, Whole{audience, std::nullopt, kDepth}));
  }
}

void copy_terms(Plan& out, const Plan& full, const Sight& sight) {
  constexpr std::size_t kDepth = 1;  // of /economics
  if (full.economics && sight.opens({"economics"}, ShownTo::sellers))
    out.economics = seen(*full.economics, sight, Whole{ShownTo::sellers, std::nullopt, kDepth});
  if (sight.sees({"escalation_path"}, ShownTo::sellers)) out.escalation_path = full.escalation_path;
  copy_story(out.shared_context, full.shared_context, "shared_context", sight);
  copy_story(out.joint_outcome, full.joint_outcome, "joint_outcome", sight);
  copy_story(out.compelling_event, full.compelling_event, "compelling_event", sight);
  copy_story(out.if_criteria_met, full.if_criteria_met, "if_criteria_met", sight);
}

// Where a shown value comes from, told to a seller: a person's word, or its own CRM.
void copy_provenance(Plan& out, const Plan& full, const Sight& sight) {
  constexpr std::array<std::string_view, 10> kTraced{
      "/anchors/",  "/compelling_event", "/dependencies", "/economics", "/gates/",
      "/handoffs/", "/key_dates/",       "/milestones/",  "/risks/",    "/success_criteria/"};
  const Opportunity* own = full.opportunity(sight.reader());
  for (const auto& [pointer, each] : full.provenance) {
    const bool traced = std::any_of(
        kTraced.begin(), kTraced.end(),
        [&, at = std::string_view(pointer)](auto section) { return at.starts_with(section); });
    const bool foreign =
        each.source && (own == nullptr || each.source->connection != own->ref.connection);
    if (traced && !foreign && pointer.find("/external_refs") == std::string::npos &&
        sight.sees({"provenance", pointer}, ShownTo::sellers) && sight.sees_pointer(pointer))
      out.provenance.emplace(pointer, each);
  }
}

// What only the two sellers share of the sources.
void copy_sources(Plan& out, const Plan& full, const Sight& sight) {
  if (!sight.seller()) return;
  if (sight.sees({"opportunities"}))
    for (const Opportunity& each : full.opportunities)
      out.opportunities.push_back(seen(each, sight.reader()));
  const bool contenders = sight.sees({"x_closemap", "contenders"}, ShownTo::sellers);
  for (const Contender& each : full.contenders)
    if (contenders &&
        (each.pointer.starts_with("/milestones/") || each.pointer.starts_with("/anchors/")) &&
        sight.sees_pointer(each.pointer))
      out.contenders.push_back(each);
  copy_provenance(out, full, sight);
}

// Sellers know everybody; a customer its own people and those it meets in what it sees.
void copy_people(Plan& out, const Plan& full, const Sight& sight) {
  std::set<std::string_view> met;
  if (!sight.seller())
    each_person_reference(out, [&](const PlanPlace&, const std::string& id) { met.insert(id); });
  for (const auto& [id, person] : full.people) {
    const bool known = sight.seller() || person.party == Party::customer || met.count(id) != 0;
    if (known && sight.opens({"people", id})) out.people.emplace(id, seen(id, person, sight));
  }
}

// Nothing shown names a step that is not shown.
void forget_hidden_steps(Plan& out, const Plan& full) {
  const auto hidden = [&](const std::string& id) {
    return full.milestones.count(id) != 0 && out.milestones.count(id) == 0;
  };
  for (auto it = out.handoffs.begin(); it != out.handoffs.end();)
    it = hidden(it->second.trigger) ? out.handoffs.erase(it) : std::next(it);
  for (auto it = out.anchors.begin(); it != out.anchors.end();)
    it = hidden(it->first) ? out.anchors.erase(it) : std::next(it);
  if (out.milestones.size() < full.milestones.size())
    each_milestone_reference(out, [&](const PlanPlace&, std::string& id) {
      if (hidden(id)) id.clear();
    });
  std::erase(out.milestone_order, std::string());
  std::erase_if(out.dependencies,
                [](const Dependency& each) { return each.pred.empty() || each.succ.empty(); });
  std::erase_if(out.history.slip_events,
                [&](const SlipEvent& each) { return hidden(each.milestone); });
}

// Nor a person.
void forget_hidden_people(Plan& out, const Plan& full) {
  if (out.people.size() < full.people.size())
    each_person_reference(out, [&](const PlanPlace&, std::string& id) {
      if (full.people.count(id) != 0 && out.people.count(id) == 0) id.clear();
    });
  for (auto& [id, milestone] : out.milestones) std::erase(milestone.supporting, std::string());
  std::erase_if(out.escalation_path,
                [](const EscalationStep& each) { return each.person.empty(); });
}

}  // namespace

Plan view(const Plan& plan, std::optional<Party> party) {
  if (!party) return plan;
  const Sight sight(plan, *party);
  Plan out;
  views::copy_plan_fields(out, plan, sight);
  for (const auto& [id, anchor] : plan.anchors)
    if (sight.sees({"anchors", id})) out.anchors.emplace(id, anchor);
  copy_map(out.milestones, plan.milestones, "milestones", sight);
  copy_map(out.handoffs, plan.handoffs, "handoffs", sight);
  copy_map(out.gates, plan.gates, "gates", sight);
  copy_map(out.success_criteria, plan.success_criteria, "success_criteria", sight);
  for (const Party each : kParties) {
    const auto index = static_cast<std::size_t>(each);
    if (sight.opens({"parties", to_text(each)}))
      out.parties[index] = seen(each, plan.parties[index], sight);
    if (sight.opens({"signoffs", to_text(each)}))
      out.signoffs[index] = seen(each, plan.signoffs[index], sight);
  }
  copy_risks(out, plan, sight);
  copy_terms(out, plan, sight);
  copy_sources(out, plan, sight);
  forget_hidden_steps(out, plan);
  copy_people(out, plan, sight);
  forget_hidden_people(out, plan);
  return out;
}

}  // namespace closemap
