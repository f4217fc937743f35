// Records that may have to do with each other, and the decision among them; used by LinkIndex.
#pragma once

#include <vector>

#include "mapping/reconcile/link_index.h"

namespace closemap {

// Closed under every relation that lets one decision depend on another: shared ids, references,
// a person's word, and pairs of one account. Deciding a group alone gives what deciding all gives.
struct LinkGroup {
  std::vector<Slot> vendors, partners;
  struct Pair {
    std::uint32_t vendor = 0, partner = 0;  // places in the lists above
    PairScore score;
    bool same_account = false;  // stage A left it possible
  };
  std::vector<Pair> pairs;
};

// Decides one group; steps and order of domain.md §11 "§3.2".
class GroupDecision {
 public:
  GroupDecision(const LinkIndex& index, LinkGroup& group);
  void decide(std::vector<LinkDecision>& out);

 private:
  struct Holder {
    const DealFacts::Key* key = nullptr;
    Party side = Party::vendor;
    std::uint32_t at = 0;
  };
  const DealFacts& vendor(std::uint32_t at) const;
  const DealFacts& partner(std::uint32_t at) const;
  bool barred(std::uint32_t vendor, std::uint32_t partner) const;
  bool free(std::uint32_t vendor, std::uint32_t partner) const {
    return !vendor_done_[vendor] && !partner_done_[partner];
  }
  void put(LinkDecision decision, std::uint32_t vendor, std::uint32_t partner);
  void by_person();
  void by_keys();
  void by_key(const std::vector<Holder>& holders);
  void by_references();
  void by_account();
  void score_opportunities();

  const LinkIndex& index_;
  LinkGroup& group_;
  std::vector<bool> vendor_done_, partner_done_;
  std::vector<LinkDecision>* out_ = nullptr;
};

}  // namespace closemap
