// The customer's date and the milestone that carries it (design.md §9 "The customer's date").
#include <algorithm>
#include <array>

#include "mapping/reconcile/resolve.h"

namespace closemap {
namespace {

struct Mapped {
  std::string_view field, kind;
  AnchorBasis basis;
};
constexpr std::array<Mapped, 3> kMapped{
    {{"anchor.go_live", "go_live", AnchorBasis::go_live},
     {"anchor.decision", "conversion_decision", AnchorBasis::decision},
     {"anchor.signature", "signature", AnchorBasis::signature}}};

bool active(const Milestone& milestone) { return milestone.disposition == Disposition::active; }

// The milestone of that kind, else the one that ends the plan: latest due date, ties by place in
// the plan.
std::string carrier(const Plan& plan, std::string_view kind) {
  std::string latest;
  std::optional<Date> latest_due;
  for (const std::string& id : plan.milestone_order) {
    const Milestone& milestone = plan.milestones.at(id);
    if (!active(milestone)) continue;
    if (milestone.kind == kind) return id;
    if (latest.empty() || !latest_due || (milestone.due && *milestone.due >= *latest_due)) {
      if (milestone.due || latest.empty() || !latest_due) {
        latest = id;
        latest_due = milestone.due;
      }
    }
  }
  return latest;
}

}  // namespace

std::optional<Anchor> mapped_customer_date(const ObservedFields* vendor,
                                           const ObservedFields* partner) {
  for (const Mapped& mapped : kMapped)
    for (const ObservedFields* said : {vendor, partner})
      if (const auto date = said == nullptr ? std::nullopt : date_at(*said, mapped.field))
        return Anchor{*date, mapped.basis, Party::customer};
  return std::nullopt;
}

std::string_view step_kind_of(AnchorBasis basis) {
  for (const Mapped& mapped : kMapped)
    if (mapped.basis == basis) return mapped.kind;
  return "signature";
}

void resolve_anchors(Plan& plan, const ResolveInput& input) {
  // An anchor stays where it is while its milestone lives; only the customer's own date moves it.
  std::erase_if(plan.anchors, [&](const auto& entry) {
    const auto found = plan.milestones.find(entry.first);
    return found == plan.milestones.end() || !active(found->second);
  });
  for (const Mapped& mapped : kMapped) {
    for (const auto* said : {&input.vendor, &input.partner}) {
      if (!*said) continue;
      const auto date = date_at((*said)->fields, mapped.field);
      if (!date) continue;
      const auto same_basis =
          std::find_if(plan.anchors.begin(), plan.anchors.end(), [&](const auto& entry) {
            return entry.second.basis == mapped.basis && entry.second.source == Party::customer;
          });
      const std::string id =
          same_basis != plan.anchors.end() ? same_basis->first : carrier(plan, mapped.kind);
      if (id.empty()) return;
      std::erase_if(plan.anchors,
                    [](const auto& entry) { return entry.second.source == Party::vendor; });
      const auto [entry, added] =
          plan.anchors.try_emplace(id, Anchor{*date, mapped.basis, Party::customer});
      if (said == &input.vendor || !input.vendor || !date_at(input.vendor->fields, mapped.field)) {
        entry->second.date = *date;
      } else if (entry->second.date != *date) {
        plan.contenders.push_back(
            {"/anchors/" + id + "/date", (*said)->ref.connection, "\"" + to_text(*date) + "\""});
      }
    }
    if (!plan.anchors.empty() && plan.anchors.begin()->second.source == Party::customer) return;
  }
  if (!plan.anchors.empty() || plan.milestones.empty()) return;
  // Nobody mapped the customer's date: the vendor's close date as it is now stands in, shown as
  // unconfirmed.
  const Opportunity* vendor = plan.opportunity(Party::vendor);
  const Opportunity* first = vendor != nullptr ? vendor : plan.opportunity(Party::partner);
  const std::string id = carrier(plan, "signature");
  if (first == nullptr || !first->close_date || id.empty()) return;
  plan.anchors.emplace(id, Anchor{*first->close_date, AnchorBasis::signature, Party::vendor});
}

}  // namespace closemap
