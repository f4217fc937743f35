// Applying a change set: patch, check, follow up, describe.
#include "mapping/plan/change.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "mapping/core/json_patch.h"
#include "mapping/core/text.h"
#include "mapping/plan/document.h"
#include "mapping/plan/signoff.h"
#include "mapping/plan/transitions.h"

namespace closemap {
namespace {

Error refused(const std::string& what) { return Error{Fault::permanent, what, 0}; }

// What a document shows and no change set writes: identity, observations, projections of events,
// and what has its own act with its own guard.
struct ReadOnly {
  std::string_view pointer, instead;
};
constexpr std::string_view kLeave = "leave it as it is";
constexpr std::string_view kState = "propose, activate, pause, resume, close or reopen the plan";
constexpr std::array<ReadOnly, 14> kReadOnly{{{"/id", kLeave},
                                              {"/schema", kLeave},
                                              {"/status", kState},
                                              {"/opportunities", kLeave},
                                              {"/signoffs", "let the party sign or decline"},
                                              {"/x_closemap/baselined_on", "rebaseline the plan"},
                                              {"/x_closemap/contenders", kLeave},
                                              {"/x_closemap/created_on", kLeave},
                                              {"/x_closemap/created_stage_rank", kLeave},
                                              {"/x_closemap/history", kLeave},
                                              {"/x_closemap/opportunities", kLeave},
                                              {"/x_closemap/pause_reason", kState},
                                              {"/x_closemap/paused_from", kState},
                                              {"/x_closemap/template_used", kLeave}}};

Json value_at(const Json& document, std::string_view pointer) {
  const Json::json_pointer place{std::string(pointer)};
  return document.contains(place) ? document.at(place) : Json();
}

Status read_only(const Json& before, const Json& after) {
  for (const ReadOnly& each : kReadOnly)
    if (value_at(before, each.pointer) != value_at(after, each.pointer))
      return refused(std::string(each.pointer) +
                     " is not written by a change set: " + std::string(each.instead));
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

// §1.5: a step is reopened only with a reason.
Status reopened_with_reason(const Plan& before, const Plan& after, const std::string& reason) {
  if (!trim(reason).empty()) return ok();
  for (const auto& [id, was] : before.milestones) {
    const auto is = after.milestones.find(id);
    if (was.status == MilestoneStatus::complete && is != after.milestones.end() &&
        is->second.status != MilestoneStatus::complete)
      return refused("/milestones/" + id +
                     "/status: a complete step is reopened only with a reason: give one");
  }
  return ok();
}

// Completed by this change, with nothing to show for it.
bool unproven(const Plan& before, const std::string& id, const Milestone& step) {
  const auto was = before.milestones.find(id);
  return step.status == MilestoneStatus::complete && step.evidence.empty() &&
         (was == before.milestones.end() || was->second.status != MilestoneStatus::complete);
}

// §1.5: without evidence a step is complete on its owner's word, and nobody else's.
Status attested_by_owner(const Plan& before, const Plan& after, const std::string& actor) {
  for (const auto& [id, step] : after.milestones) {
    if (!unproven(before, id, step)) continue;
    const auto owner = after.people.find(step.owner);
    const bool own = owner != after.people.end() && !actor.empty() &&
                     (owner->first == actor || owner->second.email == actor);
    if (!own)
      return refused("/milestones/" + id +
                     "/status: a step is completed without evidence by its owner alone: add "
                     "evidence, or let the owner say so");
  }
  return ok();
}

void attest(Plan& after, const Plan& before, Instant now) {
  for (auto& [id, step] : after.milestones)
    if (unproven(before, id, step)) step.evidence.push_back(attestation(step.owner, now));
}

// Any change of the terms is a new proposal, and nobody agrees for another (§1.3).
void keep_agreement(Plan& after, const Plan& before) {
  if (!after.economics) return;
  Economics is = *after.economics;
  Economics was = before.economics.value_or(Economics{});
  const std::vector<Party> stood = std::exchange(was.agreed_by, {});
  is.agreed_by.clear();
  std::vector<Party>& by = after.economics->agreed_by;
  if (!(was == is)) by.clear();
  std::erase_if(
      by, [&](Party party) { return std::find(stood.begin(), stood.end(), party) == stood.end(); });
}

void follow_up(Plan& after, const Plan& before, Instant now) {
  attest(after, before, now);
  settle_handoffs(after, &before, now);
  keep_agreement(after, before);
  refresh_sign_offs(after, before);
}

// §1.1: text holds no control characters but line breaks. REQUIRES: parse_json's depth.
bool has_controls(const Json& value) {
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    return std::any_of(text.begin(), text.end(), [](char c) {
      return (static_cast<unsigned char>(c) < ' ' && c != '\n') || c == '\x7f';
    });
  }
  return value.is_structured() && std::any_of(value.begin(), value.end(), has_controls);
}

Result<Json> patched(Json document, const ChangeSet& change) {
  Result<Json> patch = parse_json(change.patch);
  if (!patch) return std::move(patch).error().within("patch");
  if (has_controls(*patch))
    return refused(
        "a text of the patch holds a control character: only line breaks may stand in it");
  if (change.kind == ChangeSet::Kind::json_patch)
    return apply_json_patch(std::move(document), *patch);
  if (!patch->is_object()) return refused("a merge patch of a plan is an object");
  return apply_merge_patch(std::move(document), *patch);
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

bool nothing_but_version(const Plan& before, Plan after) {
  after.version = before.version;
  return after == before;
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
  out.plan.version = before.version + 1;
  const std::vector<Violation> found = check_invariants(out.plan, now, rules);
  for (const Status& each : {reopened_with_reason(before, out.plan, change.reason),
                             attested_by_owner(before, out.plan, change.actor),
                             refuse_fresh(forbidden_transitions(before, out.plan), {}),
                             refuse_fresh(check_change(before, out.plan), {}),
                             refuse_fresh(found, check_invariants(before, now, rules))})
    if (!each) return each.error();
  follow_up(out.plan, before, now);
  if (nothing_but_version(before, out.plan)) return Changed{before, {}, {}};
  for (const Violation& each : found)
    if (!each.rejects) out.lints.push_back(each);
  out.events = diff_events(&before, out.plan, change.actor, change.reason);
  return out;
}

}  // namespace closemap
