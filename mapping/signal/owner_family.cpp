// missing_owner, team_owner, multi_org_owner: a step is owned by one named human in one
// organisation, or it is owned by nobody.
#include <algorithm>
#include <array>

#include "mapping/core/text.h"
#include "mapping/signal/families.h"

namespace closemap {
namespace {

constexpr std::array<std::string_view, 12> kTeamWords{
    "team",  "teams", "group",    "department", "dept", "committee",
    "squad", "queue", "everyone", "unassigned", "tbd",  "tba"};
// Ours beside the rule's, for words no person stands behind: nobody is called Desk.
constexpr std::string_view kTeamWordOfOurs = "desk";
constexpr std::size_t kTeamWordMax = 10;  // letters of the longest

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// What a word is made of, in lower case; 0 for what stands between words.
constexpr std::array<char, 256> kInWord = [] {
  std::array<char, 256> all{};
  for (std::size_t i = 0; i < all.size(); ++i) {
    const char c = lower(static_cast<char>(i));
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || i >= 0x80) all[i] = c;
  }
  return all;
}();

bool team_word(std::string_view lowered, bool known_person) {
  const auto same = [&](std::string_view team) {  // most words differ in their first letter
    return team.front() == lowered.front() && team == lowered;
  };
  return std::any_of(kTeamWords.begin(), kTeamWords.end(), same) ||
         (!known_person && same(kTeamWordOfOurs));
}

bool names_team(std::string_view name, bool known_person) {
  std::array<char, kTeamWordMax + 1> word{};  // a longer one keeps a letter too many
  std::size_t length = 0;
  const auto ends = [&] {
    const bool team = length > 0 && team_word({word.data(), length}, known_person);
    length = 0;
    return team;
  };
  for (const char c : name) {
    const char letter = kInWord[static_cast<unsigned char>(c)];
    if (letter == 0) {
      if (ends()) return true;
    } else if (length < word.size()) {
      word[length++] = letter;
    }
  }
  return ends();
}

bool same_word(std::string_view a, std::string_view lowered) {
  return std::equal(a.begin(), a.end(), lowered.begin(), lowered.end(),
                    [](char x, char y) { return lower(x) == y; });
}

// "Both", or something joined: "Kim / Priya", "Kim and Priya".
bool names_several(std::string_view name) {
  name = trim(name);
  if (same_word(name, "both")) return true;
  for (std::size_t at = name.find(' '); at != std::string_view::npos; at = name.find(' ', at + 1)) {
    const std::string_view rest = name.substr(at + 1);
    if (rest.size() >= 2 && rest[1] == ' ' && (rest[0] == '/' || rest[0] == '+' || rest[0] == '&'))
      return true;
    if (same_word(rest.substr(0, 4), "and ")) return true;
  }
  return false;
}

std::string_view word_of(const SignalStep& step) {
  return step.owner != nullptr ? step.owner->name : step.milestone->owner_word;
}

void add_owner_signal(const SignalView& view, Node node, std::string_view name,
                      FoundSignals& found) {
  Signal& signal = add_step_signal(view, found, name, node, Severity::warning,
                                   {Role::coordinator, Role::party_lead});
  if (const std::string_view word = word_of(view.step[node]); !word.empty())
    add_input(signal, "owner", word);
}

}  // namespace

Ownership ownership_of(const SignalStep& step) {
  const std::string_view word = word_of(step);
  const bool known = step.owner != nullptr;
  if (step.milestone->owner_parties.size() > 1 || names_several(word)) return Ownership::several;
  if ((known && step.owner->kind != PersonKind::person) || names_team(word, known))
    return Ownership::team;
  return known ? Ownership::named : Ownership::missing;
}

void add_owner_signals(const SignalView& view, FoundSignals& found) {
  for (Node node = 0; node < view.step.size(); ++node) {
    if (!view.step[node].open()) continue;
    switch (view.step[node].ownership) {
      case Ownership::named:
        break;
      case Ownership::missing:
        if (view.thresholds.missing_owner.enabled)
          add_owner_signal(view, node, "missing_owner", found);
        break;
      case Ownership::several:
        if (view.thresholds.multi_org_owner.enabled)
          add_owner_signal(view, node, "multi_org_owner", found);
        break;
      case Ownership::team:
        if (view.thresholds.team_owner.enabled) add_owner_signal(view, node, "team_owner", found);
        break;
    }
  }
}

}  // namespace closemap
