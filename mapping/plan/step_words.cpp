// Steps' words.
#include "mapping/plan/step_words.h"

#include <algorithm>
#include <vector>

#include "mapping/core/text.h"

namespace closemap {
namespace {

constexpr std::string_view kKinds[] = {
    "step", "meeting",   "eb_meeting", "pilot",  "conversion_decision",
    "gate", "signature", "go_live",    "kickoff"};
constexpr std::string_view kCategories[] = {
    "discovery", "technical",   "security", "commercial", "business_case",
    "legal",     "procurement", "contract", "onboarding", "other"};
constexpr std::string_view kStates[] = {"pending", "in_progress", "complete", "blocked"};

constexpr std::size_t kShown = 60;  // characters of a word that is none

// "In progress" -> "in_progress".
std::string plain_word(std::string_view word) {
  std::string plain;
  for (const char c : to_lower_ascii(trim(word))) plain += c == ' ' || c == '-' ? '_' : c;
  return plain;
}

}  // namespace

std::span<const std::string_view> step_kinds() { return kKinds; }
std::span<const std::string_view> step_categories() { return kCategories; }
std::span<const std::string_view> step_states() { return kStates; }

std::string word_objection(std::string_view field, std::string_view word,
                           std::span<const std::string_view> ours) {
  const std::vector<std::string> words(ours.begin(), ours.end());
  const std::string near = nearest(plain_word(word), words);
  return std::string(field) + " \"" + shorten(printable(word), kShown) + "\" is none of " +
         join(words, ", ") + (near.empty() ? "" : " (did you mean " + near + "?)") +
         ": name it in a lookup of the map";
}

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
