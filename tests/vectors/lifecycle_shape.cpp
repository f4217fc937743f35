// Vector 12b: the life of an alert, evaluation by evaluation.
#include <stdexcept>

#include "mapping/signal/lifecycle.h"
#include "tests/vectors/shapes.h"

namespace closemap::vectors {
namespace {

struct Rules {
  int fire_below = 0, clear_at = 1;
  AlertParams params;
};

// Times are evaluations: one of them is one millisecond here.
Rules read_rules(Checks& checks, const Json& json) {
  Fields f(checks, "params", json);
  Rules rules;
  rules.fire_below = f.number("fire_below");
  rules.clear_at = f.number("clear_at");
  rules.params.for_n = f.number("for_n");
  rules.params.keep_n = f.number("keep_n");
  rules.params.cooldown_ms = rules.params.cooldown_critical_ms = f.number("cooldown");
  rules.params.flap_n = f.number("flap_n");
  rules.params.flap_window = f.number("flap_window");
  f.finish();
  return rules;
}

Band band(const Rules& rules, int value) {
  if (value < rules.fire_below) return Band::bad;
  return value >= rules.clear_at ? Band::good : Band::between;
}

Json action_json(const AlertStep& done) {
  switch (done.action) {
    case AlertAction::fire:
    case AlertAction::notify:
      return "notify";
    case AlertAction::hold:
      return to_text(done.reason);
    case AlertAction::resolve:
      return "resolve";
    case AlertAction::none:
      break;
  }
  return nullptr;
}

// The line of a trace, after all the lines before it.
void check_line(Checks& checks, const Rules& rules, const Json& trace, const Json& wanted) {
  AlertLife life;
  for (const Json& line : trace) {
    Fields f(checks, "t=" + dump_json(line.at("t")), line);
    const auto severity = parse_severity(f.text_or("severity", "critical"));
    if (!severity) throw std::runtime_error("unknown severity");
    const auto t = whole<std::int64_t>(f.at("t"));
    life.evaluations = t;  // the flap window is (t - flap_window, t], also where the trace has gaps
    const AlertStep done =
        step(life, band(rules, f.number("value")), *severity, false, Instant{t}, rules.params);
    if (&line != &wanted) continue;
    checks.same("state", f.at("state"), to_text(life.state));
    const Json* action = f.maybe("action");
    checks.same("action", action == nullptr ? Json() : *action, action_json(done));
    f.finish();
    return;
  }
}

bool holds(const Json& trace, const Json& line) {
  for (const Json& other : trace)
    if (&other == &line) return true;
  return false;
}

// `one` is a line: of "trace", or of a list in "trace_cases", which has the params of its place in
// "params_cases", else the file's, else the public file's.
void check_trace(Checks& checks, const Json& one, const Json& file) {
  const Json* params = find(file, "params");
  const Json fallback =
      params == nullptr ? public_file("12b_alert_lifecycle.json").at("params") : Json();
  if (params == nullptr) params = &fallback;
  if (const Json* trace = find(file, "trace"); trace != nullptr && holds(*trace, one))
    return check_line(checks, read_rules(checks, *params), *trace, one);
  const Json& traces = file.at("trace_cases");
  const Json* several = find(file, "params_cases");
  for (std::size_t i = 0; i < traces.size(); ++i) {
    const Json* own = several != nullptr && i < several->size() ? &several->at(i) : params;
    if (traces[i].is_array() && holds(traces[i], one))
      return check_line(checks, read_rules(checks, *own), traces[i], one);
    if (&traces[i] != &one) continue;  // an object with a trace, and params, of its own
    Fields f(checks, "trace", one);
    if (const Json* its = f.maybe("params")) own = its;
    for (const Json& line : f.at("trace"))
      check_line(checks, read_rules(checks, *own), one.at("trace"), line);
    f.ignore("name");
    f.finish();
    return;
  }
}

}  // namespace

Shape lifecycle_shape() {
  return {{{"params", nullptr}, {"unit", nullptr}, {"note", nullptr}, {"trace", check_trace}}};
}

}  // namespace closemap::vectors
