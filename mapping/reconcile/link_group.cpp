// Manual, shared ids, references, then the greedy choice by weight.
#include "mapping/reconcile/link_group.h"

#include <algorithm>

#include "mapping/reconcile/link_blocks.h"

namespace closemap {
namespace {

std::uint64_t pair_code(Slot vendor, Slot partner) {
  return (std::uint64_t{vendor} << 32U) | partner;
}

}  // namespace

GroupDecision::GroupDecision(const LinkIndex& index, LinkGroup& group)
    : index_(index),
      group_(group),
      vendor_done_(group.vendors.size(), false),
      partner_done_(group.partners.size(), false) {}

const DealFacts& GroupDecision::vendor(std::uint32_t at) const {
  return index_.vendors_[group_.vendors[at]].facts;
}
const DealFacts& GroupDecision::partner(std::uint32_t at) const {
  return index_.partners_[group_.partners[at]].facts;
}

bool GroupDecision::barred(std::uint32_t vendor, std::uint32_t partner) const {
  return !index_.cannot_.empty() &&
         index_.cannot_.contains(pair_code(group_.vendors[vendor], group_.partners[partner]));
}

void GroupDecision::put(LinkDecision decision, std::uint32_t vendor, std::uint32_t partner) {
  decision.vendor = group_.vendors[vendor];
  decision.partner = group_.partners[partner];
  out_->push_back(std::move(decision));
}

void GroupDecision::decide(std::vector<LinkDecision>& out) {
  out_ = &out;
  by_person();
  by_keys();
  by_references();
  by_account();
}

void GroupDecision::by_person() {
  if (index_.must_of_vendor_.empty()) return;
  for (std::uint32_t v = 0; v < group_.vendors.size(); ++v) {
    const auto must = index_.must_of_vendor_.find(group_.vendors[v]);
    if (must == index_.must_of_vendor_.end()) continue;
    for (std::uint32_t p = 0; p < group_.partners.size(); ++p) {
      if (std::find(must->second.begin(), must->second.end(), group_.partners[p]) ==
              must->second.end() ||
          barred(v, p))
        continue;
      put({LinkVerdict::link, LinkStep::manual, {}, 0, 0, {}, {}}, v, p);
      vendor_done_[v] = partner_done_[p] = true;
    }
  }
}

void GroupDecision::by_keys() {
  std::vector<Holder> holders;
  for (std::uint32_t v = 0; v < group_.vendors.size(); ++v)
    for (const DealFacts::Key& key : vendor(v).keys) holders.push_back({&key, Party::vendor, v});
  for (std::uint32_t p = 0; p < group_.partners.size(); ++p)
    for (const DealFacts::Key& key : partner(p).keys) holders.push_back({&key, Party::partner, p});
  std::sort(holders.begin(), holders.end(), [](const Holder& a, const Holder& b) {
    if (a.key->rank != b.key->rank) return a.key->rank < b.key->rank;
    if (const int names = a.key->name.compare(b.key->name); names != 0) return names < 0;
    return a.key->digest < b.key->digest;
  });
  for (auto from = holders.begin(); from != holders.end();) {
    const auto to = std::find_if(from, holders.end(), [&](const Holder& other) {
      return other.key->digest != from->key->digest;
    });
    by_key({from, to});
    from = to;
  }
}

// All that carry one value: one of each side links, more of a side is for a person to decide.
void GroupDecision::by_key(const std::vector<Holder>& holders) {
  std::vector<std::uint32_t> vendors;
  std::vector<std::uint32_t> partners;
  for (const Holder& holder : holders) {
    const bool of_vendor = holder.side == Party::vendor;
    if (!(of_vendor ? vendor_done_ : partner_done_)[holder.at])
      (of_vendor ? vendors : partners).push_back(holder.at);
  }
  if (vendors.empty() || partners.empty()) return;
  if (vendors.size() + partners.size() > kBlockRecordsMax) return;  // says nothing, as a block
  const bool one_each = vendors.size() == 1 && partners.size() == 1;
  for (const std::uint32_t v : vendors) {
    for (const std::uint32_t p : partners) {
      if (barred(v, p)) continue;
      put({one_each ? LinkVerdict::link : LinkVerdict::review,
           LinkStep::key,
           holders.front().key->name,
           0,
           0,
           {},
           {}},
          v, p);
      vendor_done_[v] = partner_done_[p] = true;
    }
  }
}

void GroupDecision::by_references() {
  struct Tie {
    std::uint32_t vendor, partner;
  };
  std::vector<Tie> ties;
  for (std::uint32_t v = 0; v < group_.vendors.size(); ++v) {
    const DealFacts& facts = vendor(v);
    if (facts.record_ref == 0 && facts.external_refs.empty()) continue;
    for (std::uint32_t p = 0; p < group_.partners.size(); ++p)
      if (free(v, p) && !barred(v, p) && refer(facts, partner(p))) ties.push_back({v, p});
  }
  for (const Tie& tie : ties) {
    const auto shared = std::count_if(ties.begin(), ties.end(), [&](const Tie& other) {
      return other.vendor == tie.vendor || other.partner == tie.partner;
    });
    put({shared == 1 ? LinkVerdict::link : LinkVerdict::review,
         LinkStep::external_ref,
         {},
         0,
         0,
         {},
         {}},
        tie.vendor, tie.partner);
  }
  for (const Tie& tie : ties) vendor_done_[tie.vendor] = partner_done_[tie.partner] = true;
}

// Stage B for the pairs whose records are still free; the others are dropped.
void GroupDecision::score_opportunities() {
  auto& pairs = group_.pairs;
  std::erase_if(pairs, [&](const LinkGroup::Pair& pair) {
    return !free(pair.vendor, pair.partner) || !vendor(pair.vendor).open ||
           !partner(pair.partner).open;
  });
  std::vector<std::size_t> vendors_of(group_.partners.size());
  std::vector<std::size_t> partners_of(group_.vendors.size());
  for (const LinkGroup::Pair& pair : pairs) {
    if (!pair.same_account) continue;
    ++vendors_of[pair.partner];
    ++partners_of[pair.vendor];
  }
  const bool list_refused = index_.settings_.list_refused;
  std::erase_if(pairs, [&](const LinkGroup::Pair& pair) {
    return (!pair.same_account && !list_refused) || barred(pair.vendor, pair.partner);
  });
  for (LinkGroup::Pair& pair : pairs)
    index_.scorer_.score_opportunity(pair.score, vendor(pair.vendor), partner(pair.partner),
                                     vendors_of[pair.partner], partners_of[pair.vendor]);
  std::sort(pairs.begin(), pairs.end(), [&](const LinkGroup::Pair& a, const LinkGroup::Pair& b) {
    if (a.score.opportunity != b.score.opportunity)
      return a.score.opportunity > b.score.opportunity;
    if (a.score.account != b.score.account) return a.score.account > b.score.account;
    if (a.vendor != b.vendor) return vendor(a.vendor).id < vendor(b.vendor).id;
    return partner(a.partner).id < partner(b.partner).id;
  });
}

void GroupDecision::by_account() {
  if (group_.pairs.empty()) return;
  score_opportunities();
  const auto& pairs = group_.pairs;
  // The pairs of one account that each record stands in, best first.
  std::vector<std::vector<std::uint32_t>> of_vendor(group_.vendors.size());
  std::vector<std::vector<std::uint32_t>> of_partner(group_.partners.size());
  for (std::uint32_t i = 0; i < pairs.size(); ++i) {
    if (!pairs[i].same_account) continue;
    of_vendor[pairs[i].vendor].push_back(i);
    of_partner[pairs[i].partner].push_back(i);
  }
  const auto best_rival = [&](const std::vector<std::uint32_t>& list, std::uint32_t self,
                              std::optional<double>& best) {
    for (const std::uint32_t i : list) {
      if (i == self || !free(pairs[i].vendor, pairs[i].partner)) continue;
      if (!best || pairs[i].score.opportunity > *best) best = pairs[i].score.opportunity;
      return;
    }
  };
  for (std::uint32_t i = 0; i < pairs.size(); ++i) {
    const LinkGroup::Pair& pair = pairs[i];
    if (!free(pair.vendor, pair.partner)) continue;
    std::optional<double> margin;
    best_rival(of_vendor[pair.vendor], i, margin);
    best_rival(of_partner[pair.partner], i, margin);
    if (margin) margin = pair.score.opportunity - *margin;
    const LinkVerdict verdict = index_.scorer_.decide(pair.score, margin);
    put({verdict, LinkStep::account, {}, 0, 0, pair.score, margin}, pair.vendor, pair.partner);
    if (verdict == LinkVerdict::link)
      vendor_done_[pair.vendor] = partner_done_[pair.partner] = true;
  }
}

}  // namespace closemap
