// Why two records were linked or are proposed, for the person who reviews it.
#pragma once

#include <string>

#include "mapping/reconcile/link_index.h"

namespace closemap {

// One sentence with both deals' names and ids; CRM text in it is printable and short.
std::string reason_of(const LinkDecision& decision, const DealRecord& vendor,
                      const DealRecord& partner);

}  // namespace closemap
