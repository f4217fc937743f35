// One evaluation of one plan: what its alerts have in common, worked out once and only when asked
// for.
#pragma once

#include <array>
#include <forward_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/alert/audience.h"
#include "daemon/alert/outbox_writer.h"
#include "daemon/sync/pass.h"
#include "mapping/schedule/absorb.h"
#include "mapping/signal/lifecycle.h"

namespace closemap {

// A person who hears of a signal, and over which notifiers; `carriers.able` is empty when none
// reaches that person.
struct Reached {
  const Hearer* hearer = nullptr;
  Routed routed;
  Carriers carriers;
};

// REQUIRES: what it is made of outlives it unchanged. What it hands out lives as long as it does.
class Frame {
 public:
  Frame(EvaluatedPlan& evaluated, const std::vector<Signal>& found, const Settings& settings,
        OutboxWriter& outbox, Instant at);

  // Who hears of the signal, in role order. `severity` as the alert says it.
  const std::vector<Reached>& reached(const Signal& signal, Audience audience,
                                      std::string_view severity);
  bool may_hear(const Hearer& hearer, const Signal& signal);
  // One who was told before, wherever the signal's roles lead now; may be null.
  const Hearer* person(const std::string& id) { return hearers_.person(id); }
  Reached reach(const Hearer& hearer, const Signal& signal, std::string_view severity) const;
  const Hearer* stand_in(Party party) { return hearers_.stand_in(party); }
  const Plan& seen_by(Party party);
  // What could win the close anchor's days back; null unless its forecast is late and the signal's
  // notice says it.
  const Absorption* what_wins_back(const Signal& signal);
  const std::string& text_of(const AlertLife& life);  // life_text(): most alerts of a plan say the
                                                      // same

  EvaluatedPlan& plan;
  const std::vector<Signal>& signals;
  const Instant now;
  const bool waits;  // some notice of this plan has not gone yet

 private:
  struct Audible {  // whom all signals of one name, severity, audience and party reach
    std::string signal, severity;
    Audience audience;
    std::optional<Party> party;
    std::vector<Reached> reached;
  };
  std::vector<const Hearer*> who_may_hear(const Signal& signal, Audience audience);
  std::vector<Reached> reach_all(const Signal& signal, Audience audience,
                                 std::string_view severity);

  const Settings& settings_;
  const OutboxWriter& outbox_;
  Hearers hearers_;
  std::vector<std::string_view> connectors_;  // the plan's sources, for the routes
  std::forward_list<Audible> audible_;
  std::vector<Reached> once_;  // whom a signal reaches that concerns one step's people
  std::array<std::unique_ptr<const Plan>, kParties.size()> views_;
  bool absorbed_ = false;
  std::optional<Absorption> absorption_;
  std::optional<AlertLife> life_;
  std::string life_text_;  // of life_
};

}  // namespace closemap
