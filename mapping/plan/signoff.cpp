// Material subsets, their hashes, signing and declining.
#include "mapping/plan/signoff.h"

#include <nlohmann/json.hpp>

#include "mapping/core/digest.h"
#include "mapping/plan/document.h"
#include "mapping/plan/view.h"

namespace closemap {
namespace {

Json text_or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json material_anchors(const Plan& seen) {
  Json out = Json::object();
  for (const auto& [id, anchor] : seen.anchors)
    out[id] = {{"date", to_text(anchor.date)},
               {"basis", to_text(anchor.basis)},
               {"source", to_text(anchor.source)}};
  return out;
}

Json material_dates(const Plan& seen) {
  Json out = Json::object();
  const auto add = [&](const char* name, const std::optional<Date>& date) {
    if (date) out[name] = to_text(*date);
  };
  add("decision_target", seen.decision_target);
  add("signature_target", seen.signature_target);
  add("go_live_target", seen.go_live_target);
  return out;
}

Json material_milestones(const Plan& seen) {
  Json out = Json::object();
  for (const auto& [id, milestone] : seen.milestones)
    if (milestone.disposition == Disposition::active)
      out[id] = {{"title", milestone.title},
                 {"party", to_text(milestone.party)},
                 {"owner", text_or_null(milestone.owner)}};
  return out;
}

Json material_gates(const Plan& seen) {
  Json out = Json::object();
  for (const auto& [id, gate] : seen.gates)
    out[id] = {{"kind", gate.kind},
               {"approver", text_or_null(gate.approver)},
               {"required", gate.required}};
  return out;
}

Json material_criteria(const Plan& seen) {
  Json out = Json::object();
  for (const auto& [id, criterion] : seen.success_criteria)
    out[id] = {{"text", criterion.text},
               {"target", criterion.target},
               {"how_validated", criterion.how_validated}};
  return out;
}

// Who agreed is a decision about the economics, not a part of them.
Json material_economics(const Plan& seen) {
  Plan only;
  only.economics = seen.economics;
  only.economics->agreed_by.clear();
  return to_json(only).at("economics");
}

Status may_decide(const Plan& plan, Party party, const std::string& by, std::string_view deed) {
  const auto refused = [&](const std::string& why) {
    return Error{Fault::permanent, std::string(deed) + " is refused: " + why, 0};
  };
  if (plan.status == PlanStatus::draft) return refused("the plan is a draft; propose it first");
  if (closed(plan.status))
    return refused("the plan is " + std::string(to_text(plan.status)) + "; reopen it first");
  const auto person = plan.people.find(by);
  if (person == plan.people.end() || person->second.kind != PersonKind::person)
    return refused("nobody is named; give the id of a person of the " +
                   std::string(to_text(party)));
  if (person->second.party != party)
    return refused(person->second.name + " is not of the " + std::string(to_text(party)) +
                   "; a party is signed for by its own people");
  return ok();
}

SignOff& sign_off_of(Plan& plan, Party party) {
  return plan.signoffs[static_cast<std::size_t>(party)];
}

}  // namespace

Json material_subset(const Plan& plan, Party party) {
  const Plan seen = view(plan, party);
  Json out{{"anchors", material_anchors(seen)},           {"key_dates", material_dates(seen)},
           {"milestones", material_milestones(seen)},     {"gates", material_gates(seen)},
           {"success_criteria", material_criteria(seen)}, {"if_criteria_met", nullptr}};
  if (seen.if_criteria_met)
    out["if_criteria_met"] = {{"next", seen.if_criteria_met->next},
                              {"milestone", text_or_null(seen.if_criteria_met->milestone)}};
  if (party != Party::customer && seen.economics) out["economics"] = material_economics(seen);
  return out;
}

std::string content_hash(const Plan& plan, Party party) {
  return to_hex(sha256(dump_json(material_subset(plan, party))));
}

Status sign(Plan& plan, Party party, const Signature& signature) {
  if (Status may = may_decide(plan, party, signature.by, "signing"); !may) return may;
  SignOff& sign_off = sign_off_of(plan, party);
  std::string hash = content_hash(plan, party);
  if (sign_off.state == SignOffState::signed_ && sign_off.content_hash == hash) return ok();
  sign_off = {SignOffState::signed_, signature.by, std::move(hash),
              signature.method,      plan.version, signature.at};
  return ok();
}

Status decline(Plan& plan, Party party, const Signature& signature) {
  if (Status may = may_decide(plan, party, signature.by, "declining"); !may) return may;
  SignOff& sign_off = sign_off_of(plan, party);
  sign_off.state = SignOffState::declined;
  sign_off.by = signature.by;
  sign_off.method = signature.method;
  sign_off.at = signature.at;
  return ok();
}

std::vector<Party> refresh_sign_offs(Plan& plan, const Plan& before) {
  std::vector<Party> stale;
  for (const Party party : kParties) {
    SignOff& sign_off = sign_off_of(plan, party);
    if (sign_off.state != SignOffState::signed_) continue;
    const std::string signed_hash =
        sign_off.content_hash.empty() ? content_hash(before, party) : sign_off.content_hash;
    if (content_hash(plan, party) == signed_hash) continue;
    sign_off.state = SignOffState::stale;
    stale.push_back(party);
  }
  return stale;
}

}  // namespace closemap
