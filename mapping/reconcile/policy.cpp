// One function per policy.
#include "mapping/reconcile/policy.h"

#include <algorithm>
#include <array>
#include <limits>
#include <set>
#include <utility>

#include "mapping/core/text.h"

namespace closemap {
namespace {

constexpr std::array<std::pair<PolicyKind, std::string_view>, 5> kKinds{
    {{PolicyKind::authority, "authority"},
     {PolicyKind::latest_wins, "latest_wins"},
     {PolicyKind::consensus, "consensus"},
     {PolicyKind::union_, "union"},
     {PolicyKind::side_by_side, "never_merged"}}};

const Register* live(const FieldRegisters& field, const std::string& source) {
  const auto found = field.find(source);
  return found == field.end() || found->second.deleted ? nullptr : &found->second;
}

Resolution by_authority(const FieldRegisters& field, const Policy& policy) {
  Resolution chosen;
  const Register* winner = nullptr;
  for (const std::string& source : policy.authority) {
    const Register* said = live(field, source);
    if (said == nullptr) continue;
    if (winner == nullptr) {
      winner = said;
      chosen = {said->value, source, FieldStatus::clean};
    } else if (said->clock - winner->clock > policy.skew && said->value != winner->value) {
      chosen.status = FieldStatus::contested;
    }
  }
  return chosen;
}

Resolution by_time(const FieldRegisters& field, const Policy& policy) {
  std::int64_t newest = std::numeric_limits<std::int64_t>::min();
  for (const auto& [source, said] : field)
    if (!said.deleted) newest = std::max(newest, said.clock);
  const auto rank = [&](const std::string& source) {
    return std::find(policy.authority.begin(), policy.authority.end(), source) -
           policy.authority.begin();
  };
  Resolution chosen;
  const Register* winner = nullptr;
  bool differ = false;
  for (const auto& [source, said] : field) {  // by name, so that equal ranks keep that order
    if (said.deleted || newest - said.clock > policy.skew) continue;
    differ = differ || (winner != nullptr && said.value != winner->value);
    if (winner == nullptr || rank(source) < rank(*chosen.source)) {
      winner = &said;
      chosen = {said.value, source, FieldStatus::clean};
    }
  }
  if (differ) chosen.status = FieldStatus::conflict;
  return chosen;
}

Resolution by_consensus(const FieldRegisters& field, const Policy& policy, const Json& base) {
  const Register* first = nullptr;
  bool differ = false;
  bool missing = policy.require.empty();
  for (const std::string& source : policy.require) {
    const Register* said = live(field, source);
    if (said == nullptr) {
      missing = true;
    } else if (first == nullptr) {
      first = said;
    } else {
      differ = differ || said->value != first->value;
    }
  }
  if (missing) {
    Resolution kept{base, "base", FieldStatus::incomplete};
    if (base.is_null()) kept.source.reset();
    return kept;
  }
  if (differ) return {base, "base", FieldStatus::conflict};
  return {first->value, join(policy.require, "+"), FieldStatus::clean};
}

std::optional<std::string> joined(const std::vector<std::string>& sources) {
  return sources.empty() ? std::nullopt : std::optional<std::string>(join(sources, "+"));
}

Resolution by_union(const FieldRegisters& field) {
  std::map<std::string, Json> elements;  // by canonical JSON
  std::vector<std::string> sources;
  for (const auto& [source, said] : field) {
    if (said.deleted || said.value.is_null()) continue;
    sources.push_back(source);
    if (!said.value.is_array()) elements.emplace(dump_json(said.value), said.value);
    if (said.value.is_array())
      for (const Json& element : said.value) elements.emplace(dump_json(element), element);
  }
  Json all = Json::array();
  for (const auto& [text, element] : elements) all.push_back(element);
  return {std::move(all), joined(sources), FieldStatus::clean};
}

Resolution kept_apart(const FieldRegisters& field) {
  Json all = Json::object();
  std::vector<std::string> sources;
  for (const auto& [source, said] : field) {
    if (said.deleted) continue;
    sources.push_back(source);
    all[source] = said.value;
  }
  if (sources.empty()) return {};
  return {std::move(all), joined(sources), FieldStatus::clean};
}

bool one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

std::string_view to_text(PolicyKind kind) {
  for (const auto& [known, text] : kKinds)
    if (known == kind) return text;
  return "";
}

std::optional<PolicyKind> parse_policy_kind(std::string_view text) {
  for (const auto& [kind, known] : kKinds)
    if (known == text) return kind;
  return std::nullopt;
}

std::string_view to_text(FieldStatus status) {
  switch (status) {
    case FieldStatus::clean:
      return "clean";
    case FieldStatus::contested:
      return "contested";
    case FieldStatus::conflict:
      return "conflict";
    case FieldStatus::incomplete:
      return "incomplete";
    case FieldStatus::locked:
      return "locked";
  }
  return "";
}

Resolution resolve_field(const FieldRegisters& field, const Policy& policy, const Json& base,
                         const Lock* lock) {
  if (lock != nullptr) return {lock->value, "lock:" + lock->by, FieldStatus::locked};
  switch (policy.kind) {
    case PolicyKind::authority:
      return by_authority(field, policy);
    case PolicyKind::latest_wins:
      return by_time(field, policy);
    case PolicyKind::consensus:
      return by_consensus(field, policy, base);
    case PolicyKind::union_:
      return by_union(field);
    case PolicyKind::side_by_side:
      return kept_apart(field);
  }
  return {};
}

Policy policy_of(std::string_view pointer, Party owner) {
  const std::string vendor = "vendor";
  const std::string partner = "partner";
  const std::string customer = "customer";
  const std::string_view field = pointer.substr(pointer.rfind('/') + 1);
  const bool milestone = pointer.starts_with("/milestones/");
  if (milestone &&
      one_of(field, {"status", "actual_date", "actual_start_date", "owner_estimate_date"}))
    return {PolicyKind::authority, {std::string(to_text(owner))}, {}, kClockSkewMs};
  if (pointer.starts_with("/opportunities/") && one_of(field, {"stage", "close_date"}))
    return {PolicyKind::side_by_side, {}, {}, kClockSkewMs};
  if (pointer.starts_with("/opportunities/partner/"))
    return {PolicyKind::authority, {partner}, {}, kClockSkewMs};
  if (one_of(field, {"solutions", "supporting", "contacts"}))
    return {PolicyKind::union_, {}, {}, kClockSkewMs};
  if (pointer.starts_with("/economics") || pointer.starts_with("/joint_outcome"))
    return {PolicyKind::consensus, {}, {vendor, partner}, kClockSkewMs};
  if (pointer.starts_with("/anchors"))
    return {PolicyKind::consensus, {}, {customer, vendor}, kClockSkewMs};
  if (one_of(field, {"amount", "currency", "contract_term", "term_months"}))
    return {PolicyKind::authority, {vendor, partner}, {}, kClockSkewMs};
  if (pointer.starts_with("/people/") && owner == Party::customer && field != "title" &&
      field != "phone")
    return {PolicyKind::authority, {customer, vendor, partner}, {}, kClockSkewMs};
  return {PolicyKind::latest_wins, {customer, vendor, partner}, {}, kClockSkewMs};
}

}  // namespace closemap
