// Words and sets of signals; which mute which.
#include "mapping/signal/signal.h"

#include <algorithm>
#include <array>

namespace closemap {
namespace {

constexpr std::array<std::string_view, 3> kSeverities{"info", "warning", "critical"};
constexpr std::array<std::string_view, 6> kRoles{"owner",      "counterpart_lead",  "coordinator",
                                                 "party_lead", "opportunity_owner", "operators"};

}  // namespace

std::string_view to_text(Severity severity) {
  return kSeverities.at(static_cast<std::size_t>(severity));
}

std::optional<Severity> parse_severity(std::string_view text) {
  for (std::size_t i = 0; i < kSeverities.size(); ++i)
    if (kSeverities[i] == text) return static_cast<Severity>(i);
  return std::nullopt;
}

std::string_view to_text(Role role) { return kRoles.at(static_cast<std::size_t>(role)); }

std::vector<Role> Audience::list() const {
  std::vector<Role> roles;
  for (std::size_t i = 0; i < kRoles.size(); ++i)
    if (has(static_cast<Role>(i))) roles.push_back(static_cast<Role>(i));
  return roles;
}

std::string_view input(const Signal& signal, std::string_view name) {
  for (const Input& entry : signal.inputs)
    if (entry.name == name) return entry.text;
  return {};
}

std::string dedupe_key(std::string_view plan_id, const Signal& signal) {
  std::string key = "closemap/" + std::string(plan_id) + "/" + signal.name + "/" + signal.subject;
  key.resize(std::min(key.size(), kDedupeKeyMax));
  return key;
}

bool inhibited(const Signal& signal, const std::vector<Signal>& all) {
  if ((signal.name != "slip" && signal.name != "at_risk") || signal.root) return false;
  // Muted only while the step that causes it is itself told.
  return std::any_of(all.begin(), all.end(), [&](const Signal& other) {
    return other.name == "slip" && other.root && other.subject == signal.caused_by;
  });
}

}  // namespace closemap
