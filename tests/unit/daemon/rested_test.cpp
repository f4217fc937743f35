// A source can be read again: the plans that were not judged without it, and no others, get a look.
#include <catch2/catch.hpp>
#include <functional>
#include <new>
#include <string>

#include "tests/unit/daemon/house.h"

namespace closemap::test {
namespace {

class CountingSink final : public AlertSink {
 public:
  void begin() override {}
  void settle() override {}
  void abandon() override {}
  void evaluate(EvaluatedPlan&, Instant) override {
    if (out_of_memory) throw std::bad_alloc();
    ++judged;
  }
  int judged = 0;
  bool out_of_memory = false;
};

// The plan of one deal, in the hands of a pass of the test's own.
struct OnePlan {
  House house{"", "2026-03-02T23:50:00Z"};
  CountingSink sink;
  IdMaker ids{1};
  bool blind = false;
  Instant now = *parse_instant("2026-03-02T23:50:00Z");
  Row row = 0;
  Pass pass{{house.store(),
             house.settings(),
             sink,
             ids,
             [this](const std::string&) { return blind; },
             [](const std::string&) { return false; },
             [](const std::string&) {},
             {},
             [](const Job&) {}}};

  OnePlan() {
    house.add_deal();
    house.poll();
    const auto find = [&]() -> Status {
      row = house.store().plans().list(1).front().row;
      return ok();
    };
    REQUIRE(house.store().read(find));
  }
  int looks_of(const std::function<bool()>& what) {
    const int before = sink.judged;
    REQUIRE(what());
    return sink.judged - before;
  }
  int look() {
    return looks_of([&] { return bool(pass.refresh_plan(row, now)); });
  }
  int rested() {
    return looks_of([&] { return bool(pass.rested(now)); });
  }
};

}  // namespace

TEST_CASE("a plan that could not be judged is judged when its source is back") {
  OnePlan plan;
  plan.blind = true;
  CHECK(plan.look() == 0);
  plan.blind = false;
  CHECK(plan.rested() == 1);
  plan.now = plan.now + kMinute;
  plan.blind = true;
  CHECK(plan.look() == 0);  // what was judged before the source was lost says nothing of now
  plan.blind = false;
  CHECK(plan.rested() == 1);
}

// Its midnight, in ten minutes, is its next look all the same.
TEST_CASE("a plan that was judged is not judged again because some source is back") {
  OnePlan plan;
  CHECK(plan.look() == 1);
  CHECK(plan.rested() == 0);
}

TEST_CASE("a look that was rolled back was none") {
  OnePlan plan;
  plan.sink.out_of_memory = true;
  CHECK_FALSE(plan.pass.refresh_plan(plan.row, plan.now));
  plan.sink.out_of_memory = false;
  CHECK(plan.rested() == 1);
}

}  // namespace closemap::test
