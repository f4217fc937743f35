// One digest per rule and value.
#include "mapping/reconcile/link_blocks.h"

#include <algorithm>

namespace closemap {
namespace {

enum class Rule : std::uint64_t { domain = 1, name, word, contact, key, vendor_ref, partner_ref };

std::uint64_t block(Rule rule, std::uint64_t value) {
  std::uint64_t x = value + static_cast<std::uint64_t>(rule) * 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 31U)) * 0xbf58476d1ce4e5b9ULL;
  x ^= x >> 29U;
  return x == 0 ? 1 : x;
}

bool names(const std::vector<std::uint64_t>& refs, std::uint64_t ref) {
  return ref != 0 && std::binary_search(refs.begin(), refs.end(), ref);
}

}  // namespace

void blocks_of(const DealFacts& facts, Party side, std::vector<std::uint64_t>& out) {
  out.clear();
  for (const DealFacts::Key& key : facts.keys) out.push_back(block(Rule::key, key.digest));
  const bool vendor = side == Party::vendor;
  if (facts.record_ref != 0)
    out.push_back(block(vendor ? Rule::vendor_ref : Rule::partner_ref, facts.record_ref));
  for (const std::uint64_t ref : facts.external_refs)
    out.push_back(block(vendor ? Rule::partner_ref : Rule::vendor_ref, ref));
  if (!facts.open) return;
  if (facts.domain != 0) out.push_back(block(Rule::domain, facts.domain));
  for (const DealFacts::Reading& reading : facts.readings) {
    out.push_back(name_block(reading.digest));
    if (facts.country != 0)
      out.push_back(block(Rule::word, reading.first_word * 31 + facts.country));
  }
  for (const std::uint64_t contact : facts.contacts) out.push_back(block(Rule::contact, contact));
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
}

std::uint64_t name_block(std::uint64_t reading) { return block(Rule::name, reading); }

bool same_key(const DealFacts& vendor, const DealFacts& partner) {
  for (const DealFacts::Key& one : vendor.keys)
    for (const DealFacts::Key& other : partner.keys)
      if (one.digest == other.digest) return true;
  return false;
}

bool refer(const DealFacts& vendor, const DealFacts& partner) {
  return names(partner.external_refs, vendor.record_ref) ||
         names(vendor.external_refs, partner.record_ref);
}

}  // namespace closemap
