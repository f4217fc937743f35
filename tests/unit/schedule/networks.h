// Small networks for the scheduler's tests.
#pragma once

#include <catch2/catch.hpp>
#include <string>

#include "mapping/schedule/solve.h"

namespace closemap {

inline Date day(const std::string& text) { return *parse_date(text); }

// A plan that starts and stands on Monday 2026-03-02, Monday to Friday.
inline Network empty_network() {
  Network network;
  network.plan_start = network.status_date = day("2026-03-02");
  network.calendars.emplace_back();
  return network;
}

inline NetworkMilestone& add(Network& network, const std::string& id,
                             std::optional<int> duration = {}) {
  NetworkMilestone& m = network.add(id);
  m.duration_bd = duration;
  return m;
}

inline NetworkEdge& link(Network& network, Node pred, Node succ, Lag lag = {}) {
  network.edges.push_back({pred, succ, lag, {}, Hardness::mandatory});
  return network.edges.back();
}

inline Schedule solved(const Network& network) {
  const Result<Schedule> schedule = solve(network);
  REQUIRE(schedule);
  return *schedule;
}

inline std::string text(std::optional<Date> date) { return date ? to_text(*date) : "none"; }

}  // namespace closemap
