// Which records of two CRMs are one deal: deterministic keys link, account evidence only proposes
// (domain.md §3.2, §3.3).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/core/json.h"
#include "mapping/core/party.h"

namespace closemap {

// Registrable domain of a URL, e-mail or host, lower-case A-labels; "" for free mail, IPs, public
// suffixes and garbage.
std::string account_domain(std::string_view raw);
// Company name reduced to what identifies it: lower case, no punctuation, no legal form at the end.
std::string company_key(std::string_view name);

// One open opportunity as linking sees it. `row` is the caller's handle.
struct LinkSide {
  std::int64_t row = 0;
  Party side = Party::vendor;
  bool closed = false, deleted = false;
  std::string id;  // the CRM's own id
  const Json* fields = nullptr;
};

// Shared keys in the order of §3.2 ("closemap_id", marketplace, ACE, deal registration, portal,
// others by name).
struct SharedKey {
  std::string name, value;
};
std::vector<SharedKey> shared_keys(const Json& fields);

enum class LinkVerdict { none, link, review };
struct LinkDecision {
  LinkVerdict verdict = LinkVerdict::none;
  std::string method;  // "deterministic:deal_registration_id", "account_domain", "account_name"
  std::string why;     // sentence for the person who reviews
  std::int64_t vendor = 0, partner = 0;
};

// Records that carry the same value of one key: one on each side links; more of a side sends every
// pair to review.
std::vector<LinkDecision> decide_by_key(const SharedKey& key, const std::vector<LinkSide>& holders);
// No key in common: the same corporate domain or company key proposes a pair, never links it. At
// most one open, unlinked opportunity per side, else all pairs are proposed up to
// kProposalsPerAccountMax.
inline constexpr std::size_t kProposalsPerAccountMax = 20;
std::vector<LinkDecision> propose_by_account(std::string_view method,
                                             const std::vector<LinkSide>& same_account);

}  // namespace closemap
