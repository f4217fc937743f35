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
  // What a person said stands, of a pair put back to review as well: no key links it again.
  if (known != nullptr && (known->state != LinkState::proposed || known->method == "manual"))
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
  if (alone_drafted_) write_drafts();
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
  draft_plan(vendor, partner, now);
  return true;
}

void Pass::draft_plan(Row vendor_record, Row partner_record, Instant now) {
  if (!line_)
    line_.emplace(DraftLine::Doors{
        doors_.aside, [this](PlanDraft& draft) { work_out(draft, doors_.settings, thresholds_); },
        [this](PlanDraft& draft) { write_new(draft); }});
  if (read_deal(line_->free(), vendor_record, partner_record, nullptr, "closemap", now))
    line_->keep();
}

void Pass::write_drafts() {
  if (line_) line_->finish();
  alone_drafted_ = false;
}

// New and changed opportunities without a plan: shared keys link, then the account proposes, and
// who is alone is followed alone if the settings say so.
void Pass::link_records(const std::vector<StoredRecord>& records, Instant now, Concerned& plans) {
  if (records.empty()) return;
  near_.emplace(doors_.store, doors_.settings, now, records);
  for (const StoredRecord& record : records)
    if (const auto link = near_->by_key(record)) decide(*link, now, plans);
  write_drafts();
  for (const StoredRecord& record : records) {
    int proposed = 0;
    for (const StoredLink& decision : near_->decide(record)) {
      if (decision.state == LinkState::proposed && ++proposed > kProposalsPerRecordMax) break;
      if (decide(decision, now, plans)) break;
    }
    if (doors_.settings.plan.create == "all") follow_alone(record, now);
  }
  write_drafts();
  line_.reset();  // its memory is wanted while there is much to draft
  near_.reset();
}

void Pass::follow_alone(const StoredRecord& record, Instant now) {
  if (doors_.store.plans().of_record(record.row)) return;
  const auto origin = DealReader(doors_.store, doors_.settings, now).origin(record);
  if (!origin || origin->side == Party::customer) return;
  const bool vendor = origin->side == Party::vendor;
  draft_plan(vendor ? record.row : 0, vendor ? 0 : record.row, now);
  alone_drafted_ = true;
}

}  // namespace closemap
