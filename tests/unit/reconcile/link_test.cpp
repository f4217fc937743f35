// Which records become one deal, which wait for a person, and which never meet.
#include <catch2/catch.hpp>

#include "mapping/reconcile/link_index.h"
#include "mapping/reconcile/link_reason.h"
#include "tests/unit/reconcile/deals.h"

using namespace closemap;
using Lines = std::vector<std::string>;

TEST_CASE("a shared id links, whatever the names say") {
  LinkIndex index({});
  index.add(Party::vendor, with_key(stranger("V1"), "deal_registration_id", "DR-1"));
  index.add(Party::partner, with_key(stranger("P1"), "deal_registration_id", " dr-1 "));
  CHECK(told(index, index.link_all()) == Lines{"V1-P1 link deterministic:deal_registration_id"});
}

TEST_CASE("one key on several records sends all of them to a person, and none goes further") {
  LinkIndex index({});
  index.add(Party::vendor, with_key(deal("V1"), "reference", "R1"));
  index.add(Party::vendor, with_key(stranger("V2"), "reference", "R1"));
  index.add(Party::partner, with_key(deal("P1"), "reference", "R1"));
  index.add(Party::partner, deal("P2"));
  CHECK(told(index, index.link_all()) ==
        Lines{"V1-P1 review deterministic:reference", "V2-P1 review deterministic:reference"});
}

TEST_CASE("shared ids are taken in their order, closemap's own first, others by name") {
  LinkIndex index({});
  const auto keyed = [](const std::string& id, const std::string& name) {
    return with_key(stranger(id), name, "K-" + name);
  };
  for (const char* name : {"zeta", "alpha", "partner_portal_ref", "closemap_id"}) {
    index.add(Party::vendor, keyed("V" + std::string(name), name));
    index.add(Party::partner, keyed("P" + std::string(name), name));
  }
  std::vector<std::string> methods;
  for (const LinkDecision& decision : index.link_all().decisions) methods.push_back(decision.key);
  CHECK(methods == Lines{"closemap_id", "partner_portal_ref", "alpha", "zeta"});
}

TEST_CASE("a reference to the other record links; two that name one record go to a person") {
  LinkIndex index({});
  DealRecord named = stranger("V1");
  named.record_ref = "sf:006V1";
  DealRecord naming = stranger("P1");
  naming.external_refs = {"sf:006V1"};
  index.add(Party::vendor, named);
  index.add(Party::partner, naming);
  CHECK(told(index, index.link_all()) == Lines{"V1-P1 link deterministic:external_ref"});
  naming.id = "P2";
  index.add(Party::partner, naming);
  CHECK(told(index, index.link_all()) == Lines{"V1-P1 review deterministic:external_ref",
                                               "V1-P2 review deterministic:external_ref"});
}

TEST_CASE("a person's word stands above every key") {
  LinkIndex index({});
  const Slot v1 = index.add(Party::vendor, with_key(deal("V1"), "reference", "R1"));
  const Slot p1 = index.add(Party::partner, with_key(deal("P1"), "reference", "R1"));
  const Slot p2 = index.add(Party::partner, stranger("P2"));
  index.must_link(v1, p2);
  CHECK(told(index, index.link_all()) == Lines{"V1-P2 link manual"});
  index.cannot_link(v1, p2);
  CHECK(told(index, index.link_all()) == Lines{"V1-P1 link deterministic:reference"});
  index.cannot_link(v1, p1);
  CHECK(index.link_all().decisions.empty());
}

TEST_CASE("strong account and deal evidence links by itself, or proposes where that is wanted") {
  for (const bool auto_link : {true, false}) {
    LinkSettings settings;
    settings.auto_link = auto_link;
    LinkIndex index(settings);
    index.add(Party::vendor, deal("V1"));
    index.add(Party::partner, deal("P1"));
    CHECK(told(index, index.link_all()) ==
          Lines{std::string("V1-P1 ") + (auto_link ? "link" : "review") + " probabilistic"});
  }
}

TEST_CASE("two deals of one account are not mixed up") {
  LinkIndex index({});
  DealRecord other = deal("P1");
  other.close = day("2026-12-01");
  other.amount = Money{6'200'000, "USD"};
  other.solutions = {"analytics"};
  index.add(Party::vendor, deal("V1"));
  index.add(Party::partner, other);
  CHECK(told(index, index.link_all()) == Lines{"V1-P1 no probabilistic"});
}

TEST_CASE("without a margin over a rival nothing links, and a review uses nobody up") {
  LinkIndex index({});
  index.add(Party::vendor, deal("V1"));
  index.add(Party::vendor, deal("V2"));
  index.add(Party::partner, deal("P1"));
  CHECK(told(index, index.link_all()) ==
        Lines{"V1-P1 review probabilistic", "V2-P1 review probabilistic"});
}

TEST_CASE("names alone never link: strong evidence is a domain or a contact") {
  LinkIndex index({});
  DealRecord vendor = deal("V1");
  vendor.website.clear();
  index.add(Party::vendor, vendor);
  index.add(Party::partner, deal("P1"));
  CHECK(told(index, index.link_all()) == Lines{"V1-P1 review probabilistic"});
  LinkIndex with_contact({});
  vendor.contacts = {"Dana@northwind.com"};
  DealRecord partner = deal("P1");
  partner.contacts = {"dana@northwind.com", "x@northwind.com"};
  with_contact.add(Party::vendor, vendor);
  with_contact.add(Party::partner, partner);
  CHECK(told(with_contact, with_contact.link_all()) == Lines{"V1-P1 link probabilistic"});
}

TEST_CASE("an umlaut spelled out is the same name") {
  LinkIndex index({});
  DealRecord vendor = stranger("V1");
  DealRecord partner = stranger("P1");
  vendor.website = partner.website = "";
  vendor.account = "Müller Maschinenbau GmbH";
  partner.account = "Mueller Maschinenbau";
  index.add(Party::vendor, vendor);
  index.add(Party::partner, partner);
  const LinkResult result = index.link_all();
  REQUIRE(result.decisions.size() == 1);
  CHECK(result.decisions.front().score->level(Comparison::name) == Level::name_exact);
}

TEST_CASE("aliases of a domain come from the settings") {
  LinkSettings settings;
  settings.rules.aliases = {{"northwind.de", "northwind.com"}};
  LinkIndex index(settings);
  DealRecord partner = deal("P1");
  partner.website = "www.northwind.de";
  index.add(Party::vendor, deal("V1"));
  index.add(Party::partner, partner);
  const LinkResult result = index.link_all();
  REQUIRE(result.decisions.size() == 1);
  CHECK(result.decisions.front().score->level(Comparison::domain) == Level::domain_alias);
  CHECK(result.decisions.front().verdict == LinkVerdict::link);
}

TEST_CASE("free mail, another currency and an empty list are missing, not different") {
  LinkIndex index({});
  DealRecord vendor = deal("V1");
  DealRecord partner = deal("P1");
  vendor.website = "sales@gmail.com";
  partner.amount = Money{18'000'000, "EUR"};
  partner.solutions.clear();
  index.add(Party::vendor, vendor);
  index.add(Party::partner, partner);
  const PairScore score = *index.link_all().decisions.at(0).score;
  for (const Comparison missing :
       {Comparison::domain, Comparison::amount, Comparison::solution, Comparison::contact}) {
    CHECK(score.level(missing) == Level::missing);
    CHECK(score.weight(missing) == 0);
  }
}

TEST_CASE("amounts are compared by their distance over the larger") {
  const auto level = [](std::int64_t a, std::int64_t b) {
    DealRecord one;
    DealRecord other;
    one.amount = Money{a, "USD"};
    other.amount = Money{b, "USD"};
    PairScore score;
    PairScorer(default_link_model())
        .score_opportunity(score, facts_of(one, {}), facts_of(other, {}), 1, 1);
    return score.level(Comparison::amount);
  };
  CHECK(level(100, 95) == Level::amount_r05);
  CHECK(level(95, 100) == Level::amount_r05);
  CHECK(level(100, 94) == Level::amount_r25);
  CHECK(level(100, 75) == Level::amount_r25);
  CHECK(level(100, 74) == Level::amount_r2x);
  CHECK(level(100, 50) == Level::amount_r2x);
  CHECK(level(100, 49) == Level::amount_far);
  CHECK(level(0, 0) == Level::amount_r05);
  CHECK(level(0, 1) == Level::amount_far);
  CHECK(level(-100, 100) == Level::amount_far);
}

TEST_CASE("a closed deal is linked by a shared id, never by its account") {
  DealRecord closed = deal("P1");
  closed.open = false;
  LinkIndex index({});
  index.add(Party::vendor, deal("V1"));
  index.add(Party::partner, closed);
  CHECK(index.link_all().decisions.empty());
  LinkIndex keyed({});
  keyed.add(Party::vendor, with_key(deal("V1"), "reference", "R1"));
  keyed.add(Party::partner, with_key(closed, "reference", "R1"));
  CHECK(told(keyed, keyed.link_all()) == Lines{"V1-P1 link deterministic:reference"});
}

TEST_CASE("a block over its limit is dropped and counted, other rules still bring the pair") {
  LinkIndex index({});
  for (std::size_t i = 0; i < kBlockRecordsMax; ++i) {
    DealRecord crowd = stranger(std::to_string(i));
    crowd.account = "Northwind Logistics " + std::to_string(i);
    crowd.website = "northwind.com";
    index.add(Party::vendor, crowd);
  }
  DealRecord partner = stranger("P1");
  partner.website = "northwind.com";
  partner.account = "Northwind Logistics 7";
  const Slot p1 = index.add(Party::partner, partner);
  const LinkResult result = index.link_all();
  CHECK(result.dropped.blocks == 1);
  CHECK(result.dropped.records == kBlockRecordsMax + 1);
  CHECK(result.pairs_scored == 1);  // by the equal company key
  index.remove(Party::vendor, 0);
  CHECK(index.link_one(Party::partner, p1).pairs_scored == kBlockRecordsMax - 1);
  CHECK(index.link_all().dropped.blocks == 0);
}

TEST_CASE("a common company name weighs less") {
  LinkSettings settings;
  settings.name_frequency = true;
  settings.list_refused = true;
  LinkIndex index(settings);
  DealRecord vendor = stranger("V");
  DealRecord partner = stranger("P");
  vendor.website = partner.website = "";
  vendor.account = partner.account = "General Services";
  index.add(Party::vendor, vendor);
  index.add(Party::partner, partner);
  for (int i = 0; i < 38; ++i) index.add(Party::vendor, stranger(std::to_string(i)));
  const PairScore score = *index.link_all().decisions.at(0).score;
  CHECK(score.weight(Comparison::name) == Approx(weight_of({0.7, 2.0 / 40})));
}

TEST_CASE("one changed record is decided from its neighbourhood as all of them would be") {
  LinkIndex index({});
  const Slot v1 = index.add(Party::vendor, deal("V1"));
  index.add(Party::vendor, stranger("V2"));
  const Slot p1 = index.add(Party::partner, stranger("P1"));
  CHECK(index.link_one(Party::partner, p1).decisions.empty());
  index.change(Party::partner, p1, deal("P1"));
  const LinkResult one = index.link_one(Party::partner, p1);
  CHECK(told(index, one) == Lines{"V1-P1 link probabilistic"});
  CHECK(told(index, one) == told(index, index.link_one(Party::vendor, v1)));
  index.remove(Party::vendor, v1);
  CHECK(index.link_one(Party::partner, p1).decisions.empty());
}

TEST_CASE("the slot of a removed record is used again, but not one that a person named") {
  LinkIndex index({});
  const Slot v1 = index.add(Party::vendor, deal("V1"));
  const Slot p1 = index.add(Party::partner, deal("P1"));
  index.remove(Party::vendor, v1);
  CHECK(index.add(Party::vendor, stranger("V2")) == v1);
  CHECK(index.link_one(Party::partner, p1).decisions.empty());
  CHECK(index.link_all().decisions.empty());
  const Slot v3 = index.add(Party::vendor, deal("V3"));
  CHECK(told(index, index.link_all()) == Lines{"V3-P1 link probabilistic"});
  index.cannot_link(v3, p1);
  index.remove(Party::vendor, v3);
  index.add(Party::vendor, deal("V4"));
  CHECK(told(index, index.link_all()) == Lines{"V4-P1 link probabilistic"});
}

TEST_CASE("the reason names both deals, the key or the evidence, in printable words") {
  LinkIndex index({});
  DealRecord vendor = with_key(deal("V1"), "reference", "R1");
  vendor.title = "evil\x1b[2J";
  const DealRecord partner = with_key(deal("P1"), "reference", "R1");
  index.add(Party::vendor, vendor);
  index.add(Party::partner, partner);
  const std::string by_key = reason_of(index.link_all().decisions.at(0), vendor, partner);
  CHECK(by_key.find("V1") != std::string::npos);
  CHECK(by_key.find("reference R1") != std::string::npos);
  CHECK(by_key.find('\x1b') == std::string::npos);
  LinkIndex plain({});
  plain.add(Party::vendor, deal("V1"));
  plain.add(Party::partner, deal("P1"));
  CHECK(reason_of(plain.link_all().decisions.at(0), deal("V1"), deal("P1"))
            .find("domain exact, name exact") != std::string::npos);
}
