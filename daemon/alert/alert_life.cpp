// Alert life and signal as JSON.
#include "daemon/alert/alert_life.h"

#include <nlohmann/json.hpp>

#include "mapping/core/json.h"
#include "mapping/plan/json_text.h"

namespace closemap {

// Members that say what a fresh life says are left out: most alerts have little to remember.
std::string life_text(const AlertLife& life) {
  std::string text;
  JsonWriter json(text);
  const auto count = [&](JsonName name, std::int64_t value) {
    if (value == 0) return;
    json.key(name);
    json.integer(value);
  };
  const auto flag = [&](JsonName name, bool value) {
    if (!value) return;
    json.key(name);
    json.boolean(value);
  };
  json.begin_object();
  flag("announced", life.announced);
  count("bad_run", life.bad_run);
  count("evaluations", life.evaluations);
  if (!life.fires.empty()) {
    json.key("fires");
    json.begin_array();
    for (const std::int64_t fire : life.fires) json.integer(fire);
    json.end_array();
  }
  count("good_run", life.good_run);
  flag("held", life.held);
  if (life.last_notified) {
    json.key("last_notified");
    json.integer(life.last_notified->ms);
  }
  if (life.notified_severity != Severity::info)
    json.member("notified_severity", to_text(life.notified_severity));
  if (life.state != AlertState::ok) json.member("state", to_text(life.state));
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

void put_inputs(const Signal& signal, std::string& text) {
  text.clear();
  JsonWriter json(text);
  json.begin_object();
  json.key("audience");
  json.begin_array();
  signal.audience.each([&](Role role) { json.text(to_text(role)); });
  json.end_array();
  json.member("caused_by", signal.caused_by);
  if (!signal.inputs.empty()) {
    json.key("inputs");
    json.begin_array();
    for (const Input& input : signal.inputs) {
      json.begin_array();
      json.text(input.name);
      json.text(input.text);
      json.end_array();
    }
    json.end_array();
  }
  if (signal.party) json.member("party", to_text(*signal.party));
  if (!signal.root) {
    json.key("root");
    json.boolean(false);
  }
  if (signal.value != 0) {
    json.key("value");
    json.number(signal.value);
  }
  json.end_object();
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
         a.notified == b.notified && a.told == b.told;
}

}  // namespace closemap
