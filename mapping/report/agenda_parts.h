// The parts of an agenda, one file each.
#pragma once

#include <vector>

#include "mapping/report/agenda.h"

namespace closemap {

// An agenda's input and what its reader sees of the plan.
struct Review {
  const AgendaInput& input;
  const Plan& seen;
  std::optional<Party> reader;
  Date today;

  bool customer() const { return reader == Party::customer; }
  const Milestone* step(const std::string& id) const;  // null when the reader does not see it
};

// "Mon 2026-04-06 → Mon 2026-04-13 (+5 working days)", in the step's calendar.
std::string date_change(const Network& network, Node node, Date from, Date to);

std::vector<AgendaItem> what_moved(const Review& review);
std::vector<AgendaItem> what_is_stuck(const Review& review);
std::vector<AgendaItem> what_needs_escalation(const Review& review);
std::vector<AgendaItem> where_it_stands(const Review& review);

}  // namespace closemap
