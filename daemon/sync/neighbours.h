// Linking of opportunities among the stored ones that share a key, a domain or a company name with
// them.
#pragma once

#include <optional>
#include <unordered_map>
#include <vector>

#include "config/settings.h"
#include "daemon/store/store.h"
#include "daemon/sync/deal.h"
#include "mapping/reconcile/link_index.h"

namespace closemap {

// The opportunities a pass has looked at and their neighbours, each read once. Lives for one
// transaction and is used inside it. Records that are linked take no part, pairs that a person
// rejected neither. Account evidence only proposes.
class Neighbours {
 public:
  // `at_hand`: records that need not be read again; they outlive this.
  Neighbours(Store& store, const Settings& settings, Instant now,
             const std::vector<StoredRecord>& at_hand);

  // The pair that a shared key links this record to; state linked. Asked of all records before
  // decide() is asked of any: what a key has linked is nobody's candidate by its account.
  std::optional<StoredLink> by_key(const StoredRecord& record);
  // Pairs of this record that link or that a person should judge (state linked or proposed). Of
  // both, row, decided_by and at are the caller's.
  std::vector<StoredLink> decide(const StoredRecord& record);
  // What is known of the pair; null when nobody decided it.
  const StoredLink* link_between(Row vendor_record, Row partner_record);
  bool free(Row record);  // not linked
  // The record, if it need not be read again; until the next call of by_key() or decide().
  const StoredRecord* at_hand(Row record) const;
  // The caller saved this decision; records of a link take no part any more.
  void decided(const StoredLink& link);

 private:
  struct Seat {
    Party side;
    Slot slot;
    const DealRecord* deal;
  };

  struct Known {
    DealRecord deal;
    std::vector<std::uint64_t> shared_keys;
  };
  struct Decided {
    std::vector<StoredLink> links;
    bool free = true;
  };

  Decided& decided_of(Row record);
  const std::vector<KeyHolder>& holders(std::uint64_t key);
  bool free_elsewhere(const StoredRecord& record, std::uint64_t key);
  const Known& known(const StoredRecord& record);
  const Seat* sit(const StoredRecord& record);
  bool shares_key(const StoredRecord& record);
  void add_holders(std::uint64_t key, bool met_by_account);
  StoredLink link_of(const LinkDecision& decision) const;

  Store& store_;
  DealReader reader_;
  LinkIndex index_;
  std::unordered_map<Row, const StoredRecord*> at_hand_;
  std::vector<StoredRecord> met_;  // read in the last call: a pair's other side is among them
  std::unordered_map<Row, Known> known_;
  std::unordered_map<Row, Decided> decided_;
  std::unordered_map<std::uint64_t, std::vector<KeyHolder>> holders_;
  std::unordered_map<Row, Seat> seats_;
  std::vector<Row> vendors_, partners_;  // by slot
};

}  // namespace closemap
