// Words and sets of signals; which mute which.
#include "mapping/signal/signal.h"

#include <algorithm>
#include <array>
#include <cassert>

#include "mapping/core/digest.h"

namespace closemap {
namespace {

constexpr std::array<std::string_view, 3> kSeverities{"info", "warning", "critical"};
constexpr std::array<std::string_view, kRoles> kRoleWords{"owner",
                                                          "handoff_receiver",
                                                          "handoff_giver",
                                                          "handoff_leads",
                                                          "counterpart_lead",
                                                          "coordinator",
                                                          "party_lead",
                                                          "vendor_lead",
                                                          "partner_lead",
                                                          "other_leads",
                                                          "all_leads",
                                                          "partner_manager",
                                                          "opportunity_owner",
                                                          "customer_sponsor",
                                                          "executive_sponsors",
                                                          "operators"};
constexpr std::array<std::string_view, 10> kOps{
    "identity_review", "source_deleted",  "sync_oscillation", "connector_stalled",
    "mapping_error",   "sync_incomplete", "reauth_required",  "duplicate_plan",
    "owner_inactive",  "currency_unknown"};

bool any_named(const std::vector<Signal>& all, std::string_view name) {
  return std::any_of(all.begin(), all.end(), [&](const Signal& s) { return s.name == name; });
}
bool any_about(const std::vector<Signal>& all, std::string_view name, std::string_view subject) {
  return std::any_of(all.begin(), all.end(),
                     [&](const Signal& s) { return s.name == name && s.subject == subject; });
}

bool muted(const Signal& signal, const std::vector<Signal>& all) {
  const std::string& name = signal.name;
  if (name == "slip" || name == "at_risk") {
    // Only while the step that causes it is itself told.
    const bool told = !signal.root && std::any_of(all.begin(), all.end(), [&](const Signal& s) {
      const bool cause = s.name == "slip" && s.root && s.subject == signal.caused_by;
      // Of its own step a milder slip says less.
      return cause && (signal.subject != signal.caused_by || s.severity >= signal.severity);
    });
    return told || (name == "at_risk" && any_about(all, "unrealistic_close", signal.anchor));
  }
  if (name == "crm_disagreement")
    return signal.subject == "close_date" && any_named(all, "close_date_drift");
  if (name == "missing_owner" || name == "team_owner")
    return signal.party == Party::partner && any_named(all, "partner_wont_commit");
  return name == "review_missed" && any_named(all, "stale_plan");
}

}  // namespace

std::string_view to_text(Severity severity) {
  return kSeverities.at(static_cast<std::size_t>(severity));
}

std::optional<Severity> parse_severity(std::string_view text) {
  for (std::size_t i = 0; i < kSeverities.size(); ++i)
    if (kSeverities[i] == text) return static_cast<Severity>(i);
  return std::nullopt;
}

std::string_view to_text(Role role) { return kRoleWords.at(static_cast<std::size_t>(role)); }

std::optional<Role> parse_role(std::string_view text) {
  for (std::size_t i = 0; i < kRoleWords.size(); ++i)
    if (kRoleWords[i] == text) return static_cast<Role>(i);
  return std::nullopt;
}

std::string_view input(const Signal& signal, std::string_view name) {
  for (const Input& entry : signal.inputs)
    if (entry.name == name) return entry.text;
  return {};
}

std::string dedupe_key(std::string_view plan_id, const Signal& signal) {
  std::string key = "closemap/" + std::string(plan_id) + "/" + signal.name + "/" + signal.subject;
  if (key.size() <= kDedupeKeyMax) return key;
  constexpr std::size_t kDigestChars = 32;
  const std::string digest = to_hex(sha256(key)).substr(0, kDigestChars);
  key.resize(kDedupeKeyMax - kDigestChars - 1);
  return key + "~" + digest;
}

bool is_ops(std::string_view name) {
  return std::find(kOps.begin(), kOps.end(), name) != kOps.end();
}

Signal ops_signal(std::string_view name, std::string subject, std::vector<Input> inputs) {
  assert(is_ops(name));
  Signal signal;
  signal.name = std::string(name);
  signal.subject = std::move(subject);
  signal.severity = Severity::warning;
  signal.audience = {Role::operators};
  signal.inputs = std::move(inputs);
  return signal;
}

Audience heard_by(const Signal& signal, const std::vector<Signal>& all) {
  if (muted(signal, all)) return {};
  Audience audience = signal.audience;
  if (signal.name == "overdue" && signal.party &&
      any_about(all, "ghosting", to_text(*signal.party)))
    audience.remove(Role::owner);
  return audience;
}

bool inhibited(const Signal& signal, const std::vector<Signal>& all) {
  return heard_by(signal, all).empty();
}

}  // namespace closemap
