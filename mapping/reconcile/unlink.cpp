// Removing one source's part of a plan.
#include "mapping/reconcile/unlink.h"

#include <algorithm>

namespace closemap {
namespace {

bool edited_by_a_person(const Plan& plan, const std::string& milestone) {
  const std::string pointer = "/milestones/" + milestone;
  return std::any_of(plan.provenance.begin(), plan.provenance.end(), [&](const auto& entry) {
    const bool below = entry.first == pointer || entry.first.starts_with(pointer + "/");
    return below && entry.second.method == "human";
  });
}

}  // namespace

Unlinked unlink_source(Plan plan, const std::string& connection) {
  Unlinked result;
  const auto of_source = [&](const SourceRef& ref) { return ref.connection == connection; };
  std::erase_if(plan.opportunities,
                [&](const Opportunity& opportunity) { return of_source(opportunity.ref); });
  std::erase_if(plan.contenders,
                [&](const Contender& contender) { return contender.source == connection; });
  for (auto& [id, milestone] : plan.milestones) {
    const bool brought = !milestone.external_refs.empty();
    std::erase_if(milestone.external_refs, of_source);
    const bool alone = brought && milestone.external_refs.empty();
    if (!alone || milestone.disposition == Disposition::removed || edited_by_a_person(plan, id))
      continue;
    milestone.disposition = Disposition::removed;
    result.removed.push_back(id);
  }
  for (PartyInfo& party : plan.parties) std::erase_if(party.account_refs, of_source);
  std::erase_if(plan.provenance, [&](const auto& entry) {
    return entry.second.source && of_source(*entry.second.source);
  });
  result.plan = std::move(plan);
  return result;
}

}  // namespace closemap
