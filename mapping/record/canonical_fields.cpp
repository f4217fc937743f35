// The table of canonical fields by stream.
#include "mapping/record/canonical_fields.h"

#include <algorithm>
#include <span>

#include "mapping/record/observation.h"

namespace closemap {
namespace {

struct Entry {
  std::string_view name;
  FieldKind kind;
};

constexpr Entry kOpportunity[] = {
    {"name", FieldKind::text},
    {"account.name", FieldKind::text},
    {"account.domain", FieldKind::host},
    {"account.ref", FieldKind::text},
    {"stage", FieldKind::stage},
    {"stage_rank", FieldKind::rank},
    {"amount", FieldKind::money},
    {"close_date", FieldKind::date},
    {"created_on", FieldKind::date},
    {"next_step", FieldKind::text},
    {"owner", FieldKind::person},
    {"owner.email", FieldKind::person},
    {"owner.ref", FieldKind::person},
    {"owner.name", FieldKind::person},
    {"anchor.go_live", FieldKind::date},
    {"anchor.decision", FieldKind::date},
    {"anchor.signature", FieldKind::date},
    {"closed", FieldKind::outcome},
    {"timezone", FieldKind::text},
};

constexpr Entry kMilestone[] = {
    {"opportunity", FieldKind::text},
    {"key", FieldKind::text},
    {"title", FieldKind::text},
    {"owner", FieldKind::person},
    {"owner.email", FieldKind::person},
    {"owner.ref", FieldKind::person},
    {"owner.name", FieldKind::person},
    {"status", FieldKind::text},
    {"due", FieldKind::date},
    {"baseline", FieldKind::date},
    {"actual_start", FieldKind::date},
    {"actual", FieldKind::date},
    {"estimate", FieldKind::date},
    {"not_before", FieldKind::date},
    {"deadline", FieldKind::date},
    {"duration_days", FieldKind::integer},
    {"min_duration_days", FieldKind::integer},
    {"after", FieldKind::text},
    {"kind", FieldKind::text},
    {"category", FieldKind::text},
    {"party", FieldKind::party},
    {"handoff_to", FieldKind::text},
    {"done_condition", FieldKind::text},
    {"blocked_reason", FieldKind::text},
};

constexpr Entry kPerson[] = {
    {"name", FieldKind::text},      {"email", FieldKind::email}, {"party", FieldKind::party},
    {"kind", FieldKind::text},      {"title", FieldKind::text},  {"timezone", FieldKind::text},
    {"active", FieldKind::boolean},
};

constexpr Entry kAccount[] = {
    {"name", FieldKind::text},
    {"domain", FieldKind::host},
    {"email", FieldKind::email},
};

std::span<const Entry> entries(std::string_view stream) {
  if (stream == kOpportunityStream) return kOpportunity;
  if (stream == kMilestoneStream) return kMilestone;
  if (stream == kPersonStream) return kPerson;
  if (stream == kAccountStream) return kAccount;
  return {};
}

bool key_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

}  // namespace

bool known_stream(std::string_view stream) { return !entries(stream).empty(); }

std::optional<FieldKind> field_kind(std::string_view stream, std::string_view field) {
  for (const Entry& entry : entries(stream))
    if (entry.name == field) return entry.kind;
  constexpr std::string_view kPrefix = "key.";
  if (stream != kOpportunityStream || !field.starts_with(kPrefix)) return std::nullopt;
  const std::string_view name = field.substr(kPrefix.size());
  if (name == "*") return FieldKind::every_key;
  if (key_name(name)) return FieldKind::shared_key;
  return std::nullopt;
}

std::vector<std::string> field_names(std::string_view stream) {
  std::vector<std::string> names;
  for (const Entry& entry : entries(stream)) names.emplace_back(entry.name);
  return names;
}

}  // namespace closemap
