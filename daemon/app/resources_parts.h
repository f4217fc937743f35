// What the resource files share: replies, limits, and the JSON of things that appear in several
// resources.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "daemon/app/core.h"
#include "daemon/app/resources.h"
#include "mapping/core/json.h"
#include "mapping/schedule/absorb.h"

namespace closemap::resources {

ControlReply json_reply(const Json& document, int status = 200);
ControlReply error_reply(const Error& error);
ControlReply error_reply(int status, std::string_view what);
ControlReply not_found(std::string_view what);

// `?limit=`; nullopt when it is no number within 1..kListMax.
std::optional<std::size_t> limit_of(const ControlRequest& request);
std::string query_or(const ControlRequest& request, const std::string& key,
                     std::string_view otherwise);
std::optional<Row> row_of(std::string_view text);  // decimal, > 0
// The body as an object; an empty body is an empty object. Error (config): what is wrong with it.
Result<Json> body_of(const ControlRequest& request);

template <class T>
Json value_or_null(const std::optional<T>& value) {
  return value ? Json(to_text(*value)) : Json();
}
inline Json value_or_null(std::optional<int> value) { return value ? Json(*value) : Json(); }
inline Json value_or_null(std::optional<Date> value) {  // also what the scheduler holds by Maybe
  return value ? Json(to_text(*value)) : Json();
}

// "Kim Vogel", the CRM's word, or "".
std::string owner_name(const Plan& plan, const Milestone& milestone);
std::string title_of(const Plan& plan, const std::string& milestone);
// Working days a milestone is behind its promise, in its own calendar; nullopt without a due date.
std::optional<int> late_bd(const PlanInView& view, Node node);
Json customer_date(const PlanInView& view);  // the close anchor; null without one
// What could bring the close anchor back to its date; nullopt while it is not late.
std::optional<Absorption> absorption_of(const PlanInView& view);
Json recovery(const PlanInView& view);  // what could win days back; null without a gap
Json slips(const PlanInView& view);
// "Pilot, owner estimate date: vendor_crm says Tue 2026-03-31" of a contender or its event;
// `value` is its canonical JSON.
std::string contender_sentence(const Plan& plan, const std::string& pointer,
                               const std::string& source, const std::string& value);
bool watched(PlanStatus status);  // signals run in it (domain.md §1.5)
// Every plan without its document, in the order in which they came to be; a bounded read at a time.
Status each_plan(Core& core, const std::function<void(const StoredPlan&)>& take);
// Every event of a plan's stream, oldest first.
Status each_event(Core& core, const std::string& plan_id,
                  const std::function<void(const StoredEvent&)>& take);
// 404 when there is no such plan, else as error_reply().
ControlReply plan_error(const Error& error);
// `?party=`: whose view; not set: the operator's. nullopt when it names no party.
std::optional<std::optional<Party>> reader_of(const ControlRequest& request);
Json history(Core& core, const PlanInView& view, std::size_t limit, Status& status);

// Alerts of one plan as sentences, worst first.
Json alerts_of(Core& core, const PlanInView& view, const std::vector<AlertRow>& rows);
Json alert_json(Core& core, const PlanInView* view, const AlertRow& row);

ControlReply plans(Core& core, const ControlRequest& request);
ControlReply plan(Core& core, const ControlRequest& request, const std::string& id);
ControlReply explain_plan(Core& core, const ControlRequest& request, const std::string& id);
ControlReply export_plan(Core& core, const ControlRequest& request, const std::string& id);
ControlReply lint_plan(Core& core, const std::string& id);
ControlReply weekly_agenda(Core& core, const ControlRequest& request);
ControlReply portfolio_report(Core& core);
ControlReply edit_plan(Core& core, const ControlRequest& request, const std::string& id);
ControlReply links(Core& core, const ControlRequest& request);
ControlReply decide_link(Core& core, const ControlRequest& request, Row link,
                         const std::string& decision);
ControlReply alerts(Core& core, const ControlRequest& request);
ControlReply alert(Core& core, const ControlRequest& request, const std::string& id);
ControlReply outbox(Core& core, const ControlRequest& request);
ControlReply retry_outbox(Core& core, Row row);
ControlReply quarantine(Core& core, const ControlRequest& request);
ControlReply retry_quarantine(Core& core, const ControlRequest& request);
ControlReply status(Core& core);
ControlReply connectors(Core& core);
ControlReply poll(Core& core, const ControlRequest& request);
ControlReply believe(Core& core, const std::string& name);
ControlReply check_store(Core& core, const ControlRequest& request);
ControlReply backup_store(Core& core, const ControlRequest& request);

}  // namespace closemap::resources
