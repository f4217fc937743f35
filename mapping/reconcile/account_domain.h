// The registrable domain that stands for a company (domain.md §3.3 "account_domain", §11).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace closemap {

// Only `corporate` says something about the company.
enum class DomainKind { corporate, freemail, ip, public_suffix, invalid };
std::string_view to_text(DomainKind kind);

struct AccountDomain {
  std::string domain;  // lower-case A-labels; empty for ip, public_suffix and invalid
  DomainKind kind = DomainKind::invalid;
};

// Of a URL, an e-mail address or a host, by the Public Suffix List built into libpsl, private
// suffixes included: tenants of one hoster stay distinct. `more_freemail` adds to the list of §11.
AccountDomain classify_domain(std::string_view raw,
                              const std::vector<std::string>& more_freemail = {});
// The domain where it is corporate, else "".
std::string account_domain(std::string_view raw);

}  // namespace closemap
