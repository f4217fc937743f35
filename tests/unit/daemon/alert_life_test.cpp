// What the store remembers of an alert reads back as it was.
#include "daemon/alert/alert_life.h"

#include <catch2/catch.hpp>

namespace closemap {
namespace {

TEST_CASE("an alert's life reads back as it was, fresh or full") {
  CHECK(life_text(AlertLife{}) == "{}");
  CHECK(life_of(life_text(AlertLife{})) == AlertLife{});
  AlertLife full;
  full.state = AlertState::firing;
  full.bad_run = 3;
  full.good_run = 1;
  full.evaluations = 40;
  full.fires = {7, 39};
  full.last_notified = Instant{1'790'000'000'000};
  full.notified_severity = Severity::critical;
  full.held = full.announced = true;
  CHECK(life_of(life_text(full)) == full);
}

TEST_CASE("a signal's explanation reads back as it was, short or long") {
  const auto again = [](const Signal& signal) {
    AlertRow row;
    row.signal = signal.name;
    row.subject = signal.subject;
    row.severity = std::string(to_text(signal.severity));
    row.inputs = "what was said before";
    put_inputs(signal, row.inputs);
    return signal_of(row);
  };
  Signal signal;
  signal.name = "slip";
  signal.subject = "mst_1";
  CHECK(again(signal) == signal);
  signal.severity = Severity::warning;
  signal.party = Party::partner;
  signal.audience = {Role::owner, Role::coordinator};
  signal.inputs = {{"due", "2026-04-06"}, {"note", "say \"when\""}};
  signal.value = 5;
  signal.root = false;
  signal.caused_by = "mst_2";
  CHECK(again(signal) == signal);
}

}  // namespace
}  // namespace closemap
