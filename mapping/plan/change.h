// Change sets: how a person or a program edits a plan document (domain.md §1.4 I17, §7).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mapping/plan/event.h"
#include "mapping/plan/invariants.h"

namespace closemap {

struct ChangeSet {
  enum class Kind { json_patch, merge_patch };  // RFC 6902, RFC 7396
  Kind kind = Kind::merge_patch;
  std::string patch;            // its JSON text; of the document that to_json() shows
  std::optional<int> if_match;  // the version it was made for; without it, whatever is there
  std::string actor;            // as in PlanEvent
  std::string reason;           // goes into the events that want one
};

struct Changed {
  Plan plan;
  std::vector<PlanEvent> events;
  std::vector<Violation> lints;  // accepted and worth saying
};

// If-Match names another version than the plan has: HTTP 412. apply_change then refuses.
bool stale(const Plan& plan, const ChangeSet& change);

// The whole change or nothing. Applied to a copy of the document, then checked: test operations,
// the schema, fields that no patch writes (/id, /schema, /status, /signoffs, /opportunities,
// projections, members x_*), the invariants (rules.origin as given), the state machines (§1.5).
// What was wrong before the change does not stop it; what it makes wrong does. Then what follows by
// itself: a step its owner completes without evidence gets an attestation, handoffs are offered or
// fall back, changed economics lose their agreement, signatures become stale. The version grows by
// one, unless nothing changed. Errors are permanent and name the pointer and the rule.
Result<Changed> apply_change(const Plan& before, const ChangeSet& change, Instant now,
                             const InvariantRules& rules = {});

}  // namespace closemap
