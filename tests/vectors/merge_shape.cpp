// Vector 11: value hashes, policies, field clocks, the three-way decision, the echo ledger.
#include <stdexcept>

#include "mapping/reconcile/policy.h"
#include "mapping/reconcile/write_back.h"
#include "tests/vectors/shapes.h"

namespace closemap::vectors {
namespace {

Json value_of(Fields& f, const std::string& key) {
  const Json* value = f.maybe(key);
  return value == nullptr ? Json(nullptr) : *value;
}

void check_hash(Checks& checks, const Json& one, const Json&) {
  Fields f(checks, "hash_examples", one);
  const Json value = value_of(f, "value");
  checks.same("hash", f.at("hash"), value_hash(value));
  f.ignore("name");
  f.finish();
}

Policy read_policy(Checks& checks, const Json& one) {
  Fields f(checks, "policy", one);
  Policy policy;
  const auto kind = parse_policy_kind(f.text("kind"));
  if (!kind) throw std::runtime_error("no policy " + f.text("kind"));
  policy.kind = *kind;
  if (const Json* list = f.maybe("authority"))
    policy.authority = list->get<std::vector<std::string>>();
  if (const Json* list = f.maybe("require")) policy.require = list->get<std::vector<std::string>>();
  constexpr std::int64_t skew_s = kClockSkewMs / 1000;  // the vector's clocks are seconds
  policy.skew = f.maybe_number("skew").value_or(skew_s);
  f.finish();
  return policy;
}

FieldRegisters read_registers(Checks& checks, const Json& list) {
  FieldRegisters field;
  for (const Json& one : list) {
    Fields f(checks, "observations", one);
    Register said{value_of(f, "value"), whole<std::int64_t>(f.at("clock")), false};
    if (const Json* deleted = f.maybe("deleted")) said.deleted = deleted->get<bool>();
    if (said.deleted) said.value = nullptr;
    observe(field, f.text("source"), said);
    f.finish();
  }
  return field;
}

void check_resolve(Checks& checks, const Json& one, const Json&) {
  Fields f(checks, "resolve", one);
  const Policy policy = read_policy(checks, f.at("policy"));
  const FieldRegisters field = read_registers(checks, f.at("observations"));
  std::optional<Lock> lock;
  if (const Json* locked = f.maybe("lock")) {
    Fields l(checks, "lock", *locked);
    lock = Lock{value_of(l, "value"), l.text("by")};
    l.finish();
  }
  const Resolution got = resolve_field(field, policy, value_of(f, "base"), lock ? &*lock : nullptr);
  checks.same("expect", f.at("expect"),
              {{"value", got.value},
               {"source", got.source ? Json(*got.source) : Json(nullptr)},
               {"status", to_text(got.status)}});
  f.ignore("name");
  f.ignore("field");
  f.finish();
}

void check_clock(Checks& checks, const Json& one, const Json&) {
  Fields f(checks, "field_changed_at", one);
  std::vector<FieldSight> sights;
  for (const Json& sight : f.at("observations")) {
    Fields s(checks, "observations", sight);
    sights.push_back({whole<std::int64_t>(s.at("version")), whole<std::int64_t>(s.at("clock")),
                      value_of(s, "value")});
    s.finish();
  }
  const auto got = field_changed_at(std::move(sights));
  const Json result =
      got ? Json{{"value", got->value}, {"changed_at", got->changed_at}} : Json(nullptr);
  checks.same("expect", f.at("expect"), result);
  f.ignore("name");
  f.finish();
}

void check_three_way(Checks& checks, const Json& one, const Json&) {
  Fields f(checks, "three_way", one);
  const Json base = value_of(f, "base");
  const Json local = value_of(f, "local");
  const Json remote = value_of(f, "remote");
  checks.same("expect", f.at("expect"), to_text(decide_write(base, local, remote)));
  f.ignore("name");
  f.finish();
}

// Writes before the inbound values, except those marked for just before the last one.
void check_echo(Checks& checks, const Json& one, const Json&) {
  constexpr std::int64_t second = 1000;
  Fields f(checks, "echo", one);
  const SourceRef field{"crm", "opportunity", "1", "close_date"};
  EchoLedger ledger(whole<std::int64_t>(f.at("ttl_s")) * second);
  const auto write = [&](bool last) {
    for (const Json& entry : f.at("write")) {
      Fields w(checks, "write", entry);
      const Json* marked = w.maybe("before_last_case");
      const Json value = value_of(w, "value");
      const Instant at{whole<std::int64_t>(w.at("t")) * second};
      const std::string version = dump_json(value_of(w, "version"));
      if ((marked != nullptr && marked->get<bool>()) == last)
        ledger.wrote(field, value, version, at);
      w.finish();
    }
  };
  write(false);
  const Json& inbound = f.at("inbound");
  for (std::size_t i = 0; i < inbound.size(); ++i) {
    if (i + 1 == inbound.size()) write(true);
    Fields in(checks, "inbound", inbound[i]);
    const Json value = value_of(in, "value");
    const Instant at{whole<std::int64_t>(in.at("t")) * second};
    checks.same("inbound[" + std::to_string(i) + "].expect", in.at("expect"),
                to_text(ledger.judge(field, value, at)));
    in.ignore("version");
    in.finish();
  }
  f.ignore("name");
  f.finish();
}

}  // namespace

Shape merge_shape() {
  return {{{"hash", nullptr},
           {"hash_examples", check_hash},
           {"resolve", check_resolve},
           {"field_changed_at", check_clock},
           {"three_way", check_three_way},
           {"echo", check_echo}}};
}

}  // namespace closemap::vectors
