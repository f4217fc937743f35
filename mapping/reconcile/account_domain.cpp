// From a raw website, address or host to a registrable domain.
#include "mapping/reconcile/account_domain.h"

#include <libpsl.h>

#include <algorithm>
#include <array>
#include <optional>

#include "mapping/core/text.h"
#include "mapping/reconcile/letters.h"
#include "mapping/reconcile/punycode.h"

namespace closemap {
namespace {

constexpr std::size_t kHostMax = 253;
constexpr std::size_t kLabelMax = 63;

// domain.md §11: an address there says nothing about the company.
constexpr std::array kFreemail = std::to_array<std::string_view>(
    {"gmail.com",    "googlemail.com", "yahoo.com",  "yahoo.co.uk", "yahoo.fr",  "yahoo.de",
     "hotmail.com",  "hotmail.co.uk",  "hotmail.fr", "outlook.com", "live.com",  "msn.com",
     "icloud.com",   "me.com",         "aol.com",    "gmx.de",      "gmx.net",   "gmx.com",
     "web.de",       "t-online.de",    "freenet.de", "mail.com",    "proton.me", "protonmail.com",
     "yandex.ru",    "yandex.com",     "mail.ru",    "qq.com",      "163.com",   "126.com",
     "orange.fr",    "wanadoo.fr",     "free.fr",    "laposte.net", "libero.it", "zoho.com",
     "fastmail.com", "hey.com"});

bool digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool ip_v4(std::string_view host) {
  int parts = 0;
  for (const std::string_view part : split(host, '.')) {
    if (!digits(part) || part.size() > 3 || (part.size() == 3 && part > "255")) return false;
    ++parts;
  }
  return parts == 4;
}

bool ip_v6(std::string_view host) {
  if (host.starts_with('[')) return true;
  return std::count(host.begin(), host.end(), ':') > 1 &&
         host.find_first_not_of("0123456789abcdefABCDEF:.%") == std::string_view::npos;
}

// Scheme, user, path and closing dot cut away; the port still there, and "www": www.com is a
// domain.
std::string_view authority_of(std::string_view raw) {
  std::string_view text = trim(raw);
  if (const auto scheme = text.find("://"); scheme != std::string_view::npos)
    text.remove_prefix(scheme + 3);
  if (text.starts_with("//")) text.remove_prefix(2);
  text = text.substr(0, text.find_first_of("/?#\\"));
  if (const auto at = text.rfind('@'); at != std::string_view::npos) text.remove_prefix(at + 1);
  return text;
}

bool plain_label(std::string_view label) {
  return std::all_of(label.begin(), label.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

// Lower-case A-labels; nullopt when no host can be called so.
std::optional<std::string> a_labels(std::string_view host) {
  const std::string lower = is_ascii(host) ? to_lower_ascii(host) : lower_compatible(host);
  std::string out;
  out.reserve(lower.size());
  for (std::string_view rest = lower;;) {
    const auto dot = rest.find('.');
    const std::string_view label = rest.substr(0, dot);
    if (label.empty() || label.front() == '-' || label.back() == '-') return std::nullopt;
    const std::size_t begin = out.size();
    if (!is_ascii(label))
      out += "xn--" + punycode(code_points(label));
    else if (plain_label(label))
      out += label;
    else
      return std::nullopt;
    if (out.size() - begin > kLabelMax || out.size() > kHostMax) return std::nullopt;
    if (dot == std::string_view::npos) return out;
    out += '.';
    rest.remove_prefix(dot + 1);
  }
}

}  // namespace

std::string_view to_text(DomainKind kind) {
  switch (kind) {
    case DomainKind::corporate:
      return "corporate";
    case DomainKind::freemail:
      return "freemail";
    case DomainKind::ip:
      return "ip";
    case DomainKind::public_suffix:
      return "public_suffix";
    case DomainKind::invalid:
      return "invalid";
  }
  return "";
}

AccountDomain classify_domain(std::string_view raw, const std::vector<std::string>& more_freemail) {
  std::string_view text = authority_of(raw);
  if (ip_v6(text)) return {{}, DomainKind::ip};
  text = text.substr(0, text.find(':'));
  if (text.ends_with('.')) text.remove_suffix(1);
  const auto host = a_labels(text);
  if (!host) return {};
  const auto last_dot = host->rfind('.');
  if (last_dot == std::string::npos) {
    const bool listed = psl_is_public_suffix2(psl_builtin(), host->c_str(),
                                              PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE) != 0;
    return {{}, listed ? DomainKind::public_suffix : DomainKind::invalid};
  }
  if (digits(std::string_view(*host).substr(last_dot + 1)))
    return {{}, ip_v4(*host) ? DomainKind::ip : DomainKind::invalid};
  const char* registrable = psl_registrable_domain(psl_builtin(), host->c_str());
  if (registrable == nullptr) return {{}, DomainKind::public_suffix};
  AccountDomain found{registrable, DomainKind::corporate};
  if (std::find(kFreemail.begin(), kFreemail.end(), found.domain) != kFreemail.end() ||
      std::find(more_freemail.begin(), more_freemail.end(), found.domain) != more_freemail.end())
    found.kind = DomainKind::freemail;
  return found;
}

std::string account_domain(std::string_view raw) {
  AccountDomain found = classify_domain(raw);
  return found.kind == DomainKind::corporate ? std::move(found.domain) : std::string();
}

}  // namespace closemap
