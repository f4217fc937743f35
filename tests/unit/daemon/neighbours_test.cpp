// Who is looked at as a candidate.
#include "daemon/sync/neighbours.h"

#include <catch2/catch.hpp>

#include "tests/unit/daemon/house.h"

namespace closemap {
namespace {

using test::House;

Mapped deal_of(const std::string& account, const std::string& name, const std::string& key) {
  Mapped mapped;
  mapped.fields = R"({"account.name":")" + account + "\"" +
                  (key.empty() ? "" : R"(,"key.deal":")" + key + "\"") + R"(,"name":")" + name +
                  "\"}";
  mapped.digest = hash128(mapped.fields);
  mapped.keys = {link_key("account.name", account)};
  if (!key.empty()) mapped.keys.push_back(link_key("key.deal", key));
  return mapped;
}

// What is proposed for a vendor's deal whose account has another deal of either side, of these
// keys.
std::size_t proposals(const std::string& vendor_key, const std::string& partner_key) {
  House house;
  std::size_t found = 0;
  const Status done = house.store().write([&]() -> Status {
    RecordRoom& records = house.store().records();
    const SourceId vendor = records.source("vendor_crm", "opportunity");
    const SourceId partner = records.source("partner_crm", "opportunity");
    const Instant now{1'000};
    const Row alone = records.put(vendor, "V1", "", deal_of("Northwind", "Rollout", ""), now).row;
    records.put(vendor, "V2", "", deal_of("Northwind", "Renewal", vendor_key), now);
    records.put(partner, "P2", "", deal_of("Northwind", "Rollout", partner_key), now);
    records.set_first_sync_done(partner, now);
    records.set_first_sync_done(vendor, now);
    const std::vector<StoredRecord> at_hand{*records.get(alone)};
    Neighbours near(house.store(), house.engine().settings(), now, at_hand);
    CHECK_FALSE(near.by_key(at_hand.front()));
    found = near.decide(at_hand.front()).size();
    return ok();
  });
  REQUIRE(done);
  return found;
}

TEST_CASE("a deal that shares a key with another is no candidate, linked yet or not") {
  CHECK(proposals("K1", "K1") == 0);
  CHECK(proposals("K1", "K2") == 1);
  CHECK(proposals("K1", "") == 1);
}

}  // namespace
}  // namespace closemap
