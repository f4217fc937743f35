// The deals of the bench: HubSpot-shaped JSON objects, the same for the server and for the writer
// that is fed from memory.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "mapping/core/instant.h"

namespace closemap::bench {

inline constexpr std::int64_t kDealsPerPage = 100;
inline constexpr std::int64_t kFoundPerPage = 200;  // of a search
inline constexpr std::int64_t kDealsPerPair = 50;  // every 50th deal has a partner counterpart: 2 %

// The custom property both sides share, and what the naive script and the source ask for.
inline constexpr std::string_view kProperties[] = {"amount",
                                                   "closedate",
                                                   "company_name",
                                                   "createdate",
                                                   "deal_currency_code",
                                                   "deal_registration",
                                                   "dealname",
                                                   "dealstage",
                                                   "dealtype",
                                                   "description",
                                                   "hs_is_closed_won",
                                                   "hs_lastmodifieddate",
                                                   "hs_next_step",
                                                   "hs_object_id",
                                                   "hs_priority",
                                                   "hubspot_owner_email",
                                                   "hubspot_owner_id",
                                                   "pipeline"};
std::string property_list();  // comma separated

enum class Portal { vendor, partner };
std::string_view to_text(Portal portal);

// How many deals a portal holds beside `vendor_deals` of the vendor.
std::int64_t deals_of(Portal portal, std::int64_t vendor_deals);

// What a change makes of a deal: another amount and another next step; 0 is the deal as it began.
struct DealState {
  std::int64_t revision = 0;
  Instant modified;
};

// Deal `index` (0-based, ids ascend with it) as one JSON object of about 1,353 bytes. `today` is
// what close dates are counted from: 3 to 40 weeks away. Three accounts for ten deals. REQUIRES:
// index < deals_of(portal, …).
void append_deal(std::string& out, Portal portal, std::int64_t index, const DealState& state,
                 std::int64_t vendor_deals, Date today);
std::int64_t id_of(std::int64_t index);
// The instant every untouched deal was last modified at: the evening before `today`.
Instant untouched(Date today);

}  // namespace closemap::bench
