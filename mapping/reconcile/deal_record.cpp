// Making an opportunity comparable.
#include "mapping/reconcile/deal_record.h"

#include <algorithm>
#include <array>

#include "mapping/core/digest.h"
#include "mapping/core/text.h"
#include "mapping/plan/json_text.h"
#include "mapping/reconcile/account_domain.h"
#include "mapping/reconcile/company_key.h"
#include "mapping/reconcile/letters.h"
#include "mapping/reconcile/observed_fields.h"
#include "mapping/record/observation.h"

namespace closemap {
namespace {

constexpr std::array<std::string_view, 5> kKeyOrder{"closemap_id", "marketplace_offer_id",
                                                    "ace_opportunity_id", "deal_registration_id",
                                                    "partner_portal_ref"};

std::uint64_t digest_of(std::string_view text) {
  if (text.empty()) return 0;
  const std::uint64_t digest = hash64(text);
  return digest == 0 ? 1 : digest;
}

std::uint64_t digest_of_word(std::string_view text) {
  text = trim(text);
  return digest_of(is_ascii(text) ? to_lower_ascii(text) : lower_compatible(text));
}

void sort_distinct(std::vector<std::uint64_t>& list) {
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
}

std::vector<std::uint64_t> digests_of(const std::vector<std::string>& texts) {
  std::vector<std::uint64_t> digests;
  digests.reserve(texts.size());
  for (const std::string& text : texts)
    if (const std::uint64_t digest = digest_of_word(text); digest != 0) digests.push_back(digest);
  sort_distinct(digests);
  return digests;
}

DealFacts::Reading reading_of(std::string key) {
  DealFacts::Reading reading;
  reading.digest = digest_of(key);
  std::string_view rest = key;
  reading.words.reserve(static_cast<std::size_t>(std::count(key.begin(), key.end(), ' ')) + 1);
  for (;;) {
    const auto blank = rest.find(' ');
    reading.words.push_back(digest_of(rest.substr(0, blank)));
    if (blank == std::string_view::npos) break;
    rest.remove_prefix(blank + 1);
  }
  reading.first_word = reading.words.front();
  sort_distinct(reading.words);
  reading.key = std::move(key);
  return reading;
}

void read_domain(DealFacts& facts, const std::string& website, const AccountRules& rules) {
  if (website.empty()) return;
  const AccountDomain found = classify_domain(website, rules.freemail);
  if (found.kind != DomainKind::corporate) return;
  facts.domain = digest_of(found.domain);
  const auto alias = rules.aliases.find(found.domain);
  facts.main_domain = alias == rules.aliases.end() ? facts.domain : digest_of(alias->second);
}

void read_amount(JsonReader& reader, std::optional<Money>& amount) {
  if (reader.peek() != '{') return reader.skip();
  Money money;
  bool minor = false;
  reader.object([&](std::string_view name) {
    if (name == "currency" && reader.peek() == '"') {
      money.currency = reader.text();
    } else if (name == "minor") {
      money.minor = reader.integer();
      minor = reader.good();
    } else {
      reader.skip();
    }
  });
  if (minor && !money.currency.empty()) amount = std::move(money);
}

bool key_before(const DealFacts::Key& a, const DealFacts::Key& b) {
  return a.rank != b.rank ? a.rank < b.rank : a.name < b.name;
}

}  // namespace

int key_rank(std::string_view name) {
  const auto* found = std::find(kKeyOrder.begin(), kKeyOrder.end(), name);
  return static_cast<int>(found - kKeyOrder.begin());
}

DealRecord deal_record(std::string_view fields) {
  constexpr std::string_view kKeyPrefix = "key.";
  DealRecord deal;
  JsonReader reader(fields);
  reader.object([&](std::string_view name) {
    if (name == "amount") return read_amount(reader, deal.amount);
    if (reader.peek() != '"') return reader.skip();
    if (name == "name") {
      deal.title = reader.text();
    } else if (name == "account.name") {
      deal.account = reader.text();
    } else if (name == "account.domain") {
      deal.website = reader.text();
    } else if (name == "close_date") {
      if (const auto date = parse_date(reader.text())) deal.close = *date;
    } else if (name.starts_with(kKeyPrefix)) {
      std::string value = to_lower_ascii(trim(reader.text()));
      if (!value.empty())
        deal.keys.push_back({std::string(name.substr(kKeyPrefix.size())), std::move(value)});
    } else {
      reader.skip();
    }
  });
  std::sort(deal.keys.begin(), deal.keys.end(), [](const SharedKey& a, const SharedKey& b) {
    const int rank = key_rank(a.name) - key_rank(b.name);
    return rank != 0 ? rank < 0 : a.name < b.name;
  });
  return deal;
}

std::vector<std::uint64_t> account_keys(std::string_view account, std::string_view website) {
  std::vector<std::uint64_t> keys;
  if (!website.empty())
    if (const std::string domain = account_domain(website); !domain.empty())
      keys.push_back(link_key("account.domain", domain));
  for (const std::string& reading : company_keys(account))
    keys.push_back(link_key("account.name", reading));
  return keys;
}

void add_account_keys(std::string_view fields, std::vector<std::uint64_t>& keys) {
  const std::string account = one_text(fields, R"("account.name":)");
  const std::string website = one_text(fields, R"("account.domain":)");
  for (const std::uint64_t key : account_keys(account, website)) keys.push_back(key);
}

DealFacts facts_of(const DealRecord& record, const AccountRules& rules) {
  DealFacts facts;
  facts.id = record.id;
  facts.open = record.open;
  read_domain(facts, record.website, rules);
  for (std::string& key : company_keys(record.account, rules.legal_forms))
    facts.readings.push_back(reading_of(std::move(key)));
  facts.contacts = digests_of(record.contacts);
  facts.solutions = digests_of(record.solutions);
  facts.external_refs = digests_of(record.external_refs);
  facts.record_ref = digest_of_word(record.record_ref);
  facts.country = digest_of_word(record.country);
  facts.close = record.close;
  if (record.amount) {
    facts.currency = digest_of(record.amount->currency);
    facts.amount_minor = record.amount->minor;
  }
  for (const SharedKey& key : record.keys) {
    const std::string value = to_lower_ascii(trim(key.value));
    if (!value.empty())
      facts.keys.push_back({key_rank(key.name), key.name, digest_of(key.name + '\x1f' + value)});
  }
  std::sort(facts.keys.begin(), facts.keys.end(), key_before);
  return facts;
}

}  // namespace closemap
