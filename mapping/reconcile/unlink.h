// Taking a wrong link apart: what one source brought leaves the plan, nothing else is lost
// (domain.md §3.6 "Un-merge").
#pragma once

#include <string>
#include <vector>

#include "mapping/plan/plan.h"

namespace closemap {

struct Unlinked {
  Plan plan;                         // to be resolved again from the registers that remain
  std::vector<std::string> removed;  // milestones that only this source brought, now removed
};

// `connection`: the source that is unlinked. Its opportunity, its references and its contenders go;
// milestones that came from it alone become `removed` unless a person edited them (provenance
// method "human" somewhere below the milestone). The plan's version is not touched.
Unlinked unlink_source(Plan plan, const std::string& connection);

}  // namespace closemap
