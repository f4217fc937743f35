// Alert life and signal as JSON.
#include "daemon/alert/alert_life.h"

#include <nlohmann/json.hpp>

#include "mapping/core/json.h"
#include "mapping/plan/json_text.h"

namespace closemap {

std::string life_text(const AlertLife& life) {
  std::string text;
  text.reserve(256);
  JsonWriter json(text);
  json.begin_object();
  json.key("announced");
  json.boolean(life.announced);
  json.key("bad_run");
  json.integer(life.bad_run);
  json.key("evaluations");
  json.integer(life.evaluations);
  json.key("fires");
  json.begin_array();
  for (const std::int64_t fire : life.fires) json.integer(fire);
  json.end_array();
  json.key("good_run");
  json.integer(life.good_run);
  json.key("held");
  json.boolean(life.held);
  if (life.last_notified) {
    json.key("last_notified");
    json.integer(life.last_notified->ms);
  }
  json.key("notified_severity");
  json.text(to_text(life.notified_severity));
  json.key("state");
  json.text(to_text(life.state));
  json.end_object();
  return text;
}

AlertLife life_of(const std::string& text) {
  AlertLife life;
  if (text.empty()) return life;
  const auto json = parse_json(text);
  if (!json || !json->is_object()) return life;
  life.state = parse_alert_state(text_or(*json, "state")).value_or(AlertState::ok);
  life.bad_run = static_cast<int>(int_or(*json, "bad_run", 0));
  life.good_run = static_cast<int>(int_or(*json, "good_run", 0));
  life.evaluations = int_or(*json, "evaluations", 0);
  if (const Json* fires = find(*json, "fires"); fires != nullptr && fires->is_array())
    for (const Json& fire : *fires)
      if (fire.is_number_integer()) life.fires.push_back(fire.get<std::int64_t>());
  if (const auto ms = int_at(*json, "last_notified")) life.last_notified = Instant{*ms};
  life.notified_severity =
      parse_severity(text_or(*json, "notified_severity")).value_or(Severity::info);
  life.held = bool_or(*json, "held", false);
  life.announced = bool_or(*json, "announced", false);
  return life;
}

std::string inputs_text(const Signal& signal) {
  std::string text;
  text.reserve(256);
  JsonWriter json(text);
  json.begin_object();
  json.key("audience");
  json.begin_array();
  for (const Role role : signal.audience.list()) json.text(to_text(role));
  json.end_array();
  json.key("caused_by");
  json.text(signal.caused_by);
  json.key("inputs");
  json.begin_array();
  for (const Input& input : signal.inputs) {
    json.begin_array();
    json.text(input.name);
    json.text(input.text);
    json.end_array();
  }
  json.end_array();
  if (signal.party) {
    json.key("party");
    json.text(to_text(*signal.party));
  }
  json.key("root");
  json.boolean(signal.root);
  json.key("value");
  json.number(signal.value);
  json.end_object();
  return text;
}

Signal signal_of(const AlertRow& alert) {
  Signal signal;
  signal.name = alert.signal;
  signal.subject = alert.subject;
  signal.severity = parse_severity(alert.severity).value_or(Severity::info);
  const auto json = parse_json(alert.inputs);
  if (!json || !json->is_object()) return signal;
  signal.party = parse_party(text_or(*json, "party"));
  signal.root = bool_or(*json, "root", true);
  signal.caused_by = text_or(*json, "caused_by");
  if (const Json* value = find(*json, "value"); value != nullptr && value->is_number())
    signal.value = value->get<double>();
  if (const Json* inputs = find(*json, "inputs"); inputs != nullptr && inputs->is_array())
    for (const Json& input : *inputs)
      if (input.is_array() && input.size() == 2 && input[0].is_string() && input[1].is_string())
        signal.inputs.push_back({input[0].get<std::string>(), input[1].get<std::string>()});
  if (const Json* audience = find(*json, "audience"); audience != nullptr && audience->is_array())
    for (const Json& role : *audience)
      if (role.is_string())
        if (const auto known = parse_role(role.get<std::string>())) signal.audience.add(*known);
  return signal;
}

bool same_alert(const AlertRow& a, const AlertRow& b) {
  return a.severity == b.severity && a.state == b.state && a.life == b.life &&
         a.inputs == b.inputs && a.transitions == b.transitions && a.recheck == b.recheck &&
         a.notified == b.notified;
}

}  // namespace closemap
