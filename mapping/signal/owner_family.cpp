// missing_owner, team_owner, multi_org_owner: a step is owned by one named human in one
// organisation, or it is owned by nobody.
#include <algorithm>
#include <array>

#include "mapping/core/text.h"
#include "mapping/signal/families.h"

namespace closemap {
namespace {

constexpr std::array<std::string_view, 13> kTeamWords{
    "team",  "teams",    "group",      "department", "dept", "committee", "squad",
    "queue", "everyone", "unassigned", "tbd",        "tba",  "desk"};
constexpr std::size_t kTeamWordsOfTheRule =
    12;  // "desk" is ours and looked at only for words no person stands behind

bool letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
}

bool names_team(std::string_view name, bool known_person) {
  const std::string lower = to_lower_ascii(name);
  const std::size_t words = known_person ? kTeamWordsOfTheRule : kTeamWords.size();
  for (std::size_t i = 0; i < words; ++i) {
    const std::string_view word = kTeamWords[i];
    for (auto at = lower.find(word); at != std::string::npos; at = lower.find(word, at + 1)) {
      const bool starts = at == 0 || !letter(lower[at - 1]);
      const bool ends = at + word.size() == lower.size() || !letter(lower[at + word.size()]);
      if (starts && ends) return true;
    }
  }
  return false;
}

bool names_several(std::string_view name) {
  const std::string lower = to_lower_ascii(trim(name));
  if (lower == "both") return true;
  constexpr std::array<std::string_view, 4> kBetween{" / ", " + ", " & ", " and "};
  return std::any_of(kBetween.begin(), kBetween.end(), [&](std::string_view between) {
    return lower.find(between) != std::string::npos;
  });
}

Signal owner_signal(std::string name, const std::string& id, const Milestone& step,
                    const std::string& word) {
  Signal signal;
  signal.name = std::move(name);
  signal.subject = id;
  signal.severity = Severity::warning;
  signal.party = step.party;
  signal.audience = {Role::coordinator, Role::party_lead};
  if (!word.empty()) signal.inputs.push_back({"owner", word});
  return signal;
}

}  // namespace

void add_owner_signals(const SignalView& view, std::vector<Signal>& found) {
  for (Node node = 0; node < view.step.size(); ++node) {
    if (view.step[node] == nullptr || !open_step(*view.step[node])) continue;
    const Milestone& step = *view.step[node];
    const std::string& id = view.network.milestones[node].id;
    const auto owner = view.plan.people.find(step.owner);
    const bool known = owner != view.plan.people.end();
    const std::string& word = known ? owner->second.name : step.owner_word;
    if (step.owner_parties.size() > 1 || names_several(word)) {
      if (view.thresholds.multi_org_owner.enabled)
        found.push_back(owner_signal("multi_org_owner", id, step, word));
    } else if ((known && owner->second.kind != PersonKind::person) || names_team(word, known)) {
      if (view.thresholds.team_owner.enabled)
        found.push_back(owner_signal("team_owner", id, step, word));
    } else if (!known) {
      if (view.thresholds.missing_owner.enabled)
        found.push_back(owner_signal("missing_owner", id, step, word));
    } else if (!owner->second.active && view.thresholds.owner_inactive.enabled) {
      Signal signal = owner_signal("owner_inactive", id, step, word);
      signal.audience = {Role::operators, Role::coordinator, Role::party_lead};  // L18
      found.push_back(std::move(signal));
    }
  }
}

}  // namespace closemap
