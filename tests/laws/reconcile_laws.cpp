// Laws of reconciliation over random observations, records and edits (domain.md §3.9: C1, C2, C4,
// C5, C6).
#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "mapping/reconcile/link_index.h"
#include "mapping/reconcile/policy.h"
#include "mapping/reconcile/write_back.h"
#include "tests/laws/law.h"

namespace closemap {
namespace {

int within(int from, int to) { return *rc::gen::inRange(from, to + 1); }
bool one_in(int n) { return within(1, n) == 1; }

template <class T>
std::vector<T> shuffled(std::vector<T> list) {
  for (std::size_t i = list.size(); i > 1; --i)
    std::swap(list[i - 1], list[static_cast<std::size_t>(within(0, static_cast<int>(i) - 1))]);
  return list;
}

const std::vector<std::string> kSources{"customer", "partner", "vendor"};

struct Said {
  std::string pointer, source;
  Register what;
};

Json any_value() {
  switch (within(0, 3)) {
    case 0:
      return within(0, 3);
    case 1:
      return std::string(1, static_cast<char>('A' + within(0, 2)));
    case 2:
      return Json{{"a", within(0, 1)}};
    default:
      return nullptr;
  }
}

std::vector<Said> any_stream() {
  std::vector<Said> stream;
  for (int n = within(0, 14); n > 0; --n) {
    Said said{one_in(2) ? "/amount" : "/next_step",
              kSources[static_cast<std::size_t>(within(0, 2))],
              {any_value(), within(0, 5) * 60, one_in(5)}};
    if (said.what.deleted) said.what.value = nullptr;
    stream.push_back(std::move(said));
  }
  return stream;
}

PlanRegisters joined(const std::vector<Said>& stream) {
  PlanRegisters registers;
  for (const Said& said : stream) observe(registers[said.pointer], said.source, said.what);
  return registers;
}

Policy any_policy() {
  Policy policy;
  policy.kind = static_cast<PolicyKind>(within(0, 4));
  policy.authority = shuffled(kSources);
  policy.authority.resize(static_cast<std::size_t>(within(0, 3)));
  policy.require = {"vendor", "partner"};
  policy.skew = 60;
  return policy;
}

Json told(const Resolution& r) {
  return {r.value, r.source ? Json(*r.source) : Json(nullptr), to_text(r.status)};
}

}  // namespace

TEST_CASE("C1: the order and the repetition of observations change no resolved value") {
  law([] {
    const std::vector<Said> stream = any_stream();
    std::vector<Said> again = stream;
    for (const Said& said : stream)
      if (one_in(2)) again.push_back(said);
    const PlanRegisters once = joined(stream);
    const PlanRegisters other = joined(shuffled(again));
    RC_ASSERT(once == other);
    const Policy policy = any_policy();
    for (const auto& [pointer, field] : once)
      RC_ASSERT(told(resolve_field(field, policy, 1, nullptr)) ==
                told(resolve_field(other.at(pointer), policy, 1, nullptr)));
  });
}

TEST_CASE("C1: a field's clock is a function of the set of its sights") {
  law([] {
    std::vector<FieldSight> sights;
    for (int n = within(1, 10); n > 0; --n)
      sights.push_back({within(0, 4), within(0, 4), any_value()});
    std::vector<FieldSight> other = sights;
    for (const FieldSight& sight : sights)
      if (one_in(2)) other.push_back(sight);
    const auto a = field_changed_at(sights);
    const auto b = field_changed_at(shuffled(other));
    RC_ASSERT(a->value == b->value);
    RC_ASSERT(a->changed_at == b->changed_at);
  });
}

TEST_CASE("C2: joining register maps is commutative, associative and idempotent") {
  law([] {
    const PlanRegisters a = joined(any_stream());
    const PlanRegisters b = joined(any_stream());
    const PlanRegisters c = joined(any_stream());
    RC_ASSERT(join(a, b) == join(b, a));
    RC_ASSERT(join(a, a) == a);
    RC_ASSERT(join(join(a, b), c) == join(a, join(b, c)));
  });
}

TEST_CASE("C4: taking a source out again leaves the other sources' values as they were") {
  law([] {
    const std::vector<Said> stream = any_stream();
    std::vector<Said> others;
    for (const Said& said : stream)
      if (said.source != "partner") others.push_back(said);
    const PlanRegisters before = joined(others);
    const PlanRegisters after = without_source(joined(stream), "partner");
    RC_ASSERT(after == before);
    const Policy policy = any_policy();
    for (const auto& [pointer, field] : before)
      RC_ASSERT(told(resolve_field(field, policy, nullptr, nullptr)) ==
                told(resolve_field(after.at(pointer), policy, nullptr, nullptr)));
  });
}

namespace {

// A CRM that keeps so many characters of a text.
struct Remote {
  SourceRef field;
  Json base, value;
  std::size_t length = 0;

  Json returned(const Json& v) const {
    return v.is_string() ? Json(v.get<std::string>().substr(0, length)) : v;
  }
};

Json any_text() {
  if (one_in(5)) return nullptr;
  std::string text;
  for (int n = within(1, 4); n > 0; --n) text += static_cast<char>('a' + within(0, 1));
  return text;
}

// One cycle over both CRMs; the first wins every conflict. Returns the number of writes.
int cycle(std::vector<Remote>& remotes, Json& local) {
  int writes = 0;
  for (std::size_t i = 0; i < remotes.size(); ++i) {
    Remote& remote = remotes[i];
    const RoundTrip trip = [&](const Json& v) { return remote.returned(v); };
    WriteAction action = decide_write(remote.base, local, remote.value, trip);
    if (action == WriteAction::conflict) action = i == 0 ? WriteAction::pull : WriteAction::push;
    if (action == WriteAction::pull) local = remote.base = remote.value;
    if (action == WriteAction::converged) remote.base = local;
    if (action != WriteAction::push) continue;
    remote.value = remote.returned(local);
    remote.base = local;
    ++writes;
  }
  return writes;
}

}  // namespace

TEST_CASE("C5: once nobody edits any more, writes stop within two cycles") {
  law([] {
    std::vector<Remote> remotes{{{"vendor", "opportunity", "1", "next_step"}, {}, {}, 3},
                                {{"partner", "opportunity", "1", "next_step"}, {}, {}, 2}};
    Json local = any_text();
    for (int n = within(1, 6); n > 0; --n) {
      for (Remote& remote : remotes)
        if (one_in(2)) remote.value = remote.returned(any_text());
      if (one_in(3)) local = any_text();
      cycle(remotes, local);
    }
    cycle(remotes, local);
    cycle(remotes, local);
    for (int n = 0; n < 3; ++n) RC_ASSERT(cycle(remotes, local) == 0);
  });
}

TEST_CASE("C5: against a CRM that rewrites what we send, the breaker ends the writing") {
  law([] {
    const SourceRef field{"crm", "opportunity", "1", "next_step"};
    LoopBreaker breaker;
    const Json ours = "ours";
    Json theirs = "theirs";
    const std::int64_t pause = within(1, 20) * 60'000LL;
    int writes = 0;
    for (int i = 0; i < 200; ++i) {
      const Instant now{i * pause};
      if (!breaker.may_write(field)) break;
      breaker.wrote(field, ours, now);
      ++writes;
      if (one_in(2)) theirs = std::to_string(i);  // sometimes another word each time
      breaker.saw(field, theirs, now + 1);
    }
    RC_ASSERT(!breaker.may_write(field));
    RC_ASSERT(writes <= static_cast<int>(kOwnWritesMax));
  });
}

namespace {

DealRecord any_deal(char side, int number) {
  const std::vector<std::string> names{"Müller Bau GmbH", "Mueller Bau", "Muller Bau Inc",
                                       "Northwind Logistics", "Northwind"};
  const std::vector<std::string> sites{"", "mueller.example", "northwind.example", "gmail.com"};
  const auto pick = [](const std::vector<std::string>& list) {
    return list[static_cast<std::size_t>(within(0, static_cast<int>(list.size()) - 1))];
  };
  DealRecord record;
  record.id = side + std::to_string(number);
  record.account = pick(names);
  record.website = pick(sites);
  record.country = pick({"", "DE", "US"});
  if (one_in(3)) record.contacts = {pick({"a@x.example", "b@x.example"})};
  if (!one_in(4)) record.close = Date{20'500 + within(0, 3) * 20};
  if (!one_in(4)) record.amount = Money{within(1, 3) * 1000, one_in(5) ? "EUR" : "USD"};
  if (one_in(2)) record.solutions = {pick({"wms", "tms"})};
  if (one_in(4)) record.keys.push_back({pick({"reference", "closemap_id"}), pick({"1", "2"})});
  if (one_in(4)) record.record_ref = side + std::to_string(number);
  if (one_in(4)) record.external_refs = {pick({"V0", "V1", "P0", "P1"})};
  record.open = !one_in(6);
  return record;
}

std::vector<DealRecord> any_deals(char side) {
  std::vector<DealRecord> records;
  for (int n = within(1, 6); n > 0; --n) records.push_back(any_deal(side, n));
  return records;
}

using IdPairs = std::vector<std::pair<std::string, std::string>>;

IdPairs any_pairs(const std::vector<DealRecord>& vendors, const std::vector<DealRecord>& partners) {
  IdPairs pairs;
  for (const DealRecord& vendor : vendors)
    for (const DealRecord& partner : partners)
      if (one_in(12)) pairs.emplace_back(vendor.id, partner.id);
  return pairs;
}

struct World {
  LinkIndex index;
  std::map<std::string, Slot> vendors, partners;

  World(const LinkSettings& settings, const std::vector<DealRecord>& vendor_records,
        const std::vector<DealRecord>& partner_records, const IdPairs& must, const IdPairs& cannot)
      : index(settings) {
    for (const DealRecord& r : vendor_records) vendors[r.id] = index.add(Party::vendor, r);
    for (const DealRecord& r : partner_records) partners[r.id] = index.add(Party::partner, r);
    for (const auto& [v, p] : must) index.must_link(vendors.at(v), partners.at(p));
    for (const auto& [v, p] : cannot) index.cannot_link(vendors.at(v), partners.at(p));
  }

  Json told(const LinkDecision& decision) const {
    Json line{index.facts(Party::vendor, decision.vendor).id,
              index.facts(Party::partner, decision.partner).id, method_of(decision),
              to_text(decision.verdict)};
    if (decision.score) line.push_back({decision.score->account, decision.score->opportunity});
    line.push_back(decision.margin ? Json(*decision.margin) : Json(nullptr));
    return line;
  }
  Json told() const {
    Json lines = Json::array();
    for (const LinkDecision& decision : index.link_all().decisions) lines.push_back(told(decision));
    return lines;
  }
};

LinkSettings any_settings() {
  LinkSettings settings;
  settings.auto_link = !one_in(3);
  settings.name_frequency = one_in(3);
  settings.list_refused = one_in(3);
  return settings;
}

}  // namespace

TEST_CASE("C6: the decisions do not depend on the order of the records") {
  law([] {
    const auto vendors = any_deals('V');
    const auto partners = any_deals('P');
    const IdPairs must = any_pairs(vendors, partners);
    const IdPairs cannot = any_pairs(vendors, partners);
    const LinkSettings settings = any_settings();
    const World one(settings, vendors, partners, must, cannot);
    const World other(settings, shuffled(vendors), shuffled(partners), shuffled(must),
                      shuffled(cannot));
    RC_ASSERT(one.told() == other.told());
  });
}

TEST_CASE("C6: one record alone is decided as it is among all, also after others came and went") {
  law([] {
    const auto vendors = any_deals('V');
    const auto partners = any_deals('P');
    World world(any_settings(), vendors, partners, {}, any_pairs(vendors, partners));
    for (const auto& [id, slot] : world.vendors)
      if (one_in(4)) world.index.remove(Party::vendor, slot);
    for (int more = *rc::gen::inRange(0, 3); more > 0; --more)  // in the slots of those
      world.index.add(Party::vendor, any_deal('V', 1'000 + more));
    for (const auto& [id, slot] : world.partners)
      if (one_in(4))
        world.index.change(Party::partner, slot, any_deal('P', std::stoi(id.substr(1))));
    const LinkResult all = world.index.link_all();
    for (const auto& [id, slot] : world.partners) {
      Json expected = Json::array();
      for (const LinkDecision& decision : all.decisions)
        if (decision.partner == slot) expected.push_back(world.told(decision));
      Json got = Json::array();
      for (const LinkDecision& decision : world.index.link_one(Party::partner, slot).decisions)
        got.push_back(world.told(decision));
      RC_ASSERT(got == expected);
    }
  });
}

}  // namespace closemap
