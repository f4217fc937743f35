// The part of the pass that links: shared keys, then what the account proposes.
#include "daemon/sync/pass.h"

namespace closemap {
namespace {

constexpr int kProposalsPerRecordMax = 20;

}  // namespace

bool Pass::decide(const StoredLink& decision, Instant now, Concerned& plans) {
  const Row vendor = decision.vendor_record;
  const Row partner = decision.partner_record;
  const StoredLink* known = near_->link_between(vendor, partner);
  if (known != nullptr && known->state != LinkState::proposed)
    return known->state == LinkState::linked;
  if (!near_->free(vendor) || !near_->free(partner)) return false;  // one deal each
  if (known != nullptr && decision.state == LinkState::proposed) return false;
  StoredLink link = decision;
  link.row = known != nullptr ? known->row : 0;
  link.decided_by = "closemap";
  link.at = now;
  link.row = doors_.store.links().save(link);
  near_->decided(link);
  if (link.state == LinkState::proposed) {
    ++report_.proposals;
    return false;
  }
  ++report_.links;
  if (doors_.settings.plan.create == "never") return true;
  // A plan that already follows one of the two records alone (create = "all") takes the other in.
  for (const Row row : {vendor, partner}) {
    if (doors_.store.plans().plans_using(row).empty()) continue;
    if (auto alone = doors_.store.plans().of_record(row)) {
      alone->vendor_record = vendor;
      alone->partner_record = partner;
      doors_.store.plans().update(*alone);
      plans[alone->row];
      return true;
    }
  }
  create_plan(vendor, partner, now);
  return true;
}

// New and changed opportunities without a plan: shared keys link, then the account proposes, and
// who is alone is followed alone if the settings say so.
void Pass::link_records(const std::vector<StoredRecord>& records, Instant now, Concerned& plans) {
  if (records.empty()) return;
  near_.emplace(doors_.store, doors_.settings, now, records);
  for (const StoredRecord& record : records)
    if (const auto link = near_->by_key(record)) decide(*link, now, plans);
  for (const StoredRecord& record : records) {
    int proposed = 0;
    for (const StoredLink& decision : near_->decide(record)) {
      if (decision.state == LinkState::proposed && ++proposed > kProposalsPerRecordMax) break;
      if (decide(decision, now, plans)) break;
    }
    if (doors_.settings.plan.create == "all") follow_alone(record, now);
  }
  near_.reset();
}

void Pass::follow_alone(const StoredRecord& record, Instant now) {
  if (doors_.store.plans().of_record(record.row)) return;
  DealReader reader(doors_.store, doors_.settings, now, nullptr);
  const auto origin = reader.origin(record);
  if (origin && origin->side == Party::vendor) create_plan(record.row, 0, now);
  if (origin && origin->side == Party::partner) create_plan(0, record.row, now);
}

}  // namespace closemap
