// Steps' words.
#include "mapping/plan/step_words.h"

#include <algorithm>

#include "mapping/core/text.h"

namespace closemap {
namespace {

constexpr std::string_view kKinds[] = {
    "step", "meeting",   "eb_meeting", "pilot",  "conversion_decision",
    "gate", "signature", "go_live",    "kickoff"};
constexpr std::string_view kCategories[] = {
    "discovery", "technical",   "security", "commercial", "business_case",
    "legal",     "procurement", "contract", "onboarding", "other"};

// "In progress" -> "in_progress".
std::string plain_word(std::string_view word) {
  std::string plain;
  for (const char c : to_lower_ascii(trim(word))) plain += c == ' ' || c == '-' ? '_' : c;
  return plain;
}

}  // namespace

std::span<const std::string_view> step_kinds() { return kKinds; }
std::span<const std::string_view> step_categories() { return kCategories; }

std::optional<std::string> one_of(std::span<const std::string_view> ours, std::string_view word) {
  std::string plain = plain_word(word);
  if (std::find(ours.begin(), ours.end(), plain) == ours.end()) return std::nullopt;
  return plain;
}

std::optional<MilestoneStatus> milestone_status_of(std::string_view word) {
  const std::string plain = plain_word(word);
  if (const auto status = parse_milestone_status(plain)) return status;
  if (plain == "done" || plain == "completed" || plain == "closed" || plain == "finished")
    return MilestoneStatus::complete;
  if (plain == "open" || plain == "not_started" || plain == "planned" || plain == "new" ||
      plain == "todo")
    return MilestoneStatus::pending;
  if (plain == "started" || plain == "active" || plain == "ongoing" || plain == "in_work")
    return MilestoneStatus::in_progress;
  if (plain == "on_hold" || plain == "waiting" || plain == "stuck") return MilestoneStatus::blocked;
  return std::nullopt;
}

}  // namespace closemap
