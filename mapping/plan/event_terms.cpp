// What changed in approvals, criteria, risks, economics and the plan's story, as events.
#include <algorithm>

#include "mapping/plan/document_write.h"
#include "mapping/plan/event_diff.h"

namespace closemap::events {
namespace {

// A part as the document shows it; null when there is none.
template <class T>
Json shown(const T& part) {
  std::string text;
  JsonWriter out(text);
  document::write(out, part);
  Result<Json> json = parse_json(text);
  return json ? std::move(*json) : Json();
}
template <class T>
Json shown(const std::optional<T>& part) {
  return part ? shown(*part) : Json();
}

// The members of two shown parts that differ.
Json differing(const Json& was, const Json& is) {
  Json fields = Json::object();
  const auto value = [](const Json& part, const std::string& name) {
    const Json* found = find(part, name);
    return found == nullptr ? Json() : *found;
  };
  for (const Json* part : {&was, &is})
    for (const auto& [name, ignored] : part->items())
      if (value(was, name) != value(is, name))
        fields[name] = from_to(value(was, name), value(is, name));
  return fields;
}

// A decision has an event of its own; the other fields are a change.
template <class T>
void decided(Comparison& plans, const std::string& kind, const std::string& id, const T& was,
             const T& is, Json about) {
  if (was.state != is.state) {
    about.update(from_to(to_text(was.state), to_text(is.state)));
    plans.add_with_reason(kind + ".decided", id, about);
  }
  Json fields = differing(shown(was), shown(is));
  for (const char* decision : {"state", "decided_at", "decided_on"})
    if (was.state != is.state) fields.erase(decision);
  if (!fields.empty()) plans.add(kind + ".changed", id, fields);
}

template <class T, class About>
void compare_decided(Comparison& plans, const std::string& kind,
                     const std::map<std::string, T>& before, const std::map<std::string, T>& after,
                     About about) {
  compare_maps(
      before, after,
      [&](const std::string& id, const T& is) { plans.add(kind + ".added", id, shown(is)); },
      [&](const std::string& id, const T& was, const T& is) {
        decided(plans, kind, id, was, is, about(is));
      },
      [&](const std::string& id, const T& was) { plans.add(kind + ".removed", id, about(was)); });
}

Json about_risk(const Risk& risk) { return {{"text", risk.text}}; }

void economics_agreed(Comparison& plans) {
  const bool stood = plans.before.economics && agreed(*plans.before.economics);
  if (stood || !agreed(*plans.after.economics)) return;
  plans.add("economics.agreed", "", {{"agreed_by", shown(plans.after.economics)["agreed_by"]}});
}

}  // namespace

void compare_gates(Comparison& plans) {
  compare_decided(plans, "gate", plans.before.gates, plans.after.gates, [](const Gate& gate) {
    return Json{{"kind", gate.kind}, {"approver", value_of(gate.approver)}};
  });
}

void compare_criteria(Comparison& plans) {
  compare_decided(plans, "criterion", plans.before.success_criteria, plans.after.success_criteria,
                  [](const SuccessCriterion& criterion) {
                    return Json{{"text", criterion.text}};
                  });
}

void compare_risks(Comparison& plans) {
  compare_maps(
      plans.before.risks, plans.after.risks,
      [&](const std::string& id, const Risk& is) { plans.add("risk.added", id, shown(is)); },
      [&](const std::string& id, const Risk& was, const Risk& is) {
        if (was.state != is.state) {
          Json payload = about_risk(is);
          payload.update(from_to(to_text(was.state), to_text(is.state)));
          plans.add_with_reason("risk." + std::string(to_text(is.state)), id, payload);
        }
        Json fields = differing(shown(was), shown(is));
        fields.erase("state");
        if (!fields.empty()) plans.add("risk.changed", id, fields);
      },
      [&](const std::string& id, const Risk& was) {
        plans.add("risk.removed", id, about_risk(was));
      });
}

void compare_economics(Comparison& plans) {
  if (plans.before.economics == plans.after.economics) return;
  if (!plans.after.economics) return plans.add("economics.withdrawn", "", Json::object());
  const Json was = shown(plans.before.economics);
  const Json is = shown(plans.after.economics);
  Json fields = differing(was.is_null() ? Json::object() : was, is);
  const bool only_agreed = fields.size() == 1 && fields.contains("agreed_by");
  if (!only_agreed) plans.add_with_reason("economics.proposed", "", {{"fields", fields}});
  economics_agreed(plans);
  const bool all_agreed = agreed(*plans.after.economics);
  if (only_agreed && !all_agreed)
    plans.add("economics.changed", "", {{"agreed_by", is.value("agreed_by", Json::array())}});
}

// The texts of the plan: context, outcome, compelling event, what follows met criteria.
void compare_story(Comparison& plans) {
  const auto look = [&](const char* part, const auto& was, const auto& is) {
    if (was == is) return;
    plans.add("plan.changed", "", {{part, from_to(shown(was), shown(is))}});
  };
  look("shared_context", plans.before.shared_context, plans.after.shared_context);
  look("joint_outcome", plans.before.joint_outcome, plans.after.joint_outcome);
  look("compelling_event", plans.before.compelling_event, plans.after.compelling_event);
  look("if_criteria_met", plans.before.if_criteria_met, plans.after.if_criteria_met);
}

// Who is called, and who sees what. Provenance is no fact of its own: it says where others are
// from.
void compare_sharing(Comparison& plans) {
  if (plans.before.escalation_path != plans.after.escalation_path)
    plans.add("plan.changed", "",
              {{"escalation_path",
                from_to(shown(plans.before.escalation_path), shown(plans.after.escalation_path))}});
  const auto rules = [](const Plan& plan) {
    Json out = Json::object();
    for (const auto& [pointer, parties] : plan.visibility) out[pointer] = shown(parties);
    return out;
  };
  if (plans.before.visibility != plans.after.visibility)
    plans.add("plan.changed", "",
              {{"visibility", from_to(rules(plans.before), rules(plans.after))}});
}

}  // namespace closemap::events
