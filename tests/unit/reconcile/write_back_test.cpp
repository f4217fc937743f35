// Writing back without lost updates, echoes or loops.
#include "mapping/reconcile/write_back.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace closemap;

namespace {

const SourceRef kField{"crm", "opportunity", "1", "close_date"};
const SourceRef kOther{"crm", "opportunity", "2", "close_date"};
constexpr std::int64_t kMinute = 60'000;
constexpr std::int64_t kHour = 60 * kMinute;

}  // namespace

TEST_CASE("a value is compared as the remote would return it") {
  const RoundTrip first_five = [](const Json& value) {
    return value.is_string() ? Json(value.get<std::string>().substr(0, 5)) : value;
  };
  CHECK(decide_write("alpha beta", "alpha beta", "alpha", first_five) == WriteAction::noop);
  CHECK(decide_write("alpha beta", "alpha gamma", "alpha", first_five) == WriteAction::noop);
  CHECK(decide_write("alpha", "omega plus", "alpha", first_five) == WriteAction::push);
  CHECK(decide_write("alpha", "omega plus", "omega", first_five) == WriteAction::converged);
  CHECK(decide_write("alpha beta", "alpha beta", "alpha") == WriteAction::pull);
}

TEST_CASE("our write comes back once; the same value again is somebody's edit") {
  EchoLedger ledger;
  ledger.wrote(kField, "A", "v1", Instant{0});
  CHECK(ledger.judge(kOther, "A", Instant{1}) == Inbound::foreign);
  CHECK(ledger.judge(kField, "A", Instant{1}) == Inbound::echo);
  CHECK(ledger.judge(kField, "A", Instant{2}) == Inbound::foreign);
}

TEST_CASE("two writes of one value are two entries") {
  EchoLedger ledger;
  ledger.wrote(kField, "A", "v1", Instant{0});
  ledger.wrote(kField, "A", "v2", Instant{10});
  CHECK(ledger.judge(kField, "A", Instant{20}) == Inbound::echo);
  CHECK(ledger.judge(kField, "A", Instant{21}) == Inbound::echo);
  CHECK(ledger.judge(kField, "A", Instant{22}) == Inbound::foreign);
}

TEST_CASE("another value while we wait for an echo is a near miss and is counted") {
  EchoLedger ledger;
  ledger.wrote(kField, "A", "v1", Instant{0});
  CHECK(ledger.judge(kField, "B", Instant{1}) == Inbound::near_miss);
  CHECK(ledger.near_misses() == 1);
  CHECK(ledger.judge(kField, "A", Instant{2}) == Inbound::echo);
}

TEST_CASE("an entry lives less than its time to live") {
  EchoLedger ledger(1000);
  ledger.wrote(kField, "A", "v1", Instant{0});
  ledger.wrote(kOther, "A", "v1", Instant{0});
  CHECK(ledger.judge(kField, "A", Instant{999}) == Inbound::echo);
  CHECK(ledger.judge(kOther, "A", Instant{1000}) == Inbound::foreign);
}

TEST_CASE("the third own write within an hour freezes the field until it is acknowledged") {
  LoopBreaker breaker;
  CHECK_FALSE(breaker.wrote(kField, "A", Instant{0}));
  CHECK_FALSE(breaker.wrote(kField, "B", Instant{kMinute}));
  CHECK(breaker.may_write(kField));
  CHECK(breaker.wrote(kField, "C", Instant{kHour}));
  CHECK_FALSE(breaker.may_write(kField));
  CHECK(breaker.may_write(kOther));
  CHECK_FALSE(breaker.wrote(kField, "D", Instant{kHour + 1}));  // frozen already
  breaker.acknowledge(kField);
  CHECK(breaker.may_write(kField));
  CHECK_FALSE(breaker.wrote(kField, "E", Instant{kHour + 2}));
}

TEST_CASE("three own writes spread over more than an hour freeze nothing") {
  LoopBreaker breaker;
  for (int i = 0; i < 6; ++i) CHECK_FALSE(breaker.wrote(kField, i, Instant{i * 31 * kMinute}));
}

TEST_CASE("a field that swings between two values within a day is frozen") {
  LoopBreaker breaker;
  CHECK_FALSE(breaker.wrote(kField, "A", Instant{0}));
  CHECK_FALSE(breaker.saw(kField, "B", Instant{5 * kHour}));
  CHECK_FALSE(breaker.saw(kField, "B", Instant{6 * kHour}));
  CHECK_FALSE(breaker.wrote(kField, "A", Instant{10 * kHour}));
  CHECK(breaker.saw(kField, "B", Instant{24 * kHour}));
  CHECK_FALSE(breaker.may_write(kField));

  LoopBreaker slow;
  CHECK_FALSE(slow.wrote(kField, "A", Instant{0}));
  CHECK_FALSE(slow.saw(kField, "B", Instant{5 * kHour}));
  CHECK_FALSE(slow.wrote(kField, "A", Instant{10 * kHour}));
  CHECK_FALSE(slow.saw(kField, "B", Instant{24 * kHour + 1}));
}
