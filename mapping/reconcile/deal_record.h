// One opportunity as linking sees it, and the same made comparable once.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/core/date.h"
#include "mapping/core/money.h"

namespace closemap {

// A value that means the same deal wherever it stands: a deal registration, a marketplace offer.
struct SharedKey {
  std::string name, value;
  friend bool operator==(const SharedKey&, const SharedKey&) = default;
};
// Place of a key in the order of domain.md §11 "§3.2": closemap_id, marketplace_offer_id,
// ace_opportunity_id, deal_registration_id, partner_portal_ref, then all others alike.
int key_rank(std::string_view name);

// What a CRM says about one opportunity. Empty means that it says nothing.
struct DealRecord {
  std::string id;  // the CRM's own; breaks ties
  std::string title;
  std::string account, website, country;  // country: ISO code
  std::vector<std::string> contacts;      // the customer's people, e-mail
  std::vector<std::string> solutions;
  std::optional<Date> close;
  std::optional<Money> amount;
  std::vector<SharedKey> keys;
  std::string record_ref;                  // how another CRM may call this record
  std::vector<std::string> external_refs;  // records of other CRMs that this one names
  bool open = true;                        // a won or lost deal is linked by shared ids only
};
// From an opportunity's canonical fields as the store keeps them: title, account, website, close,
// amount, and the "key.NAME" fields trimmed, lower-cased and in the order of key_rank(), others by
// name. A member of another type than the canonical one is missing.
DealRecord deal_record(std::string_view fields);

// link_key() of what opportunities of one account are met by: "account.domain", where it is
// corporate, and "account.name" in each of its readings (domain.md §3.3 "Blocking").
std::vector<std::uint64_t> account_keys(std::string_view account, std::string_view website);
// Those of an opportunity's canonical fields, added to its keys.
void add_account_keys(std::string_view fields, std::vector<std::uint64_t>& keys);

// Settings of making comparable; all empty by default (domain.md §11 "§3.3").
struct AccountRules {
  std::map<std::string, std::string> aliases;  // registrable domain -> the main one
  std::vector<std::string> freemail;           // beside the built-in list
  std::vector<std::string> legal_forms;        // beside the built-in list
};

// Texts as 64-bit digests, 0 for missing; lists sorted and distinct.
struct DealFacts {
  std::uint64_t domain = 0, main_domain = 0;  // corporate only
  std::uint64_t country = 0, currency = 0, record_ref = 0;
  std::int64_t amount_minor = 0;
  std::optional<Date> close;
  bool open = true;
  struct Reading {
    std::string key;
    std::uint64_t digest = 0, first_word = 0;
    std::vector<std::uint64_t> words;
  };
  std::vector<Reading> readings;  // of the company's name; none when missing
  std::vector<std::uint64_t> contacts, solutions, external_refs;
  struct Key {
    int rank = 0;
    std::string name;
    std::uint64_t digest = 0;  // of name and value
  };
  std::vector<Key> keys;  // by rank, then name
  std::string id;
};
DealFacts facts_of(const DealRecord& record, const AccountRules& rules);

}  // namespace closemap
