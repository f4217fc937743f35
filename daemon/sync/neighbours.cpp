// Reading the neighbourhood of a record and asking the linker.
#include "daemon/sync/neighbours.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "daemon/sync/deal.h"
#include "mapping/reconcile/account_domain.h"
#include "mapping/reconcile/link_index.h"
#include "mapping/reconcile/link_reason.h"
#include "mapping/reconcile/observed_fields.h"

namespace closemap {
namespace {

constexpr std::size_t kKeyHoldersMax = 50;

DealRecord deal_record(const StoredRecord& record, const Json& fields) {
  DealRecord deal;
  deal.id = record.id;
  deal.title = text_or(fields, "name");
  deal.account = text_or(fields, "account.name");
  deal.website = text_or(fields, "account.domain");
  deal.close = date_at(fields, "close_date");
  deal.amount = money_at(fields, "amount");
  deal.keys = shared_keys(fields);
  deal.open = !record.closed;
  return deal;
}

// Whether a record of another source with this key still has no counterpart: only then is there
// something to decide.
bool unlinked_elsewhere(Store& store, const StoredRecord& record, std::uint64_t key) {
  const auto rows = store.records().with_key_elsewhere(key, record.source, kKeyHoldersMax);
  return std::any_of(rows.begin(), rows.end(), [&](Row row) { return !store.links().linked(row); });
}

// The records of one linking and where each stands in the index.
class Neighbourhood {
 public:
  Neighbourhood(Store& store, const Settings& settings, Instant now)
      : store_(store), reader_(store, settings, now, nullptr), index_(proposing()) {}

  void add_holders(std::string_view name, std::string_view value) {
    if (value.empty()) return;
    for (const Row row : store_.records().with_key(link_key(name, value), kKeyHoldersMax))
      if (!seats_.contains(row))
        if (const auto record = store_.records().get(row)) add(*record);
  }

  void add(const StoredRecord& record) {
    if (record.deleted || store_.links().linked(record.row)) return;
    const auto origin = reader_.origin(record);
    if (!origin || origin->source.stream != kOpportunityStream || origin->side == Party::customer)
      return;
    Seat seat{origin->side, 0, deal_record(record, fields_of(record))};
    seat.slot = index_.add(seat.side, seat.deal);
    (seat.side == Party::vendor ? vendors_ : partners_).push_back(record.row);
    seats_.emplace(record.row, std::move(seat));
  }

  std::vector<StoredLink> decisions(Row row) {
    std::vector<StoredLink> links;
    const auto seat = seats_.find(row);
    if (seat == seats_.end()) return links;
    bar_rejected(row, seat->second);
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

 private:
  struct Seat {
    Party side;
    Slot slot;
    DealRecord deal;
  };

  static LinkSettings proposing() {
    LinkSettings settings;
    settings.auto_link = false;
    return settings;
  }

  void bar_rejected(Row row, const Seat& seat) {
    const bool vendor = seat.side == Party::vendor;
    for (const Row other : vendor ? partners_ : vendors_) {
      const auto known =
          vendor ? store_.links().of_pair(row, other) : store_.links().of_pair(other, row);
      if (!known || known->state != LinkState::rejected) continue;
      const Slot there = seats_.at(other).slot;
      vendor ? index_.cannot_link(seat.slot, there) : index_.cannot_link(there, seat.slot);
    }
  }

  Store& store_;
  DealReader reader_;
  LinkIndex index_;
  std::map<Row, Seat> seats_;
  std::vector<Row> vendors_, partners_;  // by slot
};

}  // namespace

std::vector<StoredLink> decide_links(Store& store, const Settings& settings,
                                     const StoredRecord& record, Instant now) {
  const Json fields = fields_of(record);
  std::vector<std::pair<std::string, std::string>> keys;
  for (const SharedKey& key : shared_keys(fields)) keys.emplace_back("key." + key.name, key.value);
  keys.emplace_back("account.domain", account_domain(text_or(fields, "account.domain")));
  keys.emplace_back("account.name", text_or(fields, "account.name"));
  const bool alone = std::none_of(keys.begin(), keys.end(), [&](const auto& key) {
    return !key.second.empty() &&
           unlinked_elsewhere(store, record, link_key(key.first, key.second));
  });
  if (alone) return {};
  Neighbourhood near(store, settings, now);
  near.add(record);
  for (const auto& [name, value] : keys) near.add_holders(name, value);
  return near.decisions(record.row);
}

}  // namespace closemap
