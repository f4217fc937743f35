// Vector 01: calendar operations.
#include <stdexcept>

#include "tests/vectors/networks.h"
#include "tests/vectors/shapes.h"

namespace closemap::vectors {
namespace {

Json result_of(Checks& checks, Fields& f, const Calendar& calendar, const std::string& op) {
  if (op == "wd") return calendar.wd(f.date("a"), f.date("b"));
  const Date date = f.date("date");
  if (op == "add") return json_of(calendar.add(date, f.number("n")));
  if (op == "sub") return json_of(calendar.sub(date, f.number("n")));
  if (op == "working") return calendar.working(date);
  const Lag lag = read_lag(checks, f.at("lag"));
  if (op == "lag_fwd") return json_of(lag_forward(calendar, date, lag));
  if (op == "lag_inv") return json_of(lag_inverse(calendar, date, lag));
  throw std::runtime_error("unknown op " + op);
}

void check_op(Checks& checks, const Json& one, const Json& file) {
  CalendarMap calendars = read_calendars(checks, find(file, "calendars"));
  if (const Json* more = find(file, "calendars_cases"))
    for (const Json& entry : *more)
      for (const Json& object : entry.is_array() ? entry : Json::array({entry}))
        read_calendar(checks, object, calendars);
  Fields f(checks, "op", one);
  const std::string id = f.text_or("cal", "MF");
  if (calendars.count(id) == 0) throw std::runtime_error("unknown calendar " + id);
  const Json got = result_of(checks, f, calendars.at(id), f.text("op"));
  checks.same("expect", f.at("expect"), got);
  f.ignore("name");
  f.finish();
}

}  // namespace

Shape calendar_shape() { return {{{"calendars", nullptr}, {"ops", check_op}}}; }

}  // namespace closemap::vectors
