// Applying a change set: patch, check, follow up, describe.
#include "mapping/plan/change.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "mapping/core/json_patch.h"
#include "mapping/core/text.h"
#include "mapping/plan/document.h"
#include "mapping/plan/signoff.h"
#include "mapping/plan/transitions.h"

namespace closemap {
namespace {

Error refused(const std::string& what) { return Error{Fault::permanent, what, 0}; }

// What a document shows and nobody writes: identity, observations, projections of events.
// Signatures are given by signing.
constexpr std::array<std::string_view, 10> kReadOnly{"/id",
                                                     "/schema",
                                                     "/opportunities",
                                                     "/signoffs",
                                                     "/x_closemap/contenders",
                                                     "/x_closemap/created_on",
                                                     "/x_closemap/created_stage_rank",
                                                     "/x_closemap/history",
                                                     "/x_closemap/opportunities",
                                                     "/x_closemap/template_used"};

Json value_at(const Json& document, std::string_view pointer) {
  const Json::json_pointer place{std::string(pointer)};
  return document.contains(place) ? document.at(place) : Json();
}

Status read_only(const Json& before, const Json& after) {
  for (const std::string_view pointer : kReadOnly)
    if (value_at(before, pointer) != value_at(after, pointer))
      return refused(std::string(pointer) + " is not edited by a change set: leave it as it is");
  return ok();
}

// The version may be written only as what it becomes anyway (I17).
Status version_of(const Json& document, const Plan& before) {
  const auto version = int_at(document, "version");
  if (version && (*version == before.version || *version == std::int64_t{before.version} + 1))
    return ok();
  return refused("I17 /version: the version after " + std::to_string(before.version) + " is " +
                 std::to_string(before.version + 1) + ": leave the version to closemap");
}

Status fits_schema(const Json& before, const Json& after) {
  std::vector<std::string> found = document_violations(after, UnknownFields::keep);
  if (found.empty()) return ok();
  const std::vector<std::string> old = document_violations(before, UnknownFields::keep);
  const auto fresh = std::find_if(found.begin(), found.end(), [&](const std::string& each) {
    return std::find(old.begin(), old.end(), each) == old.end();
  });
  return fresh == found.end() ? ok() : Status(refused(*fresh));
}

// Members x_* come with imports alone.
Status no_new_foreign(const Plan& before, const Plan& after) {
  for (const auto& [pointer, value] : after.imported) {
    const auto old = before.imported.find(pointer);
    if (old == before.imported.end() || old->second != value)
      return refused(pointer + ": an unknown field (additionalProperties)");
  }
  return ok();
}

Status refuse_fresh(const std::vector<Violation>& found, const std::vector<Violation>& old) {
  for (const Violation& each : found) {
    const bool known = std::any_of(old.begin(), old.end(), [&](const Violation& other) {
      return other.code == each.code && other.pointer == each.pointer;
    });
    if (each.rejects && !known) return refused(each.code + " " + each.pointer + ": " + each.what);
  }
  return ok();
}

// Any change of the terms is a new proposal (§1.3).
void drop_agreement(Plan& after, const Plan& before) {
  if (!after.economics || !before.economics) return;
  Economics was = *before.economics;
  Economics is = *after.economics;
  was.agreed_by.clear();
  is.agreed_by.clear();
  if (!(was == is)) after.economics->agreed_by.clear();
}

void follow_up(Plan& after, const Plan& before, Instant now) {
  settle_handoffs(after, &before, now);
  drop_agreement(after, before);
  refresh_sign_offs(after, before);
}

Result<Json> patched(const Json& document, const ChangeSet& change) {
  if (change.kind == ChangeSet::Kind::json_patch) return apply_json_patch(document, change.patch);
  if (!change.patch.is_object()) return refused("a merge patch of a plan is an object");
  return apply_merge_patch(document, change.patch);
}

// The plan that a patch asks for, as far as its document is concerned.
Result<Plan> wanted(const Plan& before, const ChangeSet& change) {
  const Json document = to_json(before);
  Result<Json> asked = patched(document, change);
  if (!asked) return std::move(asked).error();
  for (const Status& each :
       {version_of(*asked, before), read_only(document, *asked), fits_schema(document, *asked)})
    if (!each) return each.error();
  Result<Plan> plan = plan_from_json(*asked);
  if (!plan) return plan;
  if (const Status foreign = no_new_foreign(before, *plan); !foreign) return foreign.error();
  return plan;
}

}  // namespace

bool stale(const Plan& plan, const ChangeSet& change) {
  return change.if_match && *change.if_match != plan.version;
}

Result<Changed> apply_change(const Plan& before, const ChangeSet& change, Instant now,
                             const InvariantRules& rules) {
  if (stale(before, change))
    return refused("precondition failed (412): the change was made for version " +
                   std::to_string(*change.if_match) + " and the plan is at version " +
                   std::to_string(before.version) + ": read it again and repeat the change");
  Result<Plan> asked = wanted(before, change);
  if (!asked) return std::move(asked).error();
  Changed out{std::move(*asked), {}, {}};
  out.plan.version = before.version;
  if (out.plan == before) return out;
  out.plan.version = before.version + 1;
  const std::vector<Violation> found = check_invariants(out.plan, now, rules);
  for (const Status& each : {refuse_fresh(forbidden_transitions(before, out.plan), {}),
                             refuse_fresh(check_change(before, out.plan), {}),
                             refuse_fresh(found, check_invariants(before, now, rules))})
    if (!each) return each.error();
  follow_up(out.plan, before, now);
  for (const Violation& each : found)
    if (!each.rejects) out.lints.push_back(each);
  out.events = diff_events(&before, out.plan, change.actor, change.reason);
  return out;
}

}  // namespace closemap
