// Vector 16: iCalendar, CloudEvents and webhook signatures.
#include <stdexcept>

#include "connectors/http/signature.h"
#include "mapping/report/calendar_feed.h"
#include "mapping/report/cloud_event.h"
#include "tests/vectors/interop_keys.h"
#include "tests/vectors/shapes.h"

namespace closemap::vectors {
namespace {

// "20260618T161500Z", as iCalendar writes an instant.
Instant read_basic_instant(const std::string& text) {
  constexpr std::size_t kLength = 16;
  if (text.size() != kLength) throw std::runtime_error("no basic instant: " + text);
  const std::string extended = text.substr(0, 4) + "-" + text.substr(4, 2) + "-" +
                               text.substr(6, 5) + ":" + text.substr(11, 2) + ":" + text.substr(13);
  const Result<Instant> instant = parse_instant(extended);
  if (!instant) throw std::runtime_error(instant.error().what);
  return *instant;
}

FeedTodo read_todo(Checks& checks, const Json& json) {
  Fields f(checks, "milestone", json);
  FeedTodo todo;
  todo.id = f.text("id");
  todo.sequence = f.maybe_number("seq").value_or(0);
  todo.title = f.text("title");
  todo.done_condition = f.text_or("done", "");
  todo.due = f.maybe_date("due");
  const std::string status = f.text_or("status", "pending");
  const auto disposition = parse_disposition(
      status == "removed" || status == "waived" ? status : f.text_or("disposition", "active"));
  if (!disposition) throw std::runtime_error("unknown disposition");
  todo.disposition = *disposition;
  if (todo.disposition == Disposition::active || parse_milestone_status(status)) {
    const auto parsed = parse_milestone_status(status);
    if (!parsed) throw std::runtime_error("unknown status " + status);
    todo.status = *parsed;
  }
  f.ignore("disposition");
  if (const Json* at = f.maybe("completed_at"))
    todo.completed_at = read_basic_instant(at->get<std::string>());
  const auto party = parse_party(f.text("party"));
  if (!party) throw std::runtime_error("unknown party");
  todo.party = *party;
  if (const Json* owner = f.maybe("owner")) {
    Fields o(checks, "owner", *owner);
    todo.owner_name = o.text_or("name", "");
    todo.owner_email = o.text_or("email", "");
    o.finish();
  }
  if (const Json* preds = f.maybe("preds"))
    for (const Json& pred : *preds) todo.preds.push_back(pred.get<std::string>());
  f.finish();
  return todo;
}

void check_ics(Checks& checks, const Json& one, const Json&) {
  Fields f(checks, "ics", one);
  Fields plan(checks, "plan", f.at("plan"));
  Feed feed;
  feed.name = plan.text("name");
  for (const Json& milestone : plan.at("milestones"))
    feed.todos.push_back(read_todo(checks, milestone));
  plan.finish();
  feed.host = f.text("host");
  feed.stamp = read_basic_instant(f.text("dtstamp"));
  checks.same("expect", f.at("expect"), calendar_text(feed));
  f.ignore("name");
  f.finish();
}

// The document is its own expectation: read into an event, it is written again as it was, its type
// and source in our scheme.
void check_cloudevent(Checks& checks, const Json& one, const Json&) {
  Fields f(checks, "cloudevent", one);
  CloudEvent event;
  event.id = f.text("id");
  event.source = f.text("source");
  event.type = f.text("type");
  event.subject = f.text_or("subject", "");
  event.data_schema = f.text_or("dataschema", "");
  const Result<Instant> time = parse_instant(f.text("time"));
  if (!time) throw std::runtime_error(time.error().what);
  event.time = *time;
  event.data = dump_json(f.at("data"));
  f.ignore("specversion");
  f.ignore("datacontenttype");
  f.finish();
  const auto name = event_name(event.type);
  checks.same("type", event.type, name ? event_type(*name) : "none of our types");
  const std::string middle = "/plans/";
  const std::string prefix = "/closemap/";
  const std::size_t at = event.source.find(middle);
  if (at == std::string::npos || event.source.rfind(prefix, 0) != 0)
    checks.fail("source", "is not /closemap/<instance>/plans/<id>");
  else
    checks.same("source", event.source,
                event_source(event.source.substr(prefix.size(), at - prefix.size()),
                             event.source.substr(at + middle.size())));
  const Result<std::string> text = cloud_event_text(event);
  if (!text) return checks.fail("event", text.error().what);
  checks.same("text", dump_json(one), *text);
}

void check_signature(Checks& checks, const Json& one, const Json&) {
  Fields f(checks, "webhook_signature", one);
  checks.same("scheme", f.at("scheme"), "Standard Webhooks v1");
  const Result<std::string> signature = sign_webhook(
      f.text("secret"), f.text("id"), whole<std::int64_t>(f.at("timestamp")), f.text("body"));
  if (signature)
    checks.same("expect", f.at("expect"), *signature);
  else
    checks.fail("expect", signature.error().what);
  f.ignore("expect");
  f.ignore("name");
  f.finish();
}

}  // namespace

Shape interop_shape() {
  return {{{"ics", check_ics},
           {"cloudevent", check_cloudevent},
           {"webhook_signature", check_signature},
           {"typeid", check_typeid},
           {"merge_patch", check_merge_patch}}};
}

}  // namespace closemap::vectors
