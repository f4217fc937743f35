// Deterministic linking and account-based proposals.
#include "mapping/reconcile/link.h"

#include <libpsl.h>

#include <algorithm>
#include <array>
#include <memory>
#include <nlohmann/json.hpp>

#include "mapping/core/text.h"

namespace closemap {
namespace {

// domain.md §11 "Freemail": an address there says nothing about the company.
constexpr std::array kFreemail = std::to_array<std::string_view>(
    {"gmail.com",    "googlemail.com", "yahoo.com",  "yahoo.co.uk", "yahoo.fr",  "yahoo.de",
     "hotmail.com",  "hotmail.co.uk",  "hotmail.fr", "outlook.com", "live.com",  "msn.com",
     "icloud.com",   "me.com",         "aol.com",    "gmx.de",      "gmx.net",   "gmx.com",
     "web.de",       "t-online.de",    "freenet.de", "mail.com",    "proton.me", "protonmail.com",
     "yandex.ru",    "yandex.com",     "mail.ru",    "qq.com",      "163.com",   "126.com",
     "orange.fr",    "wanadoo.fr",     "free.fr",    "laposte.net", "libero.it", "zoho.com",
     "fastmail.com", "hey.com"});

// domain.md §11 "Legal forms", longest first where one ends with another.
constexpr std::array kLegalForms = std::to_array<std::string_view>({"gmbh and co kgaa",
                                                                    "gmbh and co kg",
                                                                    "private limited",
                                                                    "ag and co kg",
                                                                    "pty limited",
                                                                    "incorporated",
                                                                    "corporation",
                                                                    "sa de cv",
                                                                    "pty ltd",
                                                                    "pvt ltd",
                                                                    "pte ltd",
                                                                    "sdn bhd",
                                                                    "sp z oo",
                                                                    "limited",
                                                                    "company",
                                                                    "l l c",
                                                                    "spzoo",
                                                                    "gmbh",
                                                                    "corp",
                                                                    "kgaa",
                                                                    "sarl",
                                                                    "sasu",
                                                                    "ltda",
                                                                    "eirl",
                                                                    "inc",
                                                                    "llc",
                                                                    "llp",
                                                                    "plc",
                                                                    "ltd",
                                                                    "pty",
                                                                    "pvt",
                                                                    "mbh",
                                                                    "ohg",
                                                                    "sas",
                                                                    "spa",
                                                                    "srl",
                                                                    "slu",
                                                                    "oyj",
                                                                    "aps",
                                                                    "zoo",
                                                                    "sro",
                                                                    "doo",
                                                                    "kft",
                                                                    "zrt",
                                                                    "pte",
                                                                    "bhd",
                                                                    "co",
                                                                    "lp",
                                                                    "ag",
                                                                    "kg",
                                                                    "ug",
                                                                    "ev",
                                                                    "se",
                                                                    "sa",
                                                                    "sl",
                                                                    "bv",
                                                                    "nv",
                                                                    "as",
                                                                    "asa",
                                                                    "ab",
                                                                    "oy",
                                                                    "kk",
                                                                    "and",
                                                                    "gmbh co kg",
                                                                    "co kg"});

std::string host_of(std::string_view raw) {
  std::string host = to_lower_ascii(trim(raw));
  if (const auto scheme = host.find("://"); scheme != std::string::npos) host.erase(0, scheme + 3);
  host = host.substr(0, host.find_first_of("/?#"));
  if (const auto at = host.rfind('@'); at != std::string::npos) host.erase(0, at + 1);
  host = host.substr(0, host.find(':'));
  while (!host.empty() && host.back() == '.') host.pop_back();
  return host;
}

bool ip_address(std::string_view host) {
  return !host.empty() && host.find_first_not_of("0123456789.") == std::string_view::npos;
}

std::string text_field(const LinkSide& side, std::string_view key) {
  return text_or(*side.fields, key);
}

std::string describe(const LinkSide& vendor, const LinkSide& partner) {
  return "\"" + printable(shorten(text_field(vendor, "name"), 60)) + "\" (vendor " +
         printable(vendor.id) + ") and \"" + printable(shorten(text_field(partner, "name"), 60)) +
         "\" (partner " + printable(partner.id) + ")";
}

int key_rank(std::string_view name) {
  constexpr std::array<std::string_view, 5> order{"closemap_id", "marketplace_offer_id",
                                                  "ace_opportunity_id", "deal_registration_id",
                                                  "partner_portal_ref"};
  const auto* found = std::find(order.begin(), order.end(), name);
  return static_cast<int>(found - order.begin());
}

}  // namespace

std::string account_domain(std::string_view raw) {
  const std::string host = host_of(raw);
  if (host.empty() || ip_address(host)) return {};
  char* lowered = nullptr;
  if (psl_str_to_utf8lower(host.c_str(), "utf-8", nullptr, &lowered) != PSL_SUCCESS) return {};
  const std::unique_ptr<char, void (*)(char*)> guard(lowered,
                                                     [](char* text) { psl_free_string(text); });
  const char* registrable = psl_registrable_domain(psl_builtin(), lowered);
  if (registrable == nullptr) return {};
  const std::string domain = registrable;
  if (std::find(kFreemail.begin(), kFreemail.end(), domain) != kFreemail.end()) return {};
  return domain;
}

std::string company_key(std::string_view name) {
  std::string words;
  for (const char c : to_lower_ascii(name)) {
    if (c == '.' || c == '\'' || c == '/') continue;
    if (c == '&' || c == '+') {
      words += " and ";
    } else {
      const bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                        (static_cast<unsigned char>(c) >= 0x80);
      words += word ? c : ' ';
    }
  }
  std::string key;
  for (const std::string_view word : split(words, ' ')) {
    if (word.empty()) continue;
    if (!key.empty()) key += ' ';
    key += word;
  }
  if (key.starts_with("the ")) key.erase(0, 4);
  for (bool stripped = true; stripped;) {
    stripped = false;
    for (const std::string_view form : kLegalForms) {
      if (key.size() > form.size() + 1 && key.ends_with(form) &&
          key[key.size() - form.size() - 1] == ' ') {
        key.erase(key.size() - form.size() - 1);
        stripped = true;
        break;
      }
    }
  }
  return key;
}

std::vector<SharedKey> shared_keys(const Json& fields) {
  std::vector<SharedKey> keys;
  constexpr std::string_view prefix = "key.";
  for (const auto& [name, value] : fields.items()) {
    if (!name.starts_with(prefix) || !value.is_string()) continue;
    const std::string text = to_lower_ascii(trim(value.get_ref<const std::string&>()));
    if (!text.empty()) keys.push_back({name.substr(prefix.size()), text});
  }
  std::stable_sort(keys.begin(), keys.end(), [](const SharedKey& a, const SharedKey& b) {
    return key_rank(a.name) < key_rank(b.name);
  });
  return keys;
}

std::vector<LinkDecision> decide_by_key(const SharedKey& key,
                                        const std::vector<LinkSide>& holders) {
  std::vector<const LinkSide*> vendors, partners;
  for (const LinkSide& side : holders) {
    if (side.deleted) continue;
    (side.side == Party::vendor ? vendors : partners).push_back(&side);
  }
  std::vector<LinkDecision> decisions;
  const bool one_each = vendors.size() == 1 && partners.size() == 1;
  for (const LinkSide* vendor : vendors) {
    for (const LinkSide* partner : partners) {
      if (decisions.size() == kProposalsPerAccountMax) return decisions;
      const std::string value = printable(shorten(key.value, 60));
      decisions.push_back({one_each ? LinkVerdict::link : LinkVerdict::review,
                           "deterministic:" + key.name,
                           describe(*vendor, *partner) + " share " + key.name + " " + value +
                               (one_each ? ""
                                         : ", but several records of one side carry it: a person "
                                           "decides which belong together"),
                           vendor->row, partner->row});
    }
  }
  return decisions;
}

std::vector<LinkDecision> propose_by_account(std::string_view method,
                                             const std::vector<LinkSide>& same_account) {
  std::vector<LinkDecision> decisions;
  for (const LinkSide& vendor : same_account) {
    if (vendor.side != Party::vendor || vendor.deleted || vendor.closed) continue;
    for (const LinkSide& partner : same_account) {
      if (partner.side != Party::partner || partner.deleted || partner.closed) continue;
      if (decisions.size() == kProposalsPerAccountMax) return decisions;
      decisions.push_back(
          {LinkVerdict::review, std::string(method),
           describe(vendor, partner) + " belong to the same account, but share no key", vendor.row,
           partner.row});
    }
  }
  return decisions;
}

}  // namespace closemap
