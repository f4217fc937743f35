// Who of the people of a plan stands for a role (domain.md §1.3, design.md §3 rule 7: a person is
// never guessed).
#pragma once

#include <string>
#include <vector>

#include "mapping/plan/plan.h"

namespace closemap {

// Id of the one active person of `party` with `role` among their roles. Where no person says so:
// the party's executive sponsor for executive_sponsor, and the owner of a seller's opportunity for
// account_executive. Empty when nobody is known, or more than one.
std::string person_in_role(const Plan& plan, Party party, const std::string& role);

// Who calls whom (domain.md §5): level 2 the party leads, level 3 the executive sponsors of the
// sellers and the customer's project sponsor; those that are known, by level and party.
std::vector<EscalationStep> escalation_path_of(const Plan& plan);

}  // namespace closemap
