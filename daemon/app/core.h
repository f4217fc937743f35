// The core: store, settings and every decision, on one thread. Commands, the run loop, `once` and
// `replay` drive it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/settings.h"
#include "daemon/store/store.h"
#include "mapping/core/random.h"
#include "mapping/core/result.h"
#include "mapping/schedule/solve.h"

namespace closemap {

// How one source or notifier is doing; kept in memory (L16).
struct ConnectorHealth {
  std::string name, type;
  std::string state;  // "waiting" "reading" "ok" "failing" "blind" "parked" (source); "ok"
                      // "failing" (notifier)
  std::string error;  // last error, empty when ok
  std::optional<Instant> last_success, last_new_data, next_poll;
  int failures = 0;  // in a row
};

// A change a person makes with `closemap plan edit`.
struct PlanEdit {
  enum class Kind {
    accept_forecast,
    propose,
    pause,
    resume,
    accept_handoff,
    review_held,  // now; the next one is [plan] review_every later
    next_review,  // is at `when`
    merge,        // `change`, a JSON Merge Patch of the plan document
    patch,        // the same, a JSON Patch
    sign          // `person` signs for `party` what it sees now
  };
  Kind kind = Kind::accept_forecast;
  std::string by;            // who asks: operating-system user or e-mail
  std::string reason;        // pause, change
  std::string handoff = {};  // accept_handoff: its id; the coordinator answers for the receiver
  std::string when = {};     // "2026-04-07", "2026-04-07T14:00" in the plan's zone
  std::string change = {};   // JSON text
  std::optional<int> if_match = {};  // change: the version it was made for
  std::string person = {};           // e-mail of who decides, where it is not `by`
  Party party = Party::vendor;       // sign
};

// A plan with everything derived from it, for showing.
struct PlanInView {
  StoredPlan stored;
  Plan plan;
  Network network;
  Schedule schedule;
};

// Thread rule: the core thread only.
class Core {
 public:
  virtual ~Core() = default;

  virtual Store& store() = 0;
  virtual const Settings& settings() const = 0;
  virtual Instant now() const = 0;

  virtual Result<PlanInView> plan(
      const std::string& id) = 0;  // id, unique prefix of it, or a CRM's opportunity id
  virtual Status edit(const std::string& plan_id, const PlanEdit& edit) = 0;
  virtual Status confirm_link(Row link, const std::string& by) = 0;
  virtual Status reject_link(Row link, const std::string& by) = 0;
  virtual Status undo_link(Row link, const std::string& by) = 0;  // a decided link back to review
  virtual Status retry_outbox(Row row) = 0;                       // dead or uncertain -> pending
  virtual Result<std::int64_t> retry_quarantine(
      Row row) = 0;  // 0: all; asks the sources again from the start of what failed
  virtual std::vector<ConnectorHealth> health() const = 0;
  virtual void poll_now(const std::string& connector) = 0;  // "" = all
  // Its next poll reads all again and is taken in whatever it lacks: without the mass-change guard.
  virtual Status believe(const std::string& connector) = 0;
};

}  // namespace closemap
