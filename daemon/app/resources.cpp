// Which path is which resource, and the replies all of them share.
#include "daemon/app/resources.h"

#include <charconv>

#include "daemon/app/resources_parts.h"
#include "mapping/core/text.h"
#include "mapping/report/metrics.h"

namespace closemap {
namespace resources {
namespace {

constexpr std::size_t kPlansPerRead = 200;

int http_status(Fault fault) {
  switch (fault) {
    case Fault::config:
      return 422;
    case Fault::permanent:
      return 409;
    case Fault::rate_limited:
    case Fault::transient:
      return 503;
    case Fault::auth:
      return 502;
    case Fault::ambiguous:
    case Fault::bug:
      return 500;
  }
  return 500;
}

}  // namespace

ControlReply json_reply(const Json& document, int status) {
  return {status, visible_json(dump_json(document)) + "\n", "application/json"};
}

ControlReply error_reply(const Error& error) {
  return json_reply({{"error", error.what}, {"fault", to_text(error.fault)}},
                    http_status(error.fault));
}

ControlReply error_reply(int status, std::string_view what) {
  return json_reply({{"error", what}, {"fault", to_text(Fault::permanent)}}, status);
}

ControlReply not_found(std::string_view what) { return error_reply(404, what); }

std::optional<Row> row_of(std::string_view text) {
  Row row = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), row);
  if (error != std::errc() || end != text.data() + text.size() || row <= 0) return std::nullopt;
  return row;
}

std::string query_or(const ControlRequest& request, const std::string& key,
                     std::string_view otherwise) {
  const auto found = request.query.find(key);
  return found == request.query.end() ? std::string(otherwise) : found->second;
}

std::optional<std::size_t> limit_of(const ControlRequest& request) {
  const auto limit = row_of(query_or(request, "limit", std::to_string(kListDefault)));
  if (!limit || *limit > static_cast<Row>(kListMax)) return std::nullopt;
  return static_cast<std::size_t>(*limit);
}

Result<Json> body_of(const ControlRequest& request) {
  if (trim(request.body).empty()) return Json(Json::object());
  auto body = parse_json(request.body);
  if (!body) return Error{Fault::permanent, "the body is no JSON: " + body.error().what};
  if (!body->is_object()) return Error{Fault::permanent, "the body must be a JSON object"};
  return body;
}

bool watched(PlanStatus status) { return under_way(status); }

Status each_plan(Core& core, const std::function<void(const StoredPlan&)>& take) {
  Row after = 0;
  for (;;) {
    std::vector<StoredPlan> plans;
    const Status read = core.store().read([&] {
      plans = core.store().plans().list(kPlansPerRead, after);
      return ok();
    });
    if (!read) return read;
    for (const StoredPlan& plan : plans) {
      after = plan.row;
      take(plan);
    }
    if (plans.size() < kPlansPerRead) return ok();
  }
}

namespace {

// "/v1/plans/ID/explain" -> {"plans", "ID", "explain"}. A CRM's id may hold slashes: what stands
// between the resource's name and a known last word is the id.
struct Route {
  std::string name, id, verb;
};

bool is_verb(std::string_view word) {
  for (const std::string_view verb : {"explain", "edit", "export", "lint", "confirm", "reject",
                                      "undo", "retry", "check", "backup", "believe"})
    if (word == verb) return true;
  return false;
}

Route route_of(std::string_view path) {
  constexpr std::string_view kPrefix = "/v1/";
  Route route;
  if (path.substr(0, kPrefix.size()) != kPrefix) return route;
  path.remove_prefix(kPrefix.size());
  while (!path.empty() && path.back() == '/') path.remove_suffix(1);
  const std::size_t slash = path.find('/');
  route.name = path.substr(0, slash);
  if (slash == std::string_view::npos) return route;
  path.remove_prefix(slash + 1);
  const std::size_t last = path.rfind('/');
  const std::string_view word = path.substr(last == std::string_view::npos ? 0 : last + 1);
  if (is_verb(word) &&
      (last != std::string_view::npos || route.name == "store" || route.name == "quarantine")) {
    route.verb = word;
    path = last == std::string_view::npos ? std::string_view() : path.substr(0, last);
  }
  route.id = id_of_path_part(path);
  return route;
}

std::optional<ControlReply> get(Core& core, const ControlRequest& request, const Route& route) {
  const auto& [name, id, verb] = route;
  const bool whole = id.empty() && verb.empty();
  if (name == "status" && whole) return status(core);
  if (name == "connectors" && whole) return connectors(core);
  if (name == "plans" && whole) return plans(core, request);
  if (name == "plans" && verb.empty()) return plan(core, request, id);
  if (name == "plans" && verb == "explain") return explain_plan(core, request, id);
  if (name == "plans" && verb == "export") return export_plan(core, request, id);
  if (name == "plans" && verb == "lint") return lint_plan(core, id);
  if (name == "agenda" && whole) return weekly_agenda(core, request);
  if (name == "report" && whole) return portfolio_report(core);
  if (name == "links" && whole) return links(core, request);
  if (name == "alerts" && whole) return alerts(core, request);
  if (name == "alerts" && verb.empty()) return alert(core, request, id);
  if (name == "outbox" && whole) return outbox(core, request);
  if (name == "quarantine" && whole) return quarantine(core, request);
  if (name == "store" && verb == "check") return check_store(core, request);
  return std::nullopt;
}

std::optional<ControlReply> post(Core& core, const ControlRequest& request, const Route& route) {
  const auto& [name, id, verb] = route;
  if (name == "poll" && id.empty()) return poll(core, request);
  if (name == "connectors" && verb == "believe") return believe(core, id);
  if (name == "plans" && verb == "edit") return edit_plan(core, request, id);
  if (name == "store" && verb == "backup") return backup_store(core, request);
  if (name == "quarantine" && verb == "retry") return retry_quarantine(core, request);
  const auto row = row_of(id);
  if (name == "links" && !verb.empty() && verb != "retry") {
    if (!row) return not_found("there is no link " + printable(id));
    return decide_link(core, request, *row, verb);
  }
  if (name == "outbox" && verb == "retry") {
    if (!row) return not_found("there is no message " + printable(id));
    return retry_outbox(core, *row);
  }
  return std::nullopt;
}

}  // namespace
}  // namespace resources

ControlReply serve(Core& core, const ControlRequest& request) {
  if (request.method != "GET" && request.method != "POST")
    return resources::error_reply(405, "only GET and POST are understood");
  const resources::Route route = resources::route_of(request.path);
  auto reply = request.method == "GET" ? resources::get(core, request, route)
                                       : resources::post(core, request, route);
  if (reply) return *std::move(reply);
  return resources::not_found("there is no resource " + request.method + " " +
                              shorten(printable(request.path), 200));
}

}  // namespace closemap
