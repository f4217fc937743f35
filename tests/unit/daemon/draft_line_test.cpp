// Plans worked out by whoever has the time: what comes of it does not depend on who that was.
#include "daemon/sync/draft_line.h"

#include <catch2/catch.hpp>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "daemon/app/executor.h"
#include "tests/unit/daemon/house.h"

namespace closemap::test {
namespace {

enum class Helper { at_once, never, thread };

// Runs what it is given as `helper` does, and waits for its threads in the end.
class Aides {
 public:
  explicit Aides(Helper helper) : helper_(helper) {}
  ~Aides() {
    for (std::thread& thread : threads_) thread.join();
  }
  Aides(const Aides&) = delete;
  Aides& operator=(const Aides&) = delete;
  void operator()(Job job) {
    ++asked;
    if (helper_ == Helper::at_once) job();
    if (helper_ == Helper::thread) threads_.emplace_back(std::move(job));
  }
  int asked = 0;

 private:
  Helper helper_;
  std::vector<std::thread> threads_;
};

constexpr int kBatch = DraftLine::kDraftsInBatch;
constexpr int kDeals = 3 * kBatch + kBatch / 2;

// All that a first sync of many deals leaves in the store.
std::vector<std::string> first_sync_with(Helper helper) {
  Aides aides(helper);
  House house;
  house.executor().as_aside = [&](Job job) { aides(std::move(job)); };
  for (int i = 1; i <= kDeals; ++i) house.add_deal(std::to_string(i));
  house.poll();
  CHECK(aides.asked > 1);
  std::vector<std::string> all;
  CHECK(house.store().read([&]() -> Status {
    for (const StoredPlan& plan : house.store().plans().list(kDeals + 1)) {
      const StoredPlan whole = *house.store().plans().get(plan.row);
      all.push_back(whole.document + whole.summary);
      for (const AlertRow& alert : house.store().alerts().of_plan(plan.row))
        all.push_back(alert.id + alert.signal + alert.subject + alert.inputs);
    }
    CHECK(all.size() >= kDeals);
    return ok();
  }));
  for (const std::string& subject : house.subjects()) all.push_back(subject);
  return all;
}

// A line of drafts that say their number in their actor; `work` is what working one out does.
struct Numbered {
  Aides aides;
  std::vector<std::string> written;
  std::function<void(PlanDraft&)> work = [](PlanDraft& draft) {
    draft.plan.name = "plan " + draft.actor;
  };
  DraftLine line{{[this](std::function<void()> job) { aides(std::move(job)); },
                  [this](PlanDraft& draft) { work(draft); },
                  [this](PlanDraft& draft) { written.push_back(draft.plan.name); }}};

  explicit Numbered(Helper helper) : aides(helper) {}
  void add(int count) {
    for (int i = 0; i < count; ++i) {
      line.free().actor = std::to_string(++last_);
      line.keep();
    }
  }

 private:
  int last_ = 0;
};

}  // namespace

TEST_CASE("a first sync leaves the same, whoever worked its plans out") {
  const auto alone = first_sync_with(Helper::never);
  CHECK(first_sync_with(Helper::at_once) == alone);
  CHECK(first_sync_with(Helper::thread) == alone);
}

TEST_CASE("drafts are written in the order they came in, each once") {
  for (const Helper helper : {Helper::never, Helper::at_once, Helper::thread})
    for (const int count : {0, 1, kBatch - 1, kBatch, kBatch + 1, 3 * kBatch, 7 * kBatch + 2}) {
      Numbered drafts(helper);
      std::vector<std::string> expected;
      for (int i = 1; i <= 2 * count; ++i) expected.push_back("plan " + std::to_string(i));
      drafts.add(count);
      drafts.line.finish();
      CHECK(drafts.written.size() == static_cast<std::size_t>(count));
      drafts.add(count);  // the line goes on
      drafts.line.finish();
      CHECK(drafts.written == expected);
    }
}

TEST_CASE("what fails on another thread fails where the draft is wanted") {
  for (const Helper helper : {Helper::never, Helper::at_once, Helper::thread}) {
    Numbered drafts(helper);
    drafts.work = [](PlanDraft& draft) {
      if (draft.actor == "5") throw std::runtime_error("no memory");
      draft.plan.name = draft.actor;
    };
    drafts.add(kBatch);
    CHECK_THROWS_WITH(drafts.line.finish(), "no memory");
    CHECK(drafts.written.empty());
  }
}

TEST_CASE("a line that is given up waits for who works for it, and begins nothing more") {
  int begun = 0;
  Job kept;
  {
    DraftLine line{{[&](Job job) { kept = std::move(job); }, [&](PlanDraft&) { ++begun; },
                    [](PlanDraft&) { FAIL("written after all"); }}};
    for (int i = 0; i < kBatch; ++i) line.keep();
    REQUIRE(kept);
  }
  kept();  // too late
  CHECK(begun == 0);
}

constexpr std::int64_t kLongMs = 60'000;

TEST_CASE("workers asleep are woken for every job") {
  ThreadExecutor executor;
  int done = 0;
  int posted = 0;
  for (int round = 0; round < 300; ++round) {
    for (int i = 0; i <= round % 7; ++i, ++posted) {
      const Job job = [&] { executor.core([&] { ++done; }); };
      executor.io(i % 3 == 2 ? Executor::Lane::deliver : Executor::Lane::pull, job);
    }
    while (done < posted) REQUIRE(executor.run_one(kLongMs));
  }
}

TEST_CASE("what nobody waits for is not kept for later while every worker is busy") {
  ThreadExecutor executor;
  std::promise<void> polls_end;
  const std::shared_future<void> ended = polls_end.get_future().share();
  int begun = 0;
  for (int i = 0; i < kConcurrentPulls; ++i)
    executor.io(Executor::Lane::pull, [&, ended] {
      executor.core([&] { ++begun; });
      ended.wait();
    });
  while (begun < kConcurrentPulls) REQUIRE(executor.run_one(kLongMs));
  const auto held = std::make_shared<int>();
  executor.aside([held] {});
  CHECK(held.use_count() == 1);
  polls_end.set_value();
}

}  // namespace closemap::test
