// Linking of opportunities among the stored ones that share a key, a domain or a company name with
// them.
#pragma once

#include <map>
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
  Neighbours(Store& store, const Settings& settings, Instant now);

  // Pairs of this record that link or that a person should judge (state linked or proposed; row,
  // decided_by and at are the caller's).
  std::vector<StoredLink> decide(const StoredRecord& record);
  void linked(Row record);  // it takes no part any more

 private:
  struct Seat {
    Party side;
    Slot slot;
    DealRecord deal;
  };

  bool free(Row record);  // not linked
  void sit(const StoredRecord& record, DealRecord deal);
  void add_holders(const std::vector<Row>& records);

  Store& store_;
  DealReader reader_;
  LinkIndex index_;
  std::map<Row, Seat> seats_;
  std::vector<Row> vendors_, partners_;  // by slot
};

}  // namespace closemap
