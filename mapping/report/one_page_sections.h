// The seven sections of the one-page plan as lines of text.
#pragma once

#include <optional>
#include <vector>

#include "mapping/report/one_page.h"

namespace closemap {

// Those the reader may see: the economic split and the escalation path are the sellers' own.
std::vector<PageSection> page_sections(const Plan& seen, std::optional<Party> reader);

}  // namespace closemap
