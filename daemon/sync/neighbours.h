// Linking of one opportunity among the stored ones that share a key, a domain or a company name
// with it.
#pragma once

#include <vector>

#include "config/settings.h"
#include "daemon/store/store.h"

namespace closemap {

// Pairs of this record that link or that a person should judge (state linked or proposed; row,
// decided_by and at are the caller's). Records that are linked take no part, pairs that a person
// rejected neither. Account evidence only proposes. Inside a transaction.
std::vector<StoredLink> decide_links(Store& store, const Settings& settings,
                                     const StoredRecord& record, Instant now);

}  // namespace closemap
