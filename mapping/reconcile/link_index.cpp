// Keeping the blocks, reading groups out of them, and putting their decisions in order.
#include "mapping/reconcile/link_index.h"

#include <algorithm>
#include <utility>

#include "mapping/reconcile/link_blocks.h"
#include "mapping/reconcile/link_group.h"

namespace closemap {
namespace {

constexpr std::size_t kBlocksPerRecord = 6;  // about; for reserve()

Party other_side(Party side) { return side == Party::vendor ? Party::partner : Party::vendor; }

// Where a record stands in its group, and whether all its pairs were scored.
struct Place {
  std::uint32_t at = 0;
  bool entered = false, visited = false;
};

// Places of all records, for deciding all groups one after another.
class WholePlaces {
 public:
  WholePlaces(std::size_t vendors, std::size_t partners) : vendors_(vendors), partners_(partners) {}
  // Null: not met yet.
  Place* find(Party side, Slot slot) {
    Place& place = list(side)[slot];
    return place.entered ? &place : nullptr;
  }
  void enter(Party side, Slot slot, std::uint32_t at) { list(side)[slot] = {at, true, false}; }

 private:
  std::vector<Place>& list(Party side) { return side == Party::vendor ? vendors_ : partners_; }
  std::vector<Place> vendors_, partners_;
};

// The same for one small group.
class FewPlaces {
 public:
  Place* find(Party side, Slot slot) {
    for (Entry& entry : entries_)
      if (entry.slot == slot && entry.side == side) return &entry.place;
    return nullptr;
  }
  void enter(Party side, Slot slot, std::uint32_t at) {
    entries_.push_back({side, slot, {at, true, false}});
  }

 private:
  struct Entry {
    Party side;
    Slot slot;
    Place place;
  };
  std::vector<Entry> entries_;
};

}  // namespace

// Walks from one record to all that its decision may depend on.
class GroupReader {
 public:
  explicit GroupReader(const LinkIndex& index) : index_(index) {}

  template <class Places>
  void read(Party side, Slot slot, Places& places, LinkGroup& group) {
    group.vendors.clear();
    group.partners.clear();
    group.pairs.clear();
    todo_.clear();
    enter(side, slot, places, group);
    for (std::size_t i = 0; i < todo_.size(); ++i) visit(todo_[i], places, group);
  }
  std::size_t pairs_scored() const { return pairs_scored_; }

 private:
  struct Node {
    Party side;
    Slot slot;
    std::uint32_t at;
  };

  template <class Places>
  std::uint32_t enter(Party side, Slot slot, Places& places, LinkGroup& group) {
    if (const Place* known = places.find(side, slot); known != nullptr) return known->at;
    auto& list = side == Party::vendor ? group.vendors : group.partners;
    const auto at = static_cast<std::uint32_t>(list.size());
    list.push_back(slot);
    places.enter(side, slot, at);
    todo_.push_back({side, slot, at});
    return at;
  }

  template <class Places>
  void visit(const Node node, Places& places, LinkGroup& group) {
    const Party other = other_side(node.side);
    blocks_of(index_.facts(node.side, node.slot), node.side, blocks_);
    met_.clear();
    for (const std::uint64_t block : blocks_) index_.blocks_.members(block, other, met_);
    std::sort(met_.begin(), met_.end());
    met_.erase(std::unique(met_.begin(), met_.end()), met_.end());
    for (const Slot slot : met_) {
      // One that was visited has scored its pair with this record already.
      const Place* known = places.find(other, slot);
      if (known == nullptr || !known->visited) meet(node, other, slot, places, group);
    }
    const auto& must =
        node.side == Party::vendor ? index_.must_of_vendor_ : index_.must_of_partner_;
    if (const auto found = must.find(node.slot); found != must.end())
      for (const Slot slot : found->second)
        if (index_.records(other)[slot].live) enter(other, slot, places, group);
    places.find(node.side, node.slot)->visited = true;
  }

  template <class Places>
  void meet(const Node& node, Party other, Slot slot, Places& places, LinkGroup& group) {
    const bool is_vendor = node.side == Party::vendor;
    const DealFacts& vendor = index_.facts(Party::vendor, is_vendor ? node.slot : slot);
    const DealFacts& partner = index_.facts(Party::partner, is_vendor ? slot : node.slot);
    LinkGroup::Pair pair;
    index_.scorer_.score_account(pair.score, vendor, partner,
                                 index_.name_frequency(vendor, partner));
    ++pairs_scored_;
    pair.same_account = pair.score.account >= index_.settings_.model.account_review;
    if (!pair.same_account && !index_.settings_.list_refused && !same_key(vendor, partner) &&
        !refer(vendor, partner))
      return;
    const std::uint32_t at = enter(other, slot, places, group);
    pair.vendor = is_vendor ? node.at : at;
    pair.partner = is_vendor ? at : node.at;
    group.pairs.push_back(pair);
  }

  const LinkIndex& index_;
  std::vector<Node> todo_;
  std::vector<std::uint64_t> blocks_;
  std::vector<Slot> met_;
  std::size_t pairs_scored_ = 0;
};

std::string method_of(const LinkDecision& decision) {
  switch (decision.step) {
    case LinkStep::manual:
      return "manual";
    case LinkStep::key:
      return "deterministic:" + decision.key;
    case LinkStep::external_ref:
      return "deterministic:external_ref";
    case LinkStep::account:
      return "probabilistic";
  }
  return {};
}

LinkIndex::LinkIndex(LinkSettings settings)
    : settings_(std::move(settings)), scorer_(settings_.model) {}

void LinkIndex::reserve(std::size_t records) { blocks_.reserve(records * kBlocksPerRecord); }

Slot LinkIndex::add(Party side, const DealRecord& record) {
  auto& list = records(side);
  auto& free = side == Party::vendor ? free_vendors_ : free_partners_;
  Slot slot = static_cast<Slot>(list.size());
  if (free.empty()) {
    list.emplace_back();
  } else {
    slot = free.back();
    free.pop_back();
  }
  change(side, slot, record);
  return slot;
}

void LinkIndex::change(Party side, Slot slot, const DealRecord& record) {
  Record& kept = records(side)[slot];
  if (kept.live) leave_blocks(side, slot);
  kept.facts = facts_of(record, settings_.rules);
  kept.live = true;
  ++live_;
  std::vector<std::uint64_t> blocks;
  blocks_of(kept.facts, side, blocks);
  for (const std::uint64_t block : blocks) blocks_.add(block, side, slot);
}

void LinkIndex::remove(Party side, Slot slot) {
  Record& kept = records(side)[slot];
  if (!kept.live) return;
  leave_blocks(side, slot);
  kept.facts = {};
  if (!kept.named) (side == Party::vendor ? free_vendors_ : free_partners_).push_back(slot);
}

void LinkIndex::leave_blocks(Party side, Slot slot) {
  Record& kept = records(side)[slot];
  std::vector<std::uint64_t> blocks;
  blocks_of(kept.facts, side, blocks);
  for (const std::uint64_t block : blocks) blocks_.remove(block, side, slot);
  kept.live = false;
  --live_;
}

void LinkIndex::must_link(Slot vendor, Slot partner) {
  must_of_vendor_[vendor].push_back(partner);
  must_of_partner_[partner].push_back(vendor);
  vendors_[vendor].named = partners_[partner].named = true;
}

void LinkIndex::cannot_link(Slot vendor, Slot partner) {
  cannot_.insert((std::uint64_t{vendor} << 32U) | partner);
  vendors_[vendor].named = partners_[partner].named = true;
}

double LinkIndex::name_frequency(const DealFacts& vendor, const DealFacts& partner) const {
  std::uint64_t reading = 0;
  if (!settings_.name_frequency || !same_name(vendor, partner, reading)) return 0;
  return static_cast<double>(blocks_.size(name_block(reading))) / static_cast<double>(live_);
}

namespace {

// By step, then as each step orders its own.
void put_in_order(std::vector<LinkDecision>& decisions, const LinkIndex& index) {
  const auto by_ids = [&](const LinkDecision& a, const LinkDecision& b) {
    const auto id = [&](Party side, Slot slot) -> const std::string& {
      return index.facts(side, slot).id;
    };
    const int vendors = id(Party::vendor, a.vendor).compare(id(Party::vendor, b.vendor));
    if (vendors != 0) return vendors < 0;
    const int partners = id(Party::partner, a.partner).compare(id(Party::partner, b.partner));
    return partners != 0 ? partners < 0
                         : std::pair(a.vendor, a.partner) < std::pair(b.vendor, b.partner);
  };
  std::sort(decisions.begin(), decisions.end(), [&](const LinkDecision& a, const LinkDecision& b) {
    if (a.step != b.step) return a.step < b.step;
    if (a.step == LinkStep::key && a.key != b.key) {
      const int rank = key_rank(a.key) - key_rank(b.key);
      return rank != 0 ? rank < 0 : a.key < b.key;
    }
    if (a.step == LinkStep::account) {
      if (a.score->opportunity != b.score->opportunity)
        return a.score->opportunity > b.score->opportunity;
      if (a.score->account != b.score->account) return a.score->account > b.score->account;
    }
    return by_ids(a, b);
  });
}

void finish(LinkResult& result, const LinkIndex& index) {
  put_in_order(result.decisions, index);
  if (index.settings().auto_link) return;
  for (LinkDecision& decision : result.decisions)
    if (decision.step == LinkStep::account && decision.verdict == LinkVerdict::link)
      decision.verdict = LinkVerdict::review;
}

}  // namespace

LinkResult LinkIndex::link_all() const {
  LinkResult result;
  WholePlaces places(vendors_.size(), partners_.size());
  GroupReader reader(*this);
  LinkGroup group;
  for (Slot slot = 0; slot < vendors_.size(); ++slot) {
    if (!vendors_[slot].live || places.find(Party::vendor, slot) != nullptr) continue;
    reader.read(Party::vendor, slot, places, group);
    if (!group.partners.empty()) GroupDecision(*this, group).decide(result.decisions);
  }
  result.pairs_scored = reader.pairs_scored();
  result.dropped = blocks_.dropped();
  finish(result, *this);
  return result;
}

LinkResult LinkIndex::link_one(Party side, Slot slot) const {
  LinkResult result;
  if (!records(side)[slot].live) return result;
  FewPlaces places;
  GroupReader reader(*this);
  LinkGroup group;
  reader.read(side, slot, places, group);
  GroupDecision(*this, group).decide(result.decisions);
  std::erase_if(result.decisions, [&](const LinkDecision& decision) {
    return (side == Party::vendor ? decision.vendor : decision.partner) != slot;
  });
  result.pairs_scored = reader.pairs_scored();
  finish(result, *this);
  return result;
}

}  // namespace closemap
