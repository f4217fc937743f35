// Who hears of a signal: its roles as people of the plan (domain.md §4 column audience, design.md
// §3 rule 7).
#pragma once

#include <string>
#include <vector>

#include "config/settings.h"
#include "connectors/api/notice.h"
#include "mapping/plan/plan.h"
#include "mapping/signal/signal.h"

namespace closemap {

struct Hearer {
  std::string person;  // person id of the plan
  Party party = Party::vendor;
  Recipient to;
  std::string
      draft_for;  // name of the customer person this is a draft for; empty: meant for the reader
};

// Each person once, in role order. A role nobody fills (unknown owner, team, inactive) falls to the
// party's lead; a customer's person becomes a draft for the coordinator unless notify.customer =
// "send" (design.md §3 rule 9).
std::vector<Hearer> audience_of(const Plan& plan, const Signal& signal, const Settings& settings);
// The lead who stands in for a person nobody can reach; empty person when the party names none.
Hearer stand_in(const Plan& plan, Party party, const Settings& settings);

}  // namespace closemap
