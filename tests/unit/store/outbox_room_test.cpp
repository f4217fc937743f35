// Messages: claimed once, due in time, counted by the day.
#include <catch2/catch.hpp>
#include <optional>
#include <string>

#include "tests/unit/store/stores.h"

namespace closemap {
namespace {

using test::in_memory;
using test::opened;
using test::options_in;

TEST_CASE("L22 an item is claimed once, for ever, whatever became of its message") {
  const test::TestFolder folder;
  const StoreOptions options = options_in(folder);
  {
    const auto store = opened(options);
    REQUIRE(store->write([&] {
      CHECK(store->outbox().claim_item("k"));
      CHECK_FALSE(store->outbox().claim_item("k"));
      return ok();
    }));
  }
  const auto store = opened(options);
  REQUIRE(store->write([&] {
    CHECK_FALSE(store->outbox().claim_item("k"));
    return ok();
  }));
}

TEST_CASE("an alert is due however many digests are held in front of it") {
  const auto store = in_memory();
  REQUIRE(store->write([&]() -> Status {
    OutboxRoom& outbox = store->outbox();
    const auto add = [&](const std::string& key, const std::string& kind, Instant not_before,
                         const std::string& notifier = "mail") {
      OutboxRow row;
      row.key = key;
      row.notifier = notifier;
      row.kind = kind;
      row.severity = "warning";
      row.not_before = not_before;
      row.payload = "{}";
      outbox.insert(row);
    };
    add("later", "alert", Instant{9});
    add("elsewhere", "alert", Instant{1}, "slack");
    for (int i = 0; i < 100; ++i) add("digest " + std::to_string(i), "digest", Instant{1});
    add("alert", "alert", Instant{2});
    add("behind it", "alert", Instant{1});
    CHECK(outbox.first_due("mail", Instant{2}, false)->key == "alert");
    CHECK(outbox.first_due("mail", Instant{2}, true)->key == "digest 0");
    CHECK(outbox.first_due("mail", Instant{9}, false)->key == "later");
    CHECK_FALSE(outbox.first_due("mail", Instant{0}, true));
    CHECK_FALSE(outbox.first_due("webhook", Instant{9}, true));
    return ok();
  }));
}

TEST_CASE("a person's messages of a day are those that count, by when they go") {
  auto store = in_memory();
  REQUIRE(store->write([&]() -> Status {
    OutboxRoom& outbox = store->outbox();
    int made = 0;
    const auto put = [&](const char* severity, const char* kind, OutboxState state,
                         std::int64_t not_before, std::optional<Instant> done) {
      OutboxRow row;
      row.key = std::to_string(++made);
      row.notifier = "mail";
      row.recipient = "a@x.example";
      row.kind = kind;
      row.severity = severity;
      row.state = state;
      row.created = Instant{50};
      row.not_before = Instant{not_before};
      row.done_at = done;
      outbox.insert(row);
    };
    put("warning", "alert", OutboxState::pending, 100, {});
    CHECK(outbox.sent_since("a@x.example", Instant{100}) == 1);  // by when it is to go
    CHECK(outbox.sent_since("a@x.example", Instant{101}) == 0);
    CHECK(outbox.sent_since("b@x.example", Instant{100}) == 0);
    put("warning", "resolved", OutboxState::sent, 60, Instant{110});
    CHECK(outbox.sent_since("a@x.example", Instant{101}) == 1);  // by when it went
    put("critical", "alert", OutboxState::sent, 60, Instant{110});
    put("warning", "digest", OutboxState::sent, 60, Instant{110});
    put("warning", "operator", OutboxState::sent, 60, Instant{110});
    put("warning", "alert", OutboxState::suppressed, 110, {});
    put("warning", "alert", OutboxState::dead, 60, Instant{110});  // another notifier's row tells
    CHECK(outbox.sent_since("a@x.example", Instant{101}) == 1);
    put("info", "alert", OutboxState::uncertain, 110, {});
    CHECK(outbox.sent_since("a@x.example", Instant{101}) == 2);
    return ok();
  }));
}

}  // namespace
}  // namespace closemap
