// The sentence of a link decision.
#include "mapping/reconcile/link_reason.h"

#include <algorithm>
#include <vector>

#include "mapping/core/text.h"

namespace closemap {
namespace {

constexpr std::size_t kShownMax = 60;

std::string shown(std::string_view text) { return printable(shorten(text, kShownMax)); }

std::string evidence_of(const PairScore& score) {
  std::vector<std::string> words;
  for (const Level level : score.levels)
    if (level != Level::missing)
      words.push_back(std::string(to_text(comparison_of(level))) + " " +
                      std::string(to_text(level)));
  return join(words, ", ");
}

std::string value_of(const DealRecord& record, std::string_view name) {
  const auto found = std::find_if(record.keys.begin(), record.keys.end(),
                                  [&](const SharedKey& key) { return key.name == name; });
  return found == record.keys.end() ? std::string() : found->value;
}

}  // namespace

std::string reason_of(const LinkDecision& decision, const DealRecord& vendor,
                      const DealRecord& partner) {
  const std::string both = "\"" + shown(vendor.title) + "\" (vendor " + shown(vendor.id) +
                           ") and \"" + shown(partner.title) + "\" (partner " + shown(partner.id) +
                           ")";
  const bool sure = decision.verdict == LinkVerdict::link;
  switch (decision.step) {
    case LinkStep::manual:
      return both + " were linked by a person";
    case LinkStep::key:
      return both + " share " + decision.key + " " + shown(value_of(vendor, decision.key)) +
             (sure ? ""
                   : ", but several records of one side carry it: a person decides which belong "
                     "together");
    case LinkStep::external_ref:
      return both + (sure ? ": one names the other's record"
                          : ": one names the other's record, but is not alone: a person decides "
                            "which belong together");
    case LinkStep::account:
      break;
  }
  return both + (sure ? " are one deal by what they say: " : " may be one deal: ") +
         evidence_of(*decision.score) + "; they share no key";
}

}  // namespace closemap
