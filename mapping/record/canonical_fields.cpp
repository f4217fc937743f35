// The table of canonical fields by stream.
#include "mapping/record/canonical_fields.h"

#include <algorithm>
#include <charconv>
#include <span>

#include "mapping/core/instant.h"
#include "mapping/core/party.h"
#include "mapping/core/text.h"
#include "mapping/plan/plan.h"
#include "mapping/plan/step_words.h"
#include "mapping/record/observation.h"

namespace closemap {
namespace {

struct Entry {
  std::string_view name;
  FieldKind kind;
  bool calls = false;  // what something or somebody is called: one line
};
constexpr bool kCalls = true;

constexpr Entry kOpportunity[] = {
    {"name", FieldKind::text, kCalls},     {"account.name", FieldKind::text, kCalls},
    {"account.domain", FieldKind::host},   {"account.ref", FieldKind::text},
    {"stage", FieldKind::stage},           {"stage_rank", FieldKind::rank},
    {"amount", FieldKind::money},          {"close_date", FieldKind::date},
    {"created_on", FieldKind::date},       {"next_step", FieldKind::text},
    {"owner", FieldKind::person},          {"owner.email", FieldKind::person},
    {"owner.ref", FieldKind::person},      {"owner.name", FieldKind::person},
    {"anchor.go_live", FieldKind::date},   {"anchor.decision", FieldKind::date},
    {"anchor.signature", FieldKind::date}, {"closed", FieldKind::outcome},
    {"timezone", FieldKind::text},
};

constexpr Entry kMilestone[] = {
    {"opportunity", FieldKind::text},
    {"key", FieldKind::text},
    {"title", FieldKind::text, kCalls},
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
    {"name", FieldKind::text, kCalls},  {"email", FieldKind::email},
    {"party", FieldKind::party},        {"kind", FieldKind::text},
    {"title", FieldKind::text, kCalls}, {"timezone", FieldKind::text},
    {"active", FieldKind::boolean},
};

constexpr Entry kAccount[] = {
    {"name", FieldKind::text, kCalls},
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

bool calls_something(std::string_view stream, std::string_view field) {
  const auto all = entries(stream);
  return std::any_of(all.begin(), all.end(),
                     [&](const Entry& entry) { return entry.name == field && entry.calls; });
}

std::vector<std::string> field_names(std::string_view stream) {
  std::vector<std::string> names;
  for (const Entry& entry : entries(stream)) names.emplace_back(entry.name);
  return names;
}

std::string lookup_objection(std::string_view stream, std::string_view field,
                             std::string_view value) {
  int number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  const bool whole = error == std::errc{} && end == value.data() + value.size();
  const auto unless = [](bool fits, std::string_view wanted) {
    return std::string(fits ? std::string_view() : wanted);
  };
  switch (field_kind(stream, field).value_or(FieldKind::text)) {
    case FieldKind::stage:
    case FieldKind::rank:
      return unless(whole && number >= -1 && number <= 5, "a rank from -1 to 5");
    case FieldKind::integer:
      return unless(whole, "a whole number");
    case FieldKind::boolean:
      return unless(value == "true" || value == "false", "true or false");
    case FieldKind::party:
      return unless(parse_party(value).has_value(), "vendor, partner or customer");
    case FieldKind::outcome:
      return unless(value == "won" || value == "lost", "won or lost");
    default:
      break;
  }
  if (field == "timezone") return unless(static_cast<bool>(Zone::find(value)), "a zone name");
  if (stream == kPersonStream && field == "kind")
    return unless(parse_person_kind(value).has_value(), "person, team, role or service");
  if (stream != kMilestoneStream) return {};
  if (field == "status")
    return unless(milestone_status_of(value).has_value(),
                  "pending, in_progress, complete or blocked");
  const auto word_of = [&](std::span<const std::string_view> words) {
    return unless(one_of(words, value).has_value(),
                  "one of " + join({words.begin(), words.end()}, ", "));
  };
  if (field == "kind") return word_of(step_kinds());
  if (field == "category") return word_of(step_categories());
  return {};
}

std::string link_name(std::string_view stream, std::string_view field) {
  const std::optional<FieldKind> kind = field_kind(stream, field);
  if (kind == FieldKind::shared_key) return std::string(field);
  if (kind == FieldKind::email && stream == kPersonStream) return "person.email";
  if (stream == kMilestoneStream && field == "opportunity") return "milestone.of";
  return {};
}

}  // namespace closemap
