// Reading the neighbourhood of records and asking the linker.
#include "daemon/sync/neighbours.h"

#include <algorithm>

#include "mapping/reconcile/account_domain.h"
#include "mapping/reconcile/link_reason.h"
#include "mapping/record/observation.h"

namespace closemap {
namespace {

constexpr std::size_t kKeyHoldersMax = 50;  // of a record's own source, and of all others

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

std::vector<std::uint64_t> account_keys_of(const DealRecord& deal) {
  std::vector<std::uint64_t> keys;
  if (const std::string domain = account_domain(deal.website); !domain.empty())
    keys.push_back(link_key("account.domain", domain));
  if (!deal.account.empty()) keys.push_back(link_key("account.name", deal.account));
  return keys;
}

}  // namespace

Neighbours::Neighbours(Store& store, const Settings& settings, Instant now,
                       const std::vector<StoredRecord>& at_hand)
    : store_(store), reader_(store, settings, now, nullptr), index_(proposing()) {
  for (const StoredRecord& record : at_hand) at_hand_.emplace(record.row, &record);
}

const DealRecord& Neighbours::deal(const StoredRecord& record) {
  const auto known = deals_.find(record.row);
  if (known != deals_.end()) return known->second;
  DealRecord read = deal_record(record.fields);
  read.id = record.id;
  read.open = !record.closed;
  return deals_.emplace(record.row, std::move(read)).first->second;
}

bool Neighbours::free(Row row) {
  const auto known = free_.find(row);
  if (known != free_.end()) return known->second;
  return free_.emplace(row, !store_.links().linked(row)).first->second;
}

// Null: no opportunity of a seller.
const Neighbours::Seat* Neighbours::sit(const StoredRecord& record) {
  if (const auto known = seats_.find(record.row); known != seats_.end()) return &known->second;
  const auto origin = reader_.origin(record);
  if (!origin || origin->source.stream != kOpportunityStream || origin->side == Party::customer)
    return nullptr;
  const DealRecord& said = deal(record);
  const bool vendor = origin->side == Party::vendor;
  const Slot slot = index_.add(origin->side, said);
  (vendor ? vendors_ : partners_).push_back(record.row);
  for (const Row other : store_.links().rejected(record.row)) {
    const auto there = seats_.find(other);
    if (there == seats_.end()) continue;
    vendor ? index_.cannot_link(slot, there->second.slot)
           : index_.cannot_link(there->second.slot, slot);
  }
  return &seats_.emplace(record.row, Seat{origin->side, slot, &said}).first->second;
}

// Seats the free holders of a key; `met_by_account` those only whom no key of their own leads
// elsewhere: such a pair links or is judged by its key, and takes no part in what follows
// (domain.md §3.2).
void Neighbours::add_holders(const StoredRecord& record, std::uint64_t key, bool met_by_account) {
  const auto add = [&](const StoredRecord& holder) {
    if (!met_by_account || !shares_key(holder)) sit(holder);
  };
  RecordRoom& records = store_.records();
  for (const auto& holders : {records.with_key_elsewhere(key, record.source, kKeyHoldersMax),
                              records.with_key(key, kKeyHoldersMax)}) {
    for (const Row row : holders) {
      if (seats_.contains(row) || !free(row)) continue;
      if (const auto known = at_hand_.find(row); known != at_hand_.end()) {
        add(*known->second);
      } else if (const auto read = records.get(row); read && !read->deleted) {
        add(*read);
      }
    }
  }
}

// Whether one of its shared keys is known to a free record of another source.
bool Neighbours::shares_key(const StoredRecord& record) {
  const auto keys = shared_keys_of(deal(record));
  return std::any_of(keys.begin(), keys.end(),
                     [&](std::uint64_t key) { return free_elsewhere(record, key); });
}

bool Neighbours::free_elsewhere(const StoredRecord& record, std::uint64_t key) {
  const auto others = store_.records().with_key_elsewhere(key, record.source, kKeyHoldersMax);
  return std::any_of(others.begin(), others.end(), [&](Row row) { return free(row); });
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

std::optional<StoredLink> Neighbours::by_key(const StoredRecord& record) {
  if (!free(record.row)) return std::nullopt;
  if (!shares_key(record)) return std::nullopt;
  const Seat* seat = sit(record);
  if (seat == nullptr) return std::nullopt;
  for (const std::uint64_t key : shared_keys_of(deal(record))) add_holders(record, key, false);
  for (const LinkDecision& decision : index_.link_one(seat->side, seat->slot).decisions)
    if (decision.step == LinkStep::key && decision.verdict == LinkVerdict::link)
      return link_of(decision);
  return std::nullopt;
}

std::vector<StoredLink> Neighbours::decide(const StoredRecord& record) {
  std::vector<StoredLink> links;
  if (!free(record.row)) return links;
  const auto shared = shared_keys_of(deal(record));
  const auto of_account = account_keys_of(deal(record));
  // Most share a key with nobody who is free: there is nothing to decide.
  const auto known = [&](std::uint64_t key) { return free_elsewhere(record, key); };
  if (std::none_of(shared.begin(), shared.end(), known) &&
      std::none_of(of_account.begin(), of_account.end(), known))
    return links;
  const Seat* seat = sit(record);
  if (seat == nullptr) return links;
  for (const std::uint64_t key : shared) add_holders(record, key, false);
  for (const std::uint64_t key : of_account) add_holders(record, key, true);
  for (const LinkDecision& decision : index_.link_one(seat->side, seat->slot).decisions)
    if (decision.verdict != LinkVerdict::none) links.push_back(link_of(decision));
  return links;
}

void Neighbours::linked(Row record) {
  free_[record] = false;
  const auto seat = seats_.find(record);
  if (seat == seats_.end()) return;
  index_.remove(seat->second.side, seat->second.slot);
  seats_.erase(seat);
}

}  // namespace closemap
