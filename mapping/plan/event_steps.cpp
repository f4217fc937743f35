// What changed in the steps of a plan, as events.
#include <algorithm>
#include <map>

#include "mapping/plan/event_diff.h"

namespace closemap::events {
namespace {

void added(Comparison& plans, const std::string& id, const Milestone& milestone) {
  plans.add("milestone.added", id,
            {{"title", milestone.title},
             {"party", to_text(milestone.party)},
             {"owner", value_of(milestone.owner)},
             {"due", value_of(milestone.due)},
             {"status", to_text(milestone.status)}});
}

void disposition(Comparison& plans, const std::string& id, const Milestone& from,
                 const Milestone& to) {
  if (from.disposition == to.disposition) return;
  const Json payload = from_to(to_text(from.disposition), to_text(to.disposition));
  if (to.disposition == Disposition::active)
    plans.add("milestone.restored", id, payload);
  else
    plans.add_with_reason(
        to.disposition == Disposition::waived ? "milestone.waived" : "milestone.removed", id,
        payload);
}

void owner(Comparison& plans, const std::string& id, const Milestone& from, const Milestone& to) {
  Changes who;
  who.look("owner", from.owner, to.owner);
  who.look("owner_word", from.owner_word, to.owner_word);
  who.look("owner_parties", from.owner_parties, to.owner_parties);
  who.look("party", std::string(to_text(from.party)), std::string(to_text(to.party)));
  if (!who.any()) return;
  Json payload = from_to(value_of(from.owner.empty() ? from.owner_word : from.owner),
                         value_of(to.owner.empty() ? to.owner_word : to.owner));
  payload["fields"] = who.fields();
  plans.add("milestone.owner_set", id, payload);
}

void due(Comparison& plans, const std::string& id, const Milestone& from, const Milestone& to) {
  if (from.due == to.due) return;
  Json payload = from_to(value_of(from.due), value_of(to.due));
  payload["party"] = to_text(to.party);
  plans.add_with_reason("milestone.due_changed", id, payload);
}

void status(Comparison& plans, const std::string& id, const Milestone& from, const Milestone& to) {
  Changes more;
  more.look("actual", from.actual, to.actual);
  more.look("actual_start", from.actual_start, to.actual_start);
  more.look("blocked_reason", from.blocked_reason, to.blocked_reason);
  if (from.status == to.status && !more.any()) return;
  Json payload = from_to(to_text(from.status), to_text(to.status));
  if (more.any()) payload["fields"] = more.fields();
  plans.add_with_reason("milestone.status_changed", id, payload);
}

Json json_of(const Evidence& evidence) {
  return {{"kind", evidence.kind},
          {"ref", evidence.ref},
          {"by", value_of(evidence.by)},
          {"at", to_text(evidence.at)}};
}

// Evidence is added to, hardly ever taken away; what went is a changed field of the step.
void evidence(Comparison& plans, const std::string& id, const Milestone& from,
              const Milestone& to) {
  for (const Evidence& each : to.evidence)
    if (std::find(from.evidence.begin(), from.evidence.end(), each) == from.evidence.end())
      plans.add("milestone.evidence_added", id, json_of(each));
}

bool evidence_gone(const Milestone& from, const Milestone& to) {
  return std::any_of(from.evidence.begin(), from.evidence.end(), [&](const Evidence& each) {
    return std::find(to.evidence.begin(), to.evidence.end(), each) == to.evidence.end();
  });
}

std::string estimate_text(const std::optional<Estimate3>& estimate) {
  if (!estimate) return {};
  return dump_json(Json{estimate->o, estimate->m, estimate->p});
}

void other_fields(Comparison& plans, const std::string& id, const Milestone& from,
                  const Milestone& to) {
  Changes changes;
  changes.look("title", from.title, to.title);
  changes.look("key", from.key, to.key);
  changes.look("kind", from.kind, to.kind);
  changes.look("category", from.category, to.category);
  changes.look("calendar", from.calendar, to.calendar);
  changes.look("done_condition", from.done_condition, to.done_condition);
  changes.look("baseline", from.baseline, to.baseline);
  changes.look("not_before", from.not_before, to.not_before);
  changes.look("deadline", from.deadline, to.deadline);
  changes.look("scheduled_at", from.scheduled_at, to.scheduled_at);
  changes.look("added_at", from.added_at, to.added_at);
  changes.look("duration_bd", from.duration_bd, to.duration_bd);
  changes.look("min_duration_bd", from.min_duration_bd, to.min_duration_bd);
  changes.look("remaining_bd", from.remaining_bd, to.remaining_bd);
  changes.look("estimate3", estimate_text(from.estimate3), estimate_text(to.estimate3));
  changes.look("risk", from.risk, to.risk);
  changes.look("declined_count", from.declined_count, to.declined_count);
  changes.look("extensions", from.extensions, to.extensions);
  changes.look("answered", from.answered, to.answered);
  changes.look("supporting", from.supporting, to.supporting);
  changes.named("external_refs", from.external_refs == to.external_refs);
  changes.named("evidence", !evidence_gone(from, to));
  if (changes.any()) plans.add("milestone.changed", id, changes.fields());
}

using Edge = std::pair<std::string, std::string>;
std::map<Edge, const Dependency*> edges(const Plan& plan) {
  std::map<Edge, const Dependency*> out;
  for (const Dependency& each : plan.dependencies) out.emplace(Edge{each.pred, each.succ}, &each);
  return out;
}

Json lag_of(const Dependency& each) {
  return {{"n", each.lag.n}, {"unit", each.lag.unit == LagUnit::bd ? "bd" : "cd"}};
}

void changed_dependency(Comparison& plans, const Dependency& was, const Dependency& is) {
  const Json edge{{"pred", is.pred}, {"succ", is.succ}};
  if (was.hardness != is.hardness) {
    Json payload = edge;
    payload.update(from_to(to_text(was.hardness), to_text(is.hardness)));
    plans.add("dependency.hardness_changed", is.succ, payload);
  }
  if (was.lag != is.lag || was.lag_calendar != is.lag_calendar) {
    Json payload = edge;
    payload.update(from_to(lag_of(was), lag_of(is)));
    plans.add("dependency.lag_changed", is.succ, payload);
  }
}

Json anchor_of(const Plan& plan, const std::string& id) {
  const auto found = plan.anchors.find(id);
  if (found == plan.anchors.end()) return {};
  return {{"date", to_text(found->second.date)},
          {"basis", to_text(found->second.basis)},
          {"source", to_text(found->second.source)}};
}

void handoff(Comparison& plans, const std::string& id, const Handoff* was, const Handoff& is) {
  Json payload = from_to(was == nullptr ? Json() : Json(to_text(was->state)), to_text(is.state));
  payload["what"] = is.what;
  payload["trigger"] = is.trigger;
  payload["from_party"] = to_text(is.from);
  payload["to_party"] = to_text(is.to);
  payload["to_person"] = value_of(is.to_person);
  const bool moved = was == nullptr || was->state != is.state;
  plans.add_with_reason(moved ? "handoff." + std::string(to_text(is.state)) : "handoff.changed", id,
                        payload);
}

}  // namespace

void compare_milestones(Comparison& plans) {
  compare_maps(
      plans.before.milestones, plans.after.milestones,
      [&](const std::string& id, const Milestone& milestone) { added(plans, id, milestone); },
      [&](const std::string& id, const Milestone& from, const Milestone& to) {
        disposition(plans, id, from, to);
        owner(plans, id, from, to);
        due(plans, id, from, to);
        status(plans, id, from, to);
        if (from.owner_estimate != to.owner_estimate)
          plans.add("milestone.estimated", id,
                    from_to(value_of(from.owner_estimate), value_of(to.owner_estimate)));
        evidence(plans, id, from, to);
        other_fields(plans, id, from, to);
      },
      [&](const std::string& id, const Milestone& milestone) {
        plans.add("milestone.removed", id,
                  {{"title", milestone.title}, {"party", to_text(milestone.party)}});
      });
}

void compare_dependencies(Comparison& plans) {
  if (plans.before.dependencies == plans.after.dependencies) return;
  const auto old = edges(plans.before);
  const auto now = edges(plans.after);
  for (const auto& [edge, each] : now) {
    const auto found = old.find(edge);
    if (found != old.end()) {
      changed_dependency(plans, *found->second, *each);
      continue;
    }
    plans.add("dependency.added", edge.second,
              {{"pred", edge.first},
               {"succ", edge.second},
               {"hardness", to_text(each->hardness)},
               {"lag", lag_of(*each)}});
  }
  for (const auto& [edge, each] : old)
    if (now.count(edge) == 0)
      plans.add("dependency.removed", edge.second, {{"pred", edge.first}, {"succ", edge.second}});
}

void compare_anchors(Comparison& plans) {
  if (plans.before.anchors == plans.after.anchors) return;
  std::map<std::string, Anchor> all = plans.after.anchors;
  all.insert(plans.before.anchors.begin(), plans.before.anchors.end());
  for (const auto& [id, anchor] : all) {
    Json from = anchor_of(plans.before, id);
    Json to = anchor_of(plans.after, id);
    if (from != to)
      plans.add_with_reason("anchor.changed", id, from_to(std::move(from), std::move(to)));
  }
}

void compare_handoffs(Comparison& plans) {
  compare_maps(
      plans.before.handoffs, plans.after.handoffs,
      [&](const std::string& id, const Handoff& is) { handoff(plans, id, nullptr, is); },
      [&](const std::string& id, const Handoff& was, const Handoff& is) {
        handoff(plans, id, &was, is);
      },
      [&](const std::string& id, const Handoff& was) {
        plans.add("handoff.cancelled", id,
                  from_to(to_text(was.state), to_text(HandoffState::cancelled)));
      });
}

}  // namespace closemap::events
