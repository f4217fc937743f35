// Who hears of a signal: its roles as people of the plan (domain.md §4 column audience, design.md
// §3 rule 7).
#pragma once

#include <forward_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.h"
#include "connectors/api/notice.h"
#include "mapping/plan/plan.h"
#include "mapping/signal/signal.h"

namespace closemap {

struct Hearer {
  std::string of;      // person id of the plan whom it concerns
  std::string person;  // person id of the plan who reads it: another one for a draft
  Party party = Party::vendor;
  Recipient to;
  std::string
      draft_for;  // name of the customer person this is a draft for; empty: meant for the reader
};

// Who hears of a plan's signals: everybody is looked up once, however many signals there are. What
// it hands out lives as long as it does. REQUIRES: plan and settings outlive it unchanged.
class Hearers {
 public:
  Hearers(const Plan& plan, const Settings& settings) : plan_(plan), settings_(settings) {}

  // Each person once, in role order. A role nobody fills (unknown owner, team, inactive) falls to
  // the party's lead; a customer's person becomes a draft for the coordinator unless
  // notify.customer = "send" (design.md §3 rule 9). `audience`: the signal's own, or the part of it
  // that is to hear.
  std::vector<const Hearer*> of(const Signal& signal, Audience audience);
  // The person, or the coordinator with a draft for them; null when nobody can be written to.
  const Hearer* person(const std::string& id);
  // The lead who stands in for a person nobody can reach; null when the party names none.
  const Hearer* stand_in(Party party);

 private:
  class Roll;
  struct Known {
    std::string_view id;  // of the plan's person
    bool acts = false;    // can be written to
    std::optional<Hearer> hearer;
  };
  const Known& known(const std::string& id);
  std::optional<Hearer> hearer_of(const std::string& id) const;

  const Plan& plan_;
  const Settings& settings_;
  std::forward_list<Known> known_;
};

// Whether the same people hear whatever the subject is: no role of it is that of one step or
// handoff.
bool same_for_every_subject(Audience audience);

}  // namespace closemap
