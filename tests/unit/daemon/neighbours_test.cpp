// Who is looked at as a candidate.
#include "daemon/sync/neighbours.h"

#include <catch2/catch.hpp>

#include "mapping/reconcile/deal_record.h"
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
  if (!key.empty()) mapped.keys.push_back(link_key("key.deal", key));
  add_account_keys(mapped.fields, mapped.keys);
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

// Pairs that wait for a person after both CRMs were read, of two deals that differ in their
// account.
std::size_t proposed(const std::string& vendor_account, const std::string& partner_account) {
  House house;
  house.set(house.vendor(), "opportunity", "V1",
            R"({"name":"Rollout","close_date":"2026-04-24",)" + vendor_account + "}");
  house.set(house.partner(), "opportunity", "P1",
            R"({"name":"Resale","close_date":"2026-04-24",)" + partner_account + "}");
  house.poll();
  std::size_t waiting = 0;
  REQUIRE(house.store().read([&]() -> Status {
    waiting = house.store().links().list(LinkState::proposed, 10).size();
    return ok();
  }));
  return waiting;
}

TEST_CASE("an account is met under each reading of its name, whatever its legal form") {
  CHECK(proposed(R"("account":"Müller Maschinenbau GmbH")",
                 R"("account":"mueller maschinenbau GmbH & Co. KG")") == 1);
  CHECK(proposed(R"("account":"The Northwind Corp.")", R"x("account":"Northwind (EMEA)")x") == 1);
  CHECK(proposed(R"("account":"Northwind")", R"("account":"Southwind")") == 0);
}

TEST_CASE("an account is met by its registrable domain, and by no other") {
  CHECK(proposed(R"("domain":"shop.northwind.example")",
                 R"("account":"Northwind","domain":"https://www.Northwind.example/de")") == 1);
  CHECK(proposed(R"("account":"Adatum","domain":"ann@gmail.com")",
                 R"("account":"Northwind","domain":"bob@gmail.com")") == 0);
}

}  // namespace
}  // namespace closemap
