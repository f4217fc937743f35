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

DealRecord deal_of(const StoredRecord& record) {
  DealRecord deal = deal_record(record.fields);
  deal.id = record.id;
  deal.open = !record.closed;
  return deal;
}

std::vector<std::uint64_t> keys_of(const DealRecord& deal) {
  std::vector<std::uint64_t> keys;
  for (const SharedKey& key : deal.keys) keys.push_back(link_key("key." + key.name, key.value));
  if (const std::string domain = account_domain(deal.website); !domain.empty())
    keys.push_back(link_key("account.domain", domain));
  if (!deal.account.empty()) keys.push_back(link_key("account.name", deal.account));
  return keys;
}

}  // namespace

Neighbours::Neighbours(Store& store, const Settings& settings, Instant now)
    : store_(store), reader_(store, settings, now, nullptr), index_(proposing()) {}

bool Neighbours::free(Row row) { return seats_.contains(row) || !store_.links().linked(row); }

void Neighbours::sit(const StoredRecord& record, DealRecord deal) {
  const auto origin = reader_.origin(record);
  if (!origin || origin->source.stream != kOpportunityStream || origin->side == Party::customer)
    return;
  const bool vendor = origin->side == Party::vendor;
  const Slot slot = index_.add(origin->side, deal);
  (vendor ? vendors_ : partners_).push_back(record.row);
  seats_.emplace(record.row, Seat{origin->side, slot, std::move(deal)});
  for (const Row other : store_.links().rejected(record.row)) {
    const auto there = seats_.find(other);
    if (there == seats_.end()) continue;
    vendor ? index_.cannot_link(slot, there->second.slot)
           : index_.cannot_link(there->second.slot, slot);
  }
}

void Neighbours::add_holders(const std::vector<Row>& rows) {
  for (const Row row : rows) {
    if (seats_.contains(row) || !free(row)) continue;
    const auto record = store_.records().get(row);
    if (record && !record->deleted) sit(*record, deal_of(*record));
  }
}

std::vector<StoredLink> Neighbours::decide(const StoredRecord& record) {
  if (!free(record.row)) return {};
  if (!seats_.contains(record.row)) {
    DealRecord deal = deal_of(record);
    const auto keys = keys_of(deal);
    // Most share a key with nobody who is free: there is nothing to decide.
    const bool alone = std::none_of(keys.begin(), keys.end(), [&](std::uint64_t key) {
      const auto others =
          store_.records().with_key_elsewhere(key, record.source, kKeyHoldersMax);
      return std::any_of(others.begin(), others.end(), [&](Row row) { return free(row); });
    });
    if (alone) return {};
    sit(record, std::move(deal));
  }
  const auto seat = seats_.find(record.row);
  if (seat == seats_.end()) return {};
  for (const std::uint64_t key : keys_of(seat->second.deal)) {
    add_holders(store_.records().with_key_elsewhere(key, record.source, kKeyHoldersMax));
    add_holders(store_.records().with_key(key, kKeyHoldersMax));
  }
  std::vector<StoredLink> links;
  for (const LinkDecision& decision :
       index_.link_one(seat->second.side, seat->second.slot).decisions) {
    if (decision.verdict == LinkVerdict::none) continue;
    StoredLink link;
    link.vendor_record = vendors_[decision.vendor];
    link.partner_record = partners_[decision.partner];
    link.state = decision.verdict == LinkVerdict::link ? LinkState::linked : LinkState::proposed;
    link.method = method_of(decision);
    link.why = reason_of(decision, seats_.at(link.vendor_record).deal,
                         seats_.at(link.partner_record).deal);
    links.push_back(std::move(link));
  }
  return links;
}

void Neighbours::linked(Row record) {
  const auto seat = seats_.find(record);
  if (seat == seats_.end()) return;
  index_.remove(seat->second.side, seat->second.slot);
  seats_.erase(seat);
}

}  // namespace closemap
