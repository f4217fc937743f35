// The linker: which opportunities of one vendor connection and one partner connection are one deal
// (domain.md §3.2, §3.3, §11). Shared ids link; account evidence links, or only proposes where
// auto_link is off. The result depends on the set of records, never on the order they came in.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "mapping/reconcile/block_table.h"
#include "mapping/reconcile/pair_score.h"

namespace closemap {

struct LinkSettings {
  LinkModel model = default_link_model();
  AccountRules rules;
  bool auto_link = true;        // false: what would link by account evidence is sent to review
  bool name_frequency = false;  // a company key's share of the records replaces u where larger
  bool list_refused = false;    // list blocked pairs of different accounts, too, as `none`
};

enum class LinkStep : std::uint8_t { manual, key, external_ref, account };

// One pair that was decided. `score` and `margin` belong to the step `account`; a margin of
// nullopt means that no other pair of these two records was still free.
struct LinkDecision {
  LinkVerdict verdict = LinkVerdict::none;
  LinkStep step = LinkStep::account;
  std::string key;  // name of the shared key, step `key`
  Slot vendor = 0, partner = 0;
  std::optional<PairScore> score;
  std::optional<double> margin;
};
// "manual", "deterministic:<key>", "deterministic:external_ref", "probabilistic".
std::string method_of(const LinkDecision& decision);

struct LinkResult {
  std::vector<LinkDecision> decisions;  // by step, key, then falling weights, then ids
  std::size_t pairs_scored = 0;
  BlockTable::Dropped dropped;
};

class LinkIndex {
 public:
  explicit LinkIndex(LinkSettings settings);

  // Ids must differ within a side. The slot stays the record's until remove(); then another may get
  // it.
  Slot add(Party side, const DealRecord& record);
  void change(Party side, Slot slot, const DealRecord& record);
  // For a deleted record, and for both records of a link that stands: they are no candidates more.
  void remove(Party side, Slot slot);
  void reserve(std::size_t records);

  // A person's words; final. `cannot` wins over `must`, both over every key.
  void must_link(Slot vendor, Slot partner);
  void cannot_link(Slot vendor, Slot partner);

  LinkResult link_all() const;
  // The decisions of link_all() that concern this record, found from its own neighbourhood.
  LinkResult link_one(Party side, Slot slot) const;

  const DealFacts& facts(Party side, Slot slot) const { return records(side)[slot].facts; }
  const LinkSettings& settings() const { return settings_; }

 private:
  struct Record {
    DealFacts facts;
    bool live = false;
    bool named = false;  // in a person's word: its slot stays its own
  };
  friend class GroupReader;
  friend class GroupDecision;
  const std::vector<Record>& records(Party side) const {
    return side == Party::vendor ? vendors_ : partners_;
  }
  std::vector<Record>& records(Party side) { return side == Party::vendor ? vendors_ : partners_; }
  void leave_blocks(Party side, Slot slot);
  double name_frequency(const DealFacts& vendor, const DealFacts& partner) const;

  LinkSettings settings_;
  PairScorer scorer_;
  std::vector<Record> vendors_, partners_;
  std::vector<Slot> free_vendors_, free_partners_;
  std::size_t live_ = 0;
  BlockTable blocks_;
  std::unordered_map<Slot, std::vector<Slot>> must_of_vendor_, must_of_partner_;
  std::unordered_set<std::uint64_t> cannot_;
};

}  // namespace closemap
