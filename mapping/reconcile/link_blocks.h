// Blocking rules: the values by which a record may meet another (domain.md §3.3 "Blocking").
#pragma once

#include <vector>

#include "mapping/core/party.h"
#include "mapping/reconcile/deal_record.h"

namespace closemap {

// Digests of the record's blocks: shared ids and record references always; corporate domain,
// company key, first word and country, contacts only of an open deal.
void blocks_of(const DealFacts& facts, Party side, std::vector<std::uint64_t>& out);
// The block of all that are called so.
std::uint64_t name_block(std::uint64_t reading);
// Whether a shared id or a reference ties the two.
bool same_key(const DealFacts& vendor, const DealFacts& partner);
bool refer(const DealFacts& vendor, const DealFacts& partner);

}  // namespace closemap
