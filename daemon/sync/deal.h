// Everything the sources last said about one deal, gathered from the store for resolve().
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "config/settings.h"
#include "daemon/store/store.h"
#include "mapping/reconcile/resolve.h"

namespace closemap {

// Thread rule: inside Store::write or Store::read.
class DealReader {
 public:
  using AtHand = std::function<const StoredRecord*(Row)>;  // null: it must be read

  DealReader(Store& store, const Settings& settings, Instant now, AtHand at_hand = nullptr);

  // Records of the deal as ResolveInput, but for its new_id; `before` may be null (a new plan).
  // Rows that were used are in used().
  ResolveInput read(Row vendor_record, Row partner_record, const Plan* before);
  const std::set<Row>& used() const { return used_; }

  // Which connector and party a record belongs to; nullopt when its connector is no longer
  // configured.
  struct Origin {
    SourceName source;
    Party side = Party::vendor;
  };
  std::optional<Origin> origin(const StoredRecord& record);

 private:
  std::optional<StoredRecord> record_of(Row row);
  std::optional<Observed> observe(Row record);
  void add_milestones(ResolveInput& input, const Observed& opportunity);
  void add_lost_milestones(ResolveInput& input, const Plan& before);
  void add_account(Observed& opportunity);
  bool milestones_known(const ResolveInput& input);
  void look_up_people(ResolveInput& input);
  std::optional<KnownPerson> person_by_ref(const std::string& connection, const std::string& ref);
  std::optional<KnownPerson> person_by_email(const std::string& email);
  std::optional<KnownPerson> known_person(const StoredRecord& record);

  Store& store_;
  const Settings& settings_;
  Instant now_;
  AtHand at_hand_;
  std::set<Row> used_;
};

}  // namespace closemap
