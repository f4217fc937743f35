// Whose clock decides which day it is (domain.md §1.1, §11 §4: person, else party, else plan).
#pragma once

#include "mapping/plan/plan.h"

namespace closemap {

// An unknown or empty name is UTC; the configuration has refused unknown names before.
inline Zone zone_or_utc(const std::string& name) {
  const Result<Zone> found = Zone::find(name);
  return found ? *found : Zone{};
}

// The zone of a milestone's owner.
inline Zone owner_zone(const Plan& plan, const Milestone& milestone) {
  const auto owner = plan.people.find(milestone.owner);
  if (owner != plan.people.end() && !owner->second.timezone.empty())
    return zone_or_utc(owner->second.timezone);
  const std::string& party = plan.party(milestone.party).timezone;
  return zone_or_utc(party.empty() ? plan.timezone : party);
}

}  // namespace closemap
