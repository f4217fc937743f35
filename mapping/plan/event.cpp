// What changed between two versions of a plan, as events (domain.md §3.8).
#include "mapping/plan/event.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace closemap {
namespace {

Json value_of(const std::string& text) { return text.empty() ? Json() : Json(text); }
Json value_of(std::optional<int> number) { return number ? Json(*number) : Json(); }
Json value_of(std::optional<Date> date) { return date ? Json(to_text(*date)) : Json(); }
Json value_of(std::optional<Instant> instant) { return instant ? Json(to_text(*instant)) : Json(); }
Json value_of(bool yes) { return yes; }
Json value_of(const std::vector<std::string>& list) { return list; }
Json value_of(const std::optional<Money>& money) {
  if (!money) return {};
  return {{"minor", money->minor}, {"currency", money->currency}};
}

// Collects the fields of one thing that differ: {"title": {"from": …, "to": …}}.
class Changes {
 public:
  template <class T>
  void look(std::string_view field, const T& before, const T& after) {
    if (before == after) return;
    fields_[std::string(field)] = {{"from", value_of(before)}, {"to", value_of(after)}};
  }
  bool any() const { return !fields_.empty(); }
  Json& fields() { return fields_; }

 private:
  Json fields_ = Json::object();
};

Json from_to(Json from, Json to) { return {{"from", std::move(from)}, {"to", std::move(to)}}; }

class Differ {
 public:
  Differ(const Plan& before, const Plan& after, const std::string& actor)
      : before_(before), after_(after), actor_(actor) {}

  std::vector<PlanEvent> run() {
    plan_status();
    plan_fields();
    parties();
    people();
    milestones();
    dependencies();
    anchors();
    handoffs();
    opportunities();
    contenders();
    return std::move(events_);
  }

 private:
  void add(std::string type, const std::string& subject, const Json& payload) {
    events_.push_back({std::move(type), subject, actor_, dump_json(payload)});
  }

  static bool closed(PlanStatus status) {
    return status == PlanStatus::won || status == PlanStatus::lost ||
           status == PlanStatus::abandoned;
  }
  // A pause that ends and a closed plan that opens are both a reopening; the payload says from
  // what.
  static std::string_view transition(PlanStatus from, PlanStatus to) {
    if (closed(to)) return "plan.closed";
    if (to == PlanStatus::paused) return "plan.paused";
    if (closed(from) || from == PlanStatus::paused) return "plan.reopened";
    if (to == PlanStatus::active) return "plan.activated";
    return "plan.proposed";
  }

  void plan_status() {
    if (before_.status != after_.status) {
      Json payload = from_to(to_text(before_.status), to_text(after_.status));
      if (!after_.pause_reason.empty() && after_.status == PlanStatus::paused)
        payload["reason"] = after_.pause_reason;
      add(std::string(transition(before_.status, after_.status)), "", payload);
    }
    if (before_.baselined_on && before_.baselined_on != after_.baselined_on)
      add("plan.rebaselined", "",
          from_to(value_of(before_.baselined_on), value_of(after_.baselined_on)));
  }

  void plan_fields() {
    Changes changes;
    changes.look("name", before_.name, after_.name);
    changes.look("tier", before_.tier, after_.tier);
    changes.look("timezone", before_.timezone, after_.timezone);
    changes.look("calendar", before_.calendar, after_.calendar);
    changes.look("coordinator", before_.coordinator, after_.coordinator);
    changes.look("evaluation_start", before_.evaluation_start, after_.evaluation_start);
    changes.look("milestone_order", before_.milestone_order, after_.milestone_order);
    changes.look("template_used", before_.template_used, after_.template_used);
    changes.look("dependencies_known", before_.dependencies_known, after_.dependencies_known);
    if (changes.any()) add("plan.changed", "", changes.fields());
  }

  void parties() {
    for (const Party party : kParties) {
      const std::string subject(to_text(party));
      const PartyInfo& from = before_.party(party);
      const PartyInfo& to = after_.party(party);
      Changes changes;
      changes.look("name", from.name, to.name);
      changes.look("domain", from.domain, to.domain);
      changes.look("calendar", from.calendar, to.calendar);
      changes.look("timezone", from.timezone, to.timezone);
      changes.look("lead", from.lead, to.lead);
      changes.look("executive_sponsor", from.executive_sponsor, to.executive_sponsor);
      if (changes.any()) add("party.changed", subject, changes.fields());
      sign_off(subject, before_.signoffs[static_cast<std::size_t>(party)],
               after_.signoffs[static_cast<std::size_t>(party)]);
    }
  }

  void sign_off(const std::string& subject, const SignOff& from, const SignOff& to) {
    if (from == to) return;
    Json payload = from_to(to_text(from.state), to_text(to.state));
    payload["by"] = value_of(to.by);
    payload["plan_version"] = to.plan_version;
    add("party." + std::string(to_text(to.state)), subject, payload);
  }

  // Which fields changed, not their values: a person can be erased, an event cannot (domain.md
  // §1.6).
  void people() {
    for (const auto& [id, person] : after_.people) {
      const auto old = before_.people.find(id);
      if (old == before_.people.end()) {
        add("person.added", id, {{"party", to_text(person.party)}, {"kind", to_text(person.kind)}});
        continue;
      }
      if (old->second == person) continue;
      Json fields = Json::array();
      const auto look = [&](std::string_view field, bool same) {
        if (!same) fields.push_back(field);
      };
      look("name", old->second.name == person.name);
      look("email", old->second.email == person.email);
      look("title", old->second.title == person.title);
      look("timezone", old->second.timezone == person.timezone);
      look("calendar", old->second.calendar == person.calendar);
      look("slack_user", old->second.slack_user == person.slack_user);
      look("party", old->second.party == person.party);
      look("kind", old->second.kind == person.kind);
      look("active", old->second.active == person.active);
      look("roles", old->second.roles == person.roles);
      look("refs", old->second.refs == person.refs);
      add("person.changed", id, {{"fields", fields}});
    }
    for (const auto& [id, person] : before_.people)
      if (after_.people.count(id) == 0)
        add("person.removed", id, {{"party", to_text(person.party)}});
  }

  void milestones() {
    for (const auto& [id, milestone] : after_.milestones) {
      const auto old = before_.milestones.find(id);
      if (old == before_.milestones.end())
        added(id, milestone);
      else if (!(old->second == milestone))
        changed(id, old->second, milestone);
    }
    for (const auto& [id, milestone] : before_.milestones)
      if (after_.milestones.count(id) == 0)
        add("milestone.removed", id,
            {{"title", milestone.title}, {"party", to_text(milestone.party)}});
  }

  void added(const std::string& id, const Milestone& milestone) {
    add("milestone.added", id,
        {{"title", milestone.title},
         {"party", to_text(milestone.party)},
         {"owner", value_of(milestone.owner)},
         {"due", value_of(milestone.due)},
         {"status", to_text(milestone.status)}});
  }

  void changed(const std::string& id, const Milestone& from, const Milestone& to) {
    if (from.disposition != to.disposition) disposition(id, from, to);
    if (from.owner != to.owner || from.owner_word != to.owner_word || from.party != to.party ||
        from.owner_parties != to.owner_parties) {
      Changes who;
      who.look("owner", from.owner, to.owner);
      who.look("owner_word", from.owner_word, to.owner_word);
      who.look("owner_parties", from.owner_parties, to.owner_parties);
      who.look("party", std::string(to_text(from.party)), std::string(to_text(to.party)));
      Json payload = from_to(value_of(from.owner.empty() ? from.owner_word : from.owner),
                             value_of(to.owner.empty() ? to.owner_word : to.owner));
      payload["fields"] = who.fields();
      add("milestone.owner_set", id, payload);
    }
    if (from.due != to.due) {
      Json payload = from_to(value_of(from.due), value_of(to.due));
      payload["party"] = to_text(to.party);
      add("milestone.due_changed", id, payload);
    }
    if (from.status != to.status || from.actual != to.actual ||
        from.actual_start != to.actual_start || from.blocked_reason != to.blocked_reason) {
      Json payload = from_to(to_text(from.status), to_text(to.status));
      Changes more;
      more.look("actual", from.actual, to.actual);
      more.look("actual_start", from.actual_start, to.actual_start);
      more.look("blocked_reason", from.blocked_reason, to.blocked_reason);
      if (more.any()) payload["fields"] = more.fields();
      add("milestone.status_changed", id, payload);
    }
    if (from.owner_estimate != to.owner_estimate)
      add("milestone.estimated", id,
          from_to(value_of(from.owner_estimate), value_of(to.owner_estimate)));
    other_fields(id, from, to);
  }

  void disposition(const std::string& id, const Milestone& from, const Milestone& to) {
    const Json payload = from_to(to_text(from.disposition), to_text(to.disposition));
    if (to.disposition == Disposition::active)
      add("milestone.restored", id, payload);
    else
      add(to.disposition == Disposition::waived ? "milestone.waived" : "milestone.removed", id,
          payload);
  }

  void other_fields(const std::string& id, const Milestone& from, const Milestone& to) {
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
    changes.look("duration_bd", from.duration_bd, to.duration_bd);
    changes.look("min_duration_bd", from.min_duration_bd, to.min_duration_bd);
    changes.look("remaining_bd", from.remaining_bd, to.remaining_bd);
    changes.look("supporting", from.supporting, to.supporting);
    if (changes.any()) add("milestone.changed", id, changes.fields());
  }

  using Edge = std::pair<std::string, std::string>;
  static std::map<Edge, const Dependency*> edges(const Plan& plan) {
    std::map<Edge, const Dependency*> out;
    for (const Dependency& each : plan.dependencies) out.emplace(Edge{each.pred, each.succ}, &each);
    return out;
  }
  static Json lag_of(const Dependency& each) {
    return {{"n", each.lag.n}, {"unit", each.lag.unit == LagUnit::bd ? "bd" : "cd"}};
  }

  void dependencies() {
    if (before_.dependencies == after_.dependencies) return;
    const auto old = edges(before_);
    const auto now = edges(after_);
    for (const auto& [edge, each] : now) {
      const auto found = old.find(edge);
      Json payload{{"pred", edge.first}, {"succ", edge.second}};
      if (found == old.end()) {
        payload["hardness"] = to_text(each->hardness);
        payload["lag"] = lag_of(*each);
        add("dependency.added", edge.second, payload);
        continue;
      }
      const Dependency& was = *found->second;
      if (was.hardness != each->hardness) {
        Json hardness = payload;
        hardness.update(from_to(to_text(was.hardness), to_text(each->hardness)));
        add("dependency.hardness_changed", edge.second, hardness);
      }
      if (was.lag != each->lag || was.lag_calendar != each->lag_calendar) {
        payload.update(from_to(lag_of(was), lag_of(*each)));
        add("dependency.lag_changed", edge.second, payload);
      }
    }
    for (const auto& [edge, each] : old)
      if (now.count(edge) == 0)
        add("dependency.removed", edge.second, {{"pred", edge.first}, {"succ", edge.second}});
  }

  static Json anchor_of(const Plan& plan, const std::string& id) {
    const auto found = plan.anchors.find(id);
    if (found == plan.anchors.end()) return {};
    return {{"date", to_text(found->second.date)},
            {"basis", to_text(found->second.basis)},
            {"source", to_text(found->second.source)}};
  }

  void anchors() {
    if (before_.anchors == after_.anchors) return;
    std::map<std::string, Anchor> all = after_.anchors;
    all.insert(before_.anchors.begin(), before_.anchors.end());
    for (const auto& [id, anchor] : all) {
      Json from = anchor_of(before_, id);
      Json to = anchor_of(after_, id);
      if (from != to) add("anchor.changed", id, from_to(std::move(from), std::move(to)));
    }
  }

  void handoffs() {
    for (const auto& [id, handoff] : after_.handoffs) {
      const auto old = before_.handoffs.find(id);
      const bool fresh = old == before_.handoffs.end();
      if (!fresh && old->second == handoff) continue;
      Json payload =
          from_to(fresh ? Json() : Json(to_text(old->second.state)), to_text(handoff.state));
      payload["what"] = handoff.what;
      payload["trigger"] = handoff.trigger;
      payload["from_party"] = to_text(handoff.from);
      payload["to_party"] = to_text(handoff.to);
      payload["to_person"] = value_of(handoff.to_person);
      const bool moved = fresh || old->second.state != handoff.state;
      add(moved ? "handoff." + std::string(to_text(handoff.state)) : "handoff.changed", id,
          payload);
    }
    for (const auto& [id, handoff] : before_.handoffs)
      if (after_.handoffs.count(id) == 0)
        add("handoff.cancelled", id,
            from_to(to_text(handoff.state), to_text(HandoffState::cancelled)));
  }

  // CRM values side by side; whoever shows these events to a party passes view() first.
  void opportunities() {
    for (const Party side : {Party::vendor, Party::partner}) {
      const Opportunity* from = before_.opportunity(side);
      const Opportunity* to = after_.opportunity(side);
      const Opportunity none;
      if (from == nullptr && to == nullptr) continue;
      if (from != nullptr && to != nullptr && *from == *to) continue;
      const Opportunity& was = from == nullptr ? none : *from;
      const Opportunity& is = to == nullptr ? none : *to;
      Changes changes;
      changes.look("name", was.name, is.name);
      changes.look("account_name", was.account_name, is.account_name);
      changes.look("account_domain", was.account_domain, is.account_domain);
      changes.look("stage", was.stage_raw, is.stage_raw);
      changes.look("stage_rank", was.stage_rank, is.stage_rank);
      changes.look("next_step", was.next_step, is.next_step);
      changes.look("owner", was.owner, is.owner);
      changes.look("owner_word", was.owner_word, is.owner_word);
      changes.look("amount", was.amount, is.amount);
      changes.look("close_date", was.close_date, is.close_date);
      changes.look("created_on", was.created_on, is.created_on);
      changes.look("deleted", was.deleted, is.deleted);
      changes.look("record", was.ref.record, is.ref.record);
      if (changes.any()) add("opportunity.changed", std::string(to_text(side)), changes.fields());
    }
  }

  void contenders() {
    const auto has = [](const Plan& plan, const Contender& each) {
      return std::find(plan.contenders.begin(), plan.contenders.end(), each) !=
             plan.contenders.end();
    };
    const auto payload = [](const Contender& each) -> Json {
      return {{"source", each.source}, {"value", each.value}};
    };
    for (const Contender& each : after_.contenders)
      if (!has(before_, each)) add("conflict.opened", each.pointer, payload(each));
    for (const Contender& each : before_.contenders)
      if (!has(after_, each)) add("conflict.resolved", each.pointer, payload(each));
  }

  const Plan& before_;
  const Plan& after_;
  const std::string& actor_;
  std::vector<PlanEvent> events_;
};

PlanEvent created(const Plan& plan, const std::string& actor) {
  const Json payload{{"name", plan.name},
                     {"status", to_text(plan.status)},
                     {"milestones", plan.milestones.size()},
                     {"dependencies", plan.dependencies.size()},
                     {"template", value_of(plan.template_used)}};
  return {"plan.created", "", actor, dump_json(payload)};
}

}  // namespace

std::vector<PlanEvent> diff_events(const Plan* before, const Plan& after,
                                   const std::string& actor) {
  if (before == nullptr) return {created(after, actor)};
  return Differ(*before, after, actor).run();
}

}  // namespace closemap
