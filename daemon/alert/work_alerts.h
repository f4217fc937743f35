// Alerts about our own work: the same life as those of plans, told to the operator alone
// (mapping/signal/own_work.h, domain.md §4.1).
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>

#include "daemon/alert/outbox_writer.h"
#include "daemon/store/store.h"
#include "mapping/core/ids.h"
#include "mapping/signal/own_work.h"

namespace closemap {

// They lie on one board of the store, in the place of a plan's.
inline constexpr Row kOwnBoard = 0;

// Thread rule: inside Store::write, core thread.
class WorkAlerts {
 public:
  struct Doors {
    Store& store;
    const Settings& settings;
    IdMaker& ids;
    OutboxWriter& outbox;
  };
  explicit WorkAlerts(Doors doors);

  const Thresholds& thresholds() const { return thresholds_; }
  // One evaluation of these keys: steps their alerts and tells of what changed. Returns when to
  // look again though nothing changes (a past instant: after the next poll), nothing when there is
  // no need. Whoever sees the same verdicts as last time does not have to ask before.
  std::optional<Instant> judge(std::span<const WorkVerdict> verdicts, Instant now);
  // Alerts of sources that are not configured any more end; nobody is told of what they did
  // themselves.
  void retire(const std::set<std::string>& sources, Instant now);

 private:
  std::optional<Instant> step_alert(AlertRow& alert, const WorkVerdict& verdict, Instant now);
  void tell(AlertRow& alert, const Signal& signal, bool over, Instant now);
  void tell_settled(AlertRow& alert, Instant now);

  Doors doors_;
  Thresholds thresholds_;
};

}  // namespace closemap
