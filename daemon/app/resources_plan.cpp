// One plan with its dates: who owes what, when it will be done, what that does to the customer's
// date.
#include <algorithm>
#include <array>
#include <utility>

#include "daemon/app/resources_parts.h"
#include "mapping/core/text.h"
#include "mapping/plan/document.h"
#include "mapping/reconcile/resolve.h"
#include "mapping/schedule/absorb.h"
#include "mapping/schedule/from_plan.h"
#include "mapping/schedule/slip.h"

namespace closemap::resources {
namespace {

Json person_json(const Plan& plan, const std::string& id) {
  const auto found = plan.people.find(id);
  if (found == plan.people.end()) return {};
  const Person& person = found->second;
  return {{"id", id},
          {"name", person.name},
          {"email", person.email},
          {"party", to_text(person.party)},
          {"kind", to_text(person.kind)},
          {"active", person.active}};
}

Json milestone_json(const PlanInView& view, Node node, bool driving) {
  const std::string& id = view.network.names.at(node).id;
  const ScheduledMilestone& out = view.schedule.milestones.at(node);
  const Milestone& milestone = view.plan.milestones.at(id);
  Json json{{"id", id},
            {"title", milestone.title},
            {"party", to_text(milestone.party)},
            {"owner", person_json(view.plan, milestone.owner)},
            {"owner_name", owner_name(view.plan, milestone)},
            {"status", to_text(milestone.status)},
            {"disposition", to_text(milestone.disposition)},
            {"blocked_reason", milestone.blocked_reason},
            {"kind", milestone.kind},
            {"due", value_or_null(milestone.due)},
            {"baseline", value_or_null(milestone.baseline)},
            {"actual", value_or_null(milestone.actual)},
            {"estimate", value_or_null(milestone.owner_estimate)},
            {"forecast", to_text(out.forecast)},
            {"early_finish", to_text(out.early_finish)},
            {"late_finish", value_or_null(out.late_finish)},
            {"start_by", value_or_null(start_by(view.network, view.schedule, node))},
            {"slack_bd", value_or_null(out.forecast_slack_bd)},
            {"late_bd", value_or_null(late_bd(view, node))},
            {"critical", out.critical()},
            {"on_driving_path", driving},
            {"set_by", to_text(out.set_by)}};
  json["waits_for"] = out.driver ? Json(view.network.names.at(*out.driver).id) : Json();
  return json;
}

// In the plan's own order, then what it does not name.
std::vector<Node> reading_order(const PlanInView& view) {
  std::vector<Node> nodes;
  std::vector<bool> taken(view.network.milestones.size(), false);
  for (const std::string& id : view.plan.milestone_order)
    for (Node node = 0; node < view.network.milestones.size(); ++node)
      if (!taken[node] && view.network.names[node].id == id) {
        nodes.push_back(node);
        taken[node] = true;
      }
  const std::size_t named = nodes.size();
  for (Node node = 0; node < taken.size(); ++node)
    if (!taken[node]) nodes.push_back(node);
  std::stable_sort(
      nodes.begin() + static_cast<std::ptrdiff_t>(named), nodes.end(), [&](Node a, Node b) {
        return view.schedule.milestones.at(a).forecast < view.schedule.milestones.at(b).forecast;
      });
  return nodes;
}

Json milestones_json(const PlanInView& view) {
  const ScheduledAnchor* close = close_dates(view.plan, view.network, view.schedule);
  Json list = Json::array();
  for (const Node node : reading_order(view)) {
    const bool driving = close != nullptr &&
                         std::find(close->driving_path.begin(), close->driving_path.end(), node) !=
                             close->driving_path.end();
    list.push_back(milestone_json(view, node, driving));
  }
  return list;
}

Json anchor_json(const PlanInView& view, const ScheduledAnchor& scheduled) {
  const std::string& id = view.network.names.at(scheduled.milestone).id;
  Json json{{"milestone", id},
            {"title", title_of(view.plan, id)},
            {"date", to_text(scheduled.target)},
            {"forecast", to_text(scheduled.forecast)},
            {"early_finish", to_text(scheduled.early_finish)},
            {"gap_bd", scheduled.forecast_gap_bd},
            {"gap_cd", scheduled.forecast_gap_cd},
            {"required_bd", scheduled.required_bd},
            {"available_bd", scheduled.available_bd},
            {"feasible", scheduled.feasible}};
  const auto anchor = view.plan.anchors.find(id);
  if (anchor != view.plan.anchors.end()) {
    json["basis"] = to_text(anchor->second.basis);
    json["source"] = to_text(anchor->second.source);
    json["confirmed"] = anchor->second.source != Party::vendor;
  }
  Json path = Json::array();
  for (const Node node : scheduled.driving_path) path.push_back(view.network.names.at(node).id);
  json["driving_path"] = std::move(path);
  return json;
}

// What the sources say that the customer wants, as long as no step carries that date.
Json customer_wants(Core& core, const PlanInView& view) {
  if (!view.plan.anchors.empty()) return {};
  std::array<std::optional<ObservedFields>, 2> said;
  const Status read = core.store().read([&] {
    RecordRoom& records = core.store().records();
    std::size_t at = 0;
    for (const Row row : {view.stored.vendor_record, view.stored.partner_record}) {
      const auto record = row == 0 ? std::nullopt : records.get(row);
      if (record && !record->deleted) said[at] = ObservedFields(record->fields);
      ++at;
    }
    return ok();
  });
  const auto fields = [&](std::size_t at) { return said[at] ? &*said[at] : nullptr; };
  const auto wanted = read ? mapped_customer_date(fields(0), fields(1)) : std::nullopt;
  if (!wanted) return {};
  return {{"date", to_text(wanted->date)}, {"basis", to_text(wanted->basis)}};
}

Json side_json(const Plan& plan, Party side) {
  const Opportunity* opportunity = plan.opportunity(side);
  if (opportunity == nullptr) return {};
  const auto owner = plan.people.find(opportunity->owner);
  return {{"name", opportunity->name},
          {"stage", opportunity->stage_raw},
          {"stage_rank", value_or_null(opportunity->stage_rank)},
          {"amount", value_or_null(opportunity->amount)},
          {"close_date", value_or_null(opportunity->close_date)},
          {"owner", owner == plan.people.end() ? opportunity->owner_word : owner->second.name},
          {"next_step", opportunity->next_step},
          {"deleted", opportunity->deleted},
          {"connector", opportunity->ref.connection},
          {"record", opportunity->ref.record}};
}

Json parties_json(const Plan& plan) {
  Json json = Json::object();
  for (const Party party : kParties) {
    const PartyInfo& info = plan.party(party);
    const SignOff& sign_off = plan.signoffs[static_cast<std::size_t>(party)];
    json[std::string(to_text(party))] = {{"name", info.name},
                                         {"domain", info.domain},
                                         {"lead", person_json(plan, info.lead)},
                                         {"sign_off", to_text(sign_off.state)}};
  }
  return json;
}

Json handoffs_json(const Plan& plan) {
  Json list = Json::array();
  for (const auto& [id, handoff] : plan.handoffs)
    list.push_back({{"id", id},
                    {"what", handoff.what},
                    {"sentence", handoff.what + ", " + std::string(to_text(handoff.from)) + " → " +
                                     std::string(to_text(handoff.to)) + ": " +
                                     std::string(to_text(handoff.state)) + " (" + id + ")"},
                    {"state", to_text(handoff.state)},
                    {"from", to_text(handoff.from)},
                    {"to", to_text(handoff.to)},
                    {"to_person", person_json(plan, handoff.to_person)},
                    {"trigger", handoff.trigger},
                    {"trigger_title", title_of(plan, handoff.trigger)},
                    {"offered_at", value_or_null(handoff.offered_at)},
                    {"accepted_at", value_or_null(handoff.accepted_at)}});
  return list;
}

Json contenders_json(const Plan& plan) {
  constexpr std::string_view kMilestones = "/milestones/";
  Json list = Json::array();
  for (const Contender& contender : plan.contenders) {
    Json json{{"pointer", contender.pointer},
              {"source", contender.source},
              {"sentence",
               contender_sentence(plan, contender.pointer, contender.source, contender.value)}};
    const auto value = parse_json(contender.value);
    json["value"] = value ? *value : Json(contender.value);
    std::string_view rest = contender.pointer;
    if (rest.substr(0, kMilestones.size()) == kMilestones) {
      rest.remove_prefix(kMilestones.size());
      const std::size_t slash = rest.find('/');
      json["title"] = title_of(plan, std::string(rest.substr(0, slash)));
      json["field"] = slash == std::string_view::npos ? "" : std::string(rest.substr(slash + 1));
    }
    list.push_back(std::move(json));
  }
  return list;
}

Json plan_json(Core& core, const PlanInView& view, const std::vector<AlertRow>& rows) {
  const Plan& plan = view.plan;
  Json json{{"id", plan.id},
            {"name", plan.name},
            {"version", plan.version},
            {"status", to_text(plan.status)},
            {"pause_reason", plan.pause_reason},
            {"timezone", plan.timezone},
            {"as_of", to_text(view.network.status_date)},
            {"template", plan.template_used},
            {"dependencies_known", plan.dependencies_known},
            {"coordinator", person_json(plan, plan.coordinator)},
            {"vendor", side_json(plan, Party::vendor)},
            {"partner", side_json(plan, Party::partner)},
            {"parties", parties_json(plan)},
            {"customer_date", customer_date(view)},
            {"customer_wants", customer_wants(core, view)},
            {"milestones", milestones_json(view)},
            {"alerts", alerts_of(core, view, rows)},
            {"slips", slips(view)},
            {"recovery", recovery(view)},
            {"handoffs", handoffs_json(plan)},
            {"contenders", contenders_json(plan)},
            {"document", to_json(plan)}};
  Json anchors = Json::array();
  for (const ScheduledAnchor& anchor : view.schedule.anchors)
    anchors.push_back(anchor_json(view, anchor));
  json["anchors"] = std::move(anchors);
  return json;
}

constexpr std::array<std::pair<std::string_view, PlanEdit::Kind>, 10> kEdits{
    {{"accept_forecast", PlanEdit::Kind::accept_forecast},
     {"propose", PlanEdit::Kind::propose},
     {"pause", PlanEdit::Kind::pause},
     {"resume", PlanEdit::Kind::resume},
     {"accept_handoff", PlanEdit::Kind::accept_handoff},
     {"review_held", PlanEdit::Kind::review_held},
     {"next_review", PlanEdit::Kind::next_review},
     {"merge", PlanEdit::Kind::merge},
     {"patch", PlanEdit::Kind::patch},
     {"sign", PlanEdit::Kind::sign}}};

// A change may come as JSON or as the text of it.
std::string change_in(const Json& body) {
  const Json* change = find(body, "change");
  if (change == nullptr || change->is_string()) return text_or(body, "change");
  return dump_json(*change);
}

Result<PlanEdit> edit_of(const Json& body) {
  const std::string word = text_or(body, "kind");
  const auto* kind = std::find_if(kEdits.begin(), kEdits.end(),
                                  [&](const auto& each) { return each.first == word; });
  if (kind == kEdits.end()) {
    std::string known;
    for (const auto& each : kEdits) known += (known.empty() ? "" : ", ") + std::string(each.first);
    return Error{Fault::permanent, "kind must be one of " + known};
  }
  PlanEdit edit;
  edit.kind = kind->second;
  edit.by = text_or(body, "by");
  edit.reason = text_or(body, "reason");
  edit.handoff = text_or(body, "handoff");
  edit.when = text_or(body, "when");
  edit.change = change_in(body);
  edit.person = text_or(body, "person");
  if (const Json* version = find(body, "if_match")) {
    const auto number = int_at(body, "if_match");
    if (!version->is_number_integer() || !number || !std::in_range<int>(*number))
      return Error{Fault::permanent, "if_match must be a version number, as plan show gives it"};
    edit.if_match = static_cast<int>(*number);
  }
  if (edit.by.empty()) return Error{Fault::permanent, "by must say who asks"};
  if (edit.kind == PlanEdit::Kind::pause && edit.reason.empty())
    return Error{Fault::permanent, "a pause needs a reason"};
  if (edit.kind != PlanEdit::Kind::sign) return edit;
  const auto party = parse_party(text_or(body, "party"));
  if (!party || edit.person.empty())
    return Error{Fault::permanent,
                 "party must be vendor, partner or customer, and person the e-mail of who signed"};
  edit.party = *party;
  return edit;
}

}  // namespace

std::string owner_name(const Plan& plan, const Milestone& milestone) {
  const auto found = plan.people.find(milestone.owner);
  if (found == plan.people.end()) return milestone.owner_word;
  return found->second.name.empty() ? found->second.email : found->second.name;
}

std::string title_of(const Plan& plan, const std::string& milestone) {
  const auto found = plan.milestones.find(milestone);
  return found == plan.milestones.end() ? milestone : found->second.title;
}

std::optional<int> late_bd(const PlanInView& view, Node node) {
  const NetworkMilestone& milestone = view.network.milestones.at(node);
  if (!milestone.due) return std::nullopt;
  const Calendar& calendar = view.network.calendars.at(milestone.calendar);
  return calendar.wd(*milestone.due, view.schedule.milestones.at(node).forecast);
}

ControlReply plan_error(const Error& error) {
  return error.fault == Fault::permanent ? not_found(error.what) : error_reply(error);
}

Json customer_date(const PlanInView& view) {
  const ScheduledAnchor* close = close_dates(view.plan, view.network, view.schedule);
  return close == nullptr ? Json() : anchor_json(view, *close);
}

ControlReply plan(Core& core, const ControlRequest&, const std::string& id) {
  auto view = core.plan(id);
  if (!view) return plan_error(view.error());
  std::vector<AlertRow> rows;
  const Status read = core.store().read([&] {
    rows = core.store().alerts().of_plan(view->stored.row);
    return ok();
  });
  if (!read) return error_reply(read.error());
  return json_reply(plan_json(core, *view, rows));
}

ControlReply explain_plan(Core& core, const ControlRequest& request, const std::string& id) {
  const auto limit = limit_of(request);
  if (!limit) return error_reply(400, "limit must be 1 to 1000");
  auto view = core.plan(id);
  if (!view) return plan_error(view.error());
  Status read = ok();
  Json json{{"id", view->plan.id},
            {"name", view->plan.name},
            {"status", to_text(view->plan.status)},
            {"timezone", view->plan.timezone},
            {"as_of", to_text(view->network.status_date)},
            {"customer_date", customer_date(*view)},
            {"customer_wants", customer_wants(core, *view)},
            {"slips", slips(*view)},
            {"recovery", recovery(*view)},
            {"history", history(core, *view, *limit, read)}};
  if (!read) return error_reply(read.error());
  return json_reply(json);
}

ControlReply edit_plan(Core& core, const ControlRequest& request, const std::string& id) {
  const auto body = body_of(request);
  if (!body) return error_reply(400, body.error().what);
  const auto edit = edit_of(*body);
  if (!edit) return error_reply(400, edit.error().what);
  const auto view = core.plan(id);
  if (!view) return plan_error(view.error());
  const std::string whole_id = view->plan.id;
  const Status edited = core.edit(whole_id, *edit);
  if (!edited) return error_reply(edited.error());
  return plan(core, request, whole_id);
}

}  // namespace closemap::resources
