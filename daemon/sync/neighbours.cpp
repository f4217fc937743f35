// Reading the neighbourhood of records and asking the linker.
#include "daemon/sync/neighbours.h"

#include <algorithm>

#include "mapping/reconcile/link_reason.h"
#include "mapping/record/observation.h"

namespace closemap {
namespace {

constexpr std::size_t kKeyHoldersMax = 50;  // of each source

LinkSettings proposing() {
  LinkSettings settings;
  settings.auto_link = false;
  return settings;
}

std::vector<std::uint64_t> shared_keys_of(const DealRecord& deal) {
  std::vector<std::uint64_t> keys;
  for (const SharedKey& key : deal.keys) keys.push_back(link_key("key." + key.name, key.value));
  return keys;
}

}  // namespace

Neighbours::Neighbours(Store& store, const Settings& settings, Instant now,
                       const std::vector<StoredRecord>& at_hand)
    : store_(store), reader_(store, settings, now), index_(proposing()) {
  for (const StoredRecord& record : at_hand) at_hand_.emplace(record.row, &record);
}

const Neighbours::Known& Neighbours::known(const StoredRecord& record) {
  const auto found = known_.find(record.row);
  if (found != known_.end()) return found->second;
  Known known{deal_record(record.fields), {}};
  known.deal.id = record.id;
  known.deal.open = !record.closed;
  known.shared_keys = shared_keys_of(known.deal);
  return known_.emplace(record.row, std::move(known)).first->second;
}

Neighbours::Decided& Neighbours::decided_of(Row record) {
  const auto found = decided_.find(record);
  if (found != decided_.end()) return found->second;
  Decided decided{store_.links().of_record(record), true};
  for (const StoredLink& link : decided.links)
    decided.free = decided.free && link.state != LinkState::linked;
  return decided_.emplace(record, std::move(decided)).first->second;
}

bool Neighbours::free(Row record) { return decided_of(record).free; }

const StoredLink* Neighbours::link_between(Row vendor_record, Row partner_record) {
  for (const StoredLink& link : decided_of(vendor_record).links)
    if (link.partner_record == partner_record) return &link;
  return nullptr;
}

void Neighbours::decided(const StoredLink& link) {
  for (const Row record : {link.vendor_record, link.partner_record}) {
    Decided& decided = decided_of(record);
    std::erase_if(decided.links, [&](const StoredLink& other) {
      return other.vendor_record == link.vendor_record &&
             other.partner_record == link.partner_record;
    });
    decided.links.push_back(link);
    if (link.state != LinkState::linked) continue;
    decided.free = false;
    const auto seat = seats_.find(record);
    if (seat == seats_.end()) continue;
    index_.remove(seat->second.side, seat->second.slot);
    seats_.erase(seat);
  }
}

const std::vector<KeyHolder>& Neighbours::holders(std::uint64_t key) {
  const auto found = holders_.find(key);
  if (found != holders_.end()) return found->second;
  return holders_.emplace(key, store_.records().holders(key, kKeyHoldersMax)).first->second;
}

// Null: no opportunity of a seller.
const Neighbours::Seat* Neighbours::sit(const StoredRecord& record) {
  if (const auto known = seats_.find(record.row); known != seats_.end()) return &known->second;
  const auto origin = reader_.origin(record);
  if (!origin || origin->source.stream != kOpportunityStream || origin->side == Party::customer)
    return nullptr;
  const DealRecord& said = known(record).deal;
  const bool vendor = origin->side == Party::vendor;
  const Slot slot = index_.add(origin->side, said);
  std::vector<Row>& rows = vendor ? vendors_ : partners_;
  rows.resize(std::max(rows.size(), std::size_t{slot} + 1));
  rows[slot] = record.row;
  for (const StoredLink& link : decided_of(record.row).links) {
    const auto there = seats_.find(vendor ? link.partner_record : link.vendor_record);
    if (link.state != LinkState::rejected || there == seats_.end()) continue;
    vendor ? index_.cannot_link(slot, there->second.slot)
           : index_.cannot_link(there->second.slot, slot);
  }
  return &seats_.emplace(record.row, Seat{origin->side, slot, &said}).first->second;
}

// Seats the free holders of a key; `met_by_account` those only whom no key of their own leads
// elsewhere: such a pair links or is judged by its key, and takes no part in what follows
// (domain.md §3.2).
void Neighbours::add_holders(std::uint64_t key, bool met_by_account) {
  const auto add = [&](const StoredRecord& holder) {
    if (!met_by_account || !shares_key(holder)) sit(holder);
  };
  for (const KeyHolder& holder : holders(key)) {
    const Row row = holder.row;
    if (seats_.contains(row) || !free(row)) continue;
    if (const auto at_hand = at_hand_.find(row); at_hand != at_hand_.end()) {
      add(*at_hand->second);
    } else if (auto read = store_.records().get(row); read && !read->deleted) {
      met_.push_back(*std::move(read));
      add(met_.back());
    }
  }
}

// Whether one of its shared keys is known to a free record of another source.
bool Neighbours::shares_key(const StoredRecord& record) {
  const auto& keys = known(record).shared_keys;
  return std::any_of(keys.begin(), keys.end(),
                     [&](std::uint64_t key) { return free_elsewhere(record, key); });
}

bool Neighbours::free_elsewhere(const StoredRecord& record, std::uint64_t key) {
  const auto& all = holders(key);
  return std::any_of(all.begin(), all.end(), [&](const KeyHolder& holder) {
    return holder.source != record.source && free(holder.row);
  });
}

StoredLink Neighbours::link_of(const LinkDecision& decision) const {
  StoredLink link;
  link.vendor_record = vendors_[decision.vendor];
  link.partner_record = partners_[decision.partner];
  link.state = decision.verdict == LinkVerdict::link ? LinkState::linked : LinkState::proposed;
  link.method = method_of(decision);
  link.why = reason_of(decision, *seats_.at(link.vendor_record).deal,
                       *seats_.at(link.partner_record).deal);
  return link;
}

const StoredRecord* Neighbours::at_hand(Row record) const {
  if (const auto known = at_hand_.find(record); known != at_hand_.end()) return known->second;
  const auto met = std::find_if(met_.begin(), met_.end(),
                                [&](const StoredRecord& each) { return each.row == record; });
  return met == met_.end() ? nullptr : &*met;
}

std::optional<StoredLink> Neighbours::by_key(const StoredRecord& record) {
  met_.clear();
  if (!free(record.row)) return std::nullopt;
  if (!shares_key(record)) return std::nullopt;
  const Seat* seat = sit(record);
  if (seat == nullptr) return std::nullopt;
  for (const std::uint64_t key : known(record).shared_keys) add_holders(key, false);
  for (const LinkDecision& decision : index_.link_one(seat->side, seat->slot).decisions)
    if (decision.step == LinkStep::key && decision.verdict == LinkVerdict::link)
      return link_of(decision);
  return std::nullopt;
}

std::vector<StoredLink> Neighbours::decide(const StoredRecord& record) {
  std::vector<StoredLink> links;
  met_.clear();
  if (!free(record.row)) return links;
  const auto& shared = known(record).shared_keys;
  const DealRecord& said = known(record).deal;
  const auto of_account = account_keys(said.account, said.website);
  // Most share a key with nobody who is free: there is nothing to decide.
  if (!shares_key(record) && std::none_of(of_account.begin(), of_account.end(),
                                          [&](auto key) { return free_elsewhere(record, key); }))
    return links;
  const Seat* seat = sit(record);
  if (seat == nullptr) return links;
  for (const std::uint64_t key : shared) add_holders(key, false);
  for (const std::uint64_t key : of_account) add_holders(key, true);
  for (const LinkDecision& decision : index_.link_one(seat->side, seat->slot).decisions)
    if (decision.verdict != LinkVerdict::none) links.push_back(link_of(decision));
  return links;
}

}  // namespace closemap
