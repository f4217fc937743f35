// G4: a field map of fifteen fields over HubSpot-shaped records, beside the same with a nlohmann
// tree (performance.md): parse, pick, transform, canonical text, digest.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "mapping/core/json.h"
#include "mapping/core/money.h"
#include "mapping/core/text.h"
#include "mapping/record/field_map.h"
#include "tests/bench/sync/deals.h"

namespace closemap::bench {
namespace {

constexpr std::int64_t kRecords = 1'000;
constexpr std::int32_t kToday = 20'600;

struct Texts {
  std::string_view field, property;
};
constexpr std::array<Texts, 8> kTexts{{{"name", "dealname"},
                                       {"account.name", "company_name"},
                                       {"next_step", "hs_next_step"},
                                       {"key.deal_registration", "deal_registration"},
                                       {"key.object", "hs_object_id"},
                                       {"key.pipeline", "pipeline"},
                                       {"key.priority", "hs_priority"},
                                       {"key.dealtype", "dealtype"}}};
constexpr std::array<Texts, 3> kDates{
    {{"close_date", "closedate"}, {"created_on", "createdate"}, {"anchor.signature", "closedate"}}};
// These eleven, the stage as it is, the amount, the owner's address and number: fifteen.

std::string at(std::string_view property) { return "/properties/" + std::string(property); }

FieldMap fifteen_fields() {
  FieldMapSpec spec;
  spec.stream = "opportunity";
  const auto add = [&](std::string_view field, std::string_view property, const char* as) {
    FieldRule rule;
    rule.field = field;
    rule.at = {at(property)};
    rule.as = as;
    spec.rules.push_back(std::move(rule));
  };
  for (const auto& [field, property] : kTexts) add(field, property, "text");
  for (const auto& [field, property] : kDates) add(field, property, "date");
  add("stage", "dealstage", "text");
  add("amount", "amount", "money");
  spec.rules.back().currency_at = at("deal_currency_code");
  add("owner.email", "hubspot_owner_email", "person");
  add("owner.ref", "hubspot_owner_id", "person");
  spec.rules.back().of = "ref";
  auto map = FieldMap::compile(std::move(spec), nullptr);
  if (!map) std::abort();
  return *std::move(map);
}

std::vector<std::string> records() {
  std::vector<std::string> out(kRecords);
  for (std::int64_t i = 0; i < kRecords; ++i)
    append_deal(out[static_cast<std::size_t>(i)], Portal::vendor, i, {0, untouched(Date{kToday})},
                kRecords, Date{kToday});
  return out;
}

Mapped by_tree(const std::string& body) {
  const Json record = Json::parse(body);
  const Json& said = record.at("properties");
  Json fields = Json::object();
  Mapped out;
  for (const auto& [field, property] : kTexts)
    if (const auto text = text_at(said, property); text && !text->empty()) {
      fields[std::string(field)] = *text;
      if (field.starts_with("key.")) out.keys.push_back(link_key(field, *text));
    }
  for (const auto& [field, property] : kDates)
    if (const auto text = text_at(said, property))
      if (const auto instant = parse_instant(*text))
        fields[std::string(field)] = to_text(Zone{}.local_date(*instant));
  fields["stage"] = text_or(said, "dealstage");
  if (const auto money = parse_money(text_or(said, "amount"), text_or(said, "deal_currency_code")))
    fields["amount"] = {{"currency", money->currency}, {"minor", money->minor}};
  fields["owner"] = {{"email", to_lower_ascii(text_or(said, "hubspot_owner_email"))},
                     {"ref", text_or(said, "hubspot_owner_id")}};
  out.fields = dump_json(fields);
  out.digest = hash128(out.fields);
  return out;
}

void per_record(benchmark::State& state, const std::vector<std::string>& bodies) {
  std::size_t bytes = 0;
  for (const std::string& body : bodies) bytes += body.size();
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes) * state.iterations());
  state.counters["ns_per_record"] = benchmark::Counter(
      static_cast<double>(kRecords) / 1e9,
      benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void field_map(benchmark::State& state) {
  const auto bodies = records();
  const FieldMap map = fifteen_fields();
  FieldMap::Scratch scratch;
  for (const std::string& body : bodies) {
    Mapped mapped = *map.apply(body, scratch);
    Mapped naive = by_tree(body);
    std::sort(mapped.keys.begin(), mapped.keys.end());
    std::sort(naive.keys.begin(), naive.keys.end());
    if (mapped.fields == naive.fields && mapped.digest == naive.digest && mapped.keys == naive.keys)
      continue;
    std::fprintf(stderr, "field_map_bench: the two disagree\n%s\n%s\n", mapped.fields.c_str(),
                 naive.fields.c_str());
    std::abort();
  }
  for ([[maybe_unused]] auto turn : state)
    for (const std::string& body : bodies)
      benchmark::DoNotOptimize(map.apply(body, scratch)->digest.lo);
  per_record(state, bodies);
}

void field_map_naive(benchmark::State& state) {
  const auto bodies = records();
  for ([[maybe_unused]] auto turn : state)
    for (const std::string& body : bodies) benchmark::DoNotOptimize(by_tree(body).digest.lo);
  per_record(state, bodies);
}

BENCHMARK(field_map)->Unit(benchmark::kMicrosecond);
BENCHMARK(field_map_naive)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace closemap::bench
