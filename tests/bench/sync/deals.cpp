// Making deals: everything follows from the index.
#include "tests/bench/sync/deals.h"

#include <fmt/format.h>

#include <array>
#include <iterator>

#include "mapping/core/date.h"
#include "mapping/core/digest.h"
#include "mapping/core/random.h"

namespace closemap::bench {
namespace {

constexpr std::int64_t kFirstId = 9'000'000'001;
constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::size_t kDealBytes = 1'353;

constexpr std::array<std::string_view, 6> kStages{"appointmentscheduled",  "qualifiedtobuy",
                                                  "presentationscheduled", "decisionmakerboughtin",
                                                  "contractsent",          "closedwon"};
constexpr std::array<std::string_view, 8> kSentences{
    "Their operations team wants one view of all orders before the busy season starts. ",
    "Two plants go first, the others follow when the first month of figures is in. ",
    "Security asked for the hosting questionnaire and a list of sub-processors. ",
    "Finance prefers a yearly invoice and asks for the discount of a three-year term. ",
    "The pilot runs on last year's data; acceptance is agreed as under two hours a day. ",
    "Legal has the order form and marks up the liability clause. ",
    "Our partner installs, trains the shift leaders and answers first-line calls. ",
    "A competing offer came in lower, without the integration into their warehouse. "};

}  // namespace

std::string property_list() {
  std::string list;
  for (const std::string_view name : kProperties) {
    if (!list.empty()) list.push_back(',');
    list += name;
  }
  return list;
}

std::string_view to_text(Portal portal) { return portal == Portal::vendor ? "vendor" : "partner"; }

std::int64_t deals_of(Portal portal, std::int64_t vendor_deals) {
  return portal == Portal::vendor ? vendor_deals : vendor_deals / kDealsPerPair;
}

std::int64_t id_of(std::int64_t index) { return kFirstId + index; }

Instant untouched(Date today) { return Zone{}.at(today, 0) + (-6 * 3'600'000LL); }

void append_deal(std::string& out, Portal portal, std::int64_t index, const DealState& state,
                 std::int64_t vendor_deals, Date today) {
  // A partner's deal is the counterpart of the vendor's deal it shares everything with.
  const std::int64_t deal = portal == Portal::vendor ? index : index * kDealsPerPair;
  SplitMix64 random(static_cast<std::uint64_t>(deal) + 1);
  const std::size_t begin = out.size();
  const std::string id = std::to_string(id_of(index));
  const bool paired = deal % kDealsPerPair == 0;
  // A paired deal is open, so that it has a plan; one in six of the others is won.
  const std::string_view stage = kStages[random.below(paired ? 5 : kStages.size())];
  const auto days = static_cast<std::int64_t>(21 + random.below(260));
  const Date close = today + static_cast<int>(days);
  const auto amount = static_cast<std::int64_t>(5'000 + random.below(400'000)) + state.revision;
  const auto owner = random.below(40);
  const auto account = random.below(static_cast<std::uint64_t>(vendor_deals) * 3 / 10 + 1);
  const std::string modified = to_text(state.modified);
  auto put = std::back_inserter(out);
  fmt::format_to(
      put,
      R"({{"id":"{}","properties":{{"amount":"{}.00","closedate":"{}T00:00:00Z","company_name":"Northwind {}","createdate":"{}","deal_currency_code":"USD","deal_registration":{},"dealname":"Rollout {:06} at Northwind {}","dealstage":"{}","dealtype":"newbusiness","description":")",
      id, amount, to_text(close), account, to_text(Zone{}.at(today, 0) + (-90 * kDayMs)),
      paired ? fmt::format("\"REG-{:08}\"", deal) : std::string("null"), deal, account, stage);
  const std::string after = fmt::format(
      R"(","hs_is_closed_won":"{}","hs_lastmodifieddate":"{}","hs_next_step":"Call {} about point {}","hs_object_id":"{}","hs_priority":"medium","hubspot_owner_email":"{}{:02}@{}.example","hubspot_owner_id":"{}","pipeline":"default"}},"createdAt":"{}","updatedAt":"{}","archived":false}})",
      stage == "closedwon" ? "true" : "false", modified, owner, state.revision, id,
      portal == Portal::vendor ? "seller" : "alliance", owner,
      portal == Portal::vendor ? "contoso" : "fabrikam", 700'000 + owner,
      to_text(Zone{}.at(today, 0) + (-90 * kDayMs)), modified);
  const std::size_t whole = begin + kDealBytes;
  while (out.size() + after.size() < whole) {
    const std::string_view sentence = kSentences[random.below(kSentences.size())];
    out += sentence.substr(0, whole - out.size() - after.size());
  }
  out += after;
}

}  // namespace closemap::bench
