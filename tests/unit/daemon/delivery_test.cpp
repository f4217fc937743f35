// What "once" means per receiver class, and what happens when a receiver says no (reliability.md
// §1.2).
#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/unit/daemon/house.h"

namespace closemap {
namespace {

using test::House;
using test::kMinute;
constexpr std::int64_t kSecond = 1000;

// One slip on its way to three people.
void slip(House& house) {
  house.add_deal();
  house.poll();
  house.later(kMinute);
  house.set(
      house.partner(), "milestone", "A1",
      R"({"opportunity":"P1","title":"Pilot","owner":"priya@fabrikam.example","status":"in progress","due":"2026-03-27","kind":"pilot"})");
}

std::map<std::string, int> by_key(const test::FakeMailbox& mailbox, bool marked) {
  std::map<std::string, int> count;
  for (const Notice& notice : mailbox.got)
    if (notice.maybe_dup == marked) ++count[notice.key];
  return count;
}

int in_state(House& house, OutboxState state) {
  std::size_t count = 0;
  REQUIRE(house.store().read([&]() -> Status {
    count = house.store().outbox().in_state(state, 100).size();
    return ok();
  }));
  return static_cast<int>(count);
}

TEST_CASE(
    "an opaque receiver that went silent gets the message again, marked, after the quarantine") {
  House house;
  house.mail().answers = {Error{Fault::ambiguous, "timeout after DATA", 0}};
  slip(house);
  house.poll();
  CHECK(in_state(house, OutboxState::sending) == 1);
  house.later(60 * kSecond);
  house.poll();
  CHECK(in_state(house, OutboxState::sending) == 1);  // the quarantine of 120 s is not over
  house.later(90 * kSecond);
  house.poll();
  CHECK(in_state(house, OutboxState::sending) == 0);
  for (const auto& [key, count] : by_key(house.mail(), false)) CHECK(count == 1);
  CHECK(by_key(house.mail(), true).size() == 1);
}

TEST_CASE("a searchable receiver is asked before anything is said twice") {
  House house;
  house.mail().receiver = ReceiverClass::searchable;
  house.mail().answers = {Error{Fault::ambiguous, "reply lost", 0}};
  slip(house);
  house.poll();
  house.later(150 * kSecond);
  house.poll();
  CHECK(house.mail().looked_up == 1);
  std::map<std::string, int> count;
  for (const Notice& notice : house.mail().got) ++count[notice.key];
  for (const auto& [key, times] : count) CHECK(times == 1);
  CHECK(in_state(house, OutboxState::sending) == 0);
}

TEST_CASE("a searchable receiver that never got it gets it then") {
  House house;
  house.mail().receiver = ReceiverClass::searchable;
  house.mail().keeps = false;
  house.mail().answers = {Error{Fault::ambiguous, "connection reset", 0}};
  slip(house);
  house.poll();
  const auto before = house.mail().got.size();
  house.later(150 * kSecond);
  house.poll();
  CHECK(house.mail().got.size() == before + 1);
}

TEST_CASE(
    "L22 a restart in the middle of sending neither loses nor repeats for an idempotent receiver") {
  House house;
  house.mail().receiver = ReceiverClass::idempotent;
  house.mail().answers = {Error{Fault::ambiguous, "killed", 0}};
  slip(house);
  house.poll();
  house.restart();
  house.later(kMinute);
  house.poll();
  house.later(kMinute);
  house.poll();
  std::set<std::string> keys;
  for (const Notice& notice : house.mail().got) keys.insert(notice.key);
  CHECK(keys.size() == by_key(house.mail(), false).size());
  CHECK(in_state(house, OutboxState::sending) == 0);
  CHECK(in_state(house, OutboxState::pending) == 0);
}

TEST_CASE("L23 a 429 waits as long as it was asked to, and the notice arrives once") {
  House house;
  house.mail().answers = {Error{Fault::rate_limited, "http 429", 7 * kSecond}};
  slip(house);
  house.poll();
  const auto before = house.mail().got.size();
  CHECK(before == 0);
  house.later(6 * kSecond);
  house.poll();
  CHECK(house.mail().got.empty());
  house.later(20 * kSecond);
  house.poll();
  CHECK(by_key(house.mail(), false).size() == house.mail().got.size());
  CHECK_FALSE(house.mail().got.empty());
}

TEST_CASE(
    "L23 one recipient refused for good is tried over the next notifier, and the others are not "
    "held up") {
  House house;
  house.mail().answers = {Error{Fault::permanent, "550 no such user", 0}};
  slip(house);
  house.poll();
  house.later(kMinute);
  house.poll();
  CHECK(in_state(house, OutboxState::dead) == 1);
  CHECK_FALSE(house.mail().got.empty());
  int alerts = 0, operator_notes = 0;
  for (const Notice& notice : house.mail("second").got)
    (notice.kind == "operator" ? operator_notes : alerts)++;
  CHECK(alerts == 1);
  CHECK(operator_notes == 1);
}

TEST_CASE("L23 a mailbox that is refused for now holds nobody else's mail") {
  House house;
  house.mail().answers = {Error{Fault::transient, "452 mailbox full", 0}};
  slip(house);
  house.poll();
  for (int i = 0; i < 3; ++i) house.deliver();
  CHECK(house.mail().got.size() >= 2);
  CHECK(in_state(house, OutboxState::pending) == 1);
  house.later(kMinute);
  house.poll();
  CHECK(in_state(house, OutboxState::pending) == 0);
  for (const auto& [key, count] : by_key(house.mail(), false)) CHECK(count == 1);
}

TEST_CASE("L23 a receiver that fails twice in a row is left alone for a while") {
  House house;
  house.mail().answers.assign(50, Error{Fault::transient, "connection refused", 0});
  slip(house);
  house.poll();
  for (int i = 0; i < 5; ++i) house.deliver();
  CHECK(house.mail().answers.size() == 48);
}

TEST_CASE("L24 an alert whose reason is gone before it was sent is never sent") {
  House house(R"(
[[route]]
notify = ["mail"]
[notify]
quiet = "none"
group_wait = "30m"
)");
  slip(house);
  house.poll();
  CHECK(house.mail().got.empty());  // gathered for half an hour
  house.add_deal();
  for (int i = 0; i < 3; ++i) {
    house.later(5 * kMinute);
    house.poll();
  }
  house.later(60 * kMinute);
  house.poll();
  CHECK(house.mail().got.empty());
}

TEST_CASE("R7 R10 a receiver that takes everything and never answers is not sent to for ever") {
  const ReceiverClass receiver = GENERATE(ReceiverClass::opaque, ReceiverClass::searchable);
  House house;
  house.mail().receiver = receiver;
  house.mail().keeps = receiver == ReceiverClass::opaque;
  house.mail().answers.assign(5'000, Error{Fault::ambiguous, "timeout after DATA", 0});
  slip(house);
  for (int quarter = 0; quarter < 8 * 24 * 4; ++quarter) {
    house.later(15 * kMinute);
    house.poll();
  }
  const int limit = receiver == ReceiverClass::opaque ? 3 : 1'000;
  const int sends = 5'000 - static_cast<int>(house.mail().answers.size());
  CHECK(sends > 1);
  int told = 0;
  for (const Notice& notice : house.mail("second").got)
    if (notice.kind == "operator") ++told;
  if (receiver == ReceiverClass::opaque) {
    for (const auto& [key, count] : by_key(house.mail(), true)) CHECK(count == limit - 1);
    CHECK(in_state(house, OutboxState::uncertain) == told);
  } else {
    CHECK(sends < limit);
    CHECK(in_state(house, OutboxState::dead) == told);
  }
  CHECK(told > 0);
  CHECK(in_state(house, OutboxState::sending) == 0);
}

TEST_CASE("R7 a daemon that dies at every attempt goes on trying: nobody was silent but it") {
  House house;
  house.mail().keeps = false;
  slip(house);
  for (int death = 0; death < 6; ++death) {
    REQUIRE(house.store().write([&]() -> Status {  // as a crash leaves it: taken, not recorded
      for (OutboxRow& row : house.store().outbox().list(100, true)) {
        row.state = OutboxState::sending;
        row.sending_at = house.engine().now();
        row.attempt = death + 1;
        house.store().outbox().update(row);
      }
      return ok();
    }));
    house.restart();
    house.later(kMinute);
    house.deliver();
  }
  house.later(24 * 60 * kMinute);
  house.poll();
  CHECK(in_state(house, OutboxState::uncertain) == 0);
  CHECK(in_state(house, OutboxState::sending) == 0);
  CHECK(in_state(house, OutboxState::sent) > 0);
}

// So many notices of no plan are due at once, to one person over "mail".
void many_due(House& house, int count) {
  slip(house);
  house.poll();
  house.mail().got.clear();
  REQUIRE(house.store().write([&]() -> Status {
    OutboxRow row = house.store().outbox().list(1, false).front();
    row.notifier = "mail";
    row.plan = 0;
    row.state = OutboxState::pending;
    row.attempt = 0;
    row.not_before = house.engine().now();
    for (int i = 0; i < count; ++i) {
      row.key = "due at once " + std::to_string(i);
      house.store().outbox().insert(row);
    }
    return ok();
  }));
}

TEST_CASE("only a receiver that knows its keys gets many notices with one commit") {
  const auto [receiver, at_once] = GENERATE(table<ReceiverClass, int>(
      {{ReceiverClass::idempotent, static_cast<int>(kNoticesAtOnce)}, {ReceiverClass::opaque, 1}}));
  constexpr int kDue = 2 * static_cast<int>(kNoticesAtOnce) + 8;
  House house;
  many_due(house, kDue);
  house.mail().receiver = receiver;
  int most = 0;
  house.mail().while_sending = [&] {
    most = std::max(most, in_state(house, OutboxState::sending));
  };
  for (int i = 0; i < kDue; ++i) house.deliver();
  CHECK(most == at_once);
  CHECK(house.mail().got.size() == kDue);
  for (const auto& [key, count] : by_key(house.mail(), false)) CHECK(count == 1);
  CHECK(in_state(house, OutboxState::sending) == 0);
}

TEST_CASE("after a failure the rest of what was taken waits untried") {
  House house;
  many_due(house, 10);
  house.mail().receiver = ReceiverClass::idempotent;
  house.mail().answers = {Error{Fault::transient, "503", 0}};
  house.deliver();
  CHECK(house.mail().got.empty());
  CHECK(in_state(house, OutboxState::sending) == 0);
  int tried = 0;
  REQUIRE(house.store().read([&]() -> Status {
    for (const OutboxRow& row : house.store().outbox().in_state(OutboxState::pending, 100))
      tried += row.attempt;
    return ok();
  }));
  CHECK(tried == 1);
  house.later(kMinute);
  house.deliver();
  CHECK(house.mail().got.size() == 10);
  for (const auto& [key, count] : by_key(house.mail(), false)) CHECK(count == 1);
}

TEST_CASE("a worker that is to stop hands back what it has not tried") {
  class Counting final : public Notifier {
   public:
    Status check() override { return ok(); }
    ReceiverClass receiver_class() const override { return ReceiverClass::idempotent; }
    bool reaches(const Recipient&) const override { return true; }
    Result<Receipt> notify(const Notice& notice) override {
      got.push_back(notice.key);
      return Receipt{};
    }
    std::vector<std::string> got;
  };
  Counting notifier;
  std::vector<DeliveryJob> jobs(3);
  for (int i = 0; i < 3; ++i) jobs[static_cast<std::size_t>(i)].notice.key = std::to_string(i);
  const auto results = carry_out(notifier, jobs, [] { return false; });
  CHECK(notifier.got == std::vector<std::string>{"0"});
  REQUIRE(results.size() == 3);
  CHECK(results[0].receipt);
  for (const DeliveryResult* result : {&results[1], &results[2]})
    CHECK((!result->receipt && !result->error && !result->look_up));
}

TEST_CASE("L20 quiet hours hold a notice until the recipient's morning") {
  House house(R"(
[[route]]
notify = ["mail"]
[notify]
group_wait = "0s"
)",
              "2026-03-06T17:30:00Z");  // a Friday
  slip(house);
  house.at("2026-03-06T19:00:00Z");
  house.poll();
  CHECK(house.mail().got.empty());
  house.at("2026-03-09T07:59:00Z");
  house.poll();
  CHECK(house.mail().got.empty());
  house.at("2026-03-09T08:00:00Z");
  house.poll();
  CHECK_FALSE(house.mail().got.empty());
}

TEST_CASE("backoff is jittered, capped, and never shorter than Retry-After") {
  SplitMix64 random(3);
  for (int attempt = 0; attempt < 40; ++attempt) {
    const std::int64_t delay = retry_delay_ms(attempt, 0, random);
    CHECK(delay >= kRetryBaseMs);
    CHECK(delay <= kRetryCapMs);
  }
  CHECK(retry_delay_ms(0, 30 * kMinute, random) == 30 * kMinute);
  CHECK(retry_delay_ms(0, 1'000'000'000'000, random) == kRetryAfterCapMs);
  CHECK(retry_delay_ms(0, -5, random) >= kRetryBaseMs);
}

}  // namespace
}  // namespace closemap
