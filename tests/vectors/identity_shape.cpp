// Vector 10: domains, company keys, Jaro–Winkler, the model, scored pairs and whole linkings.
#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "mapping/core/decimal.h"
#include "mapping/reconcile/account_domain.h"
#include "mapping/reconcile/company_key.h"
#include "mapping/reconcile/jaro_winkler.h"
#include "mapping/reconcile/link_index.h"
#include "tests/vectors/shapes.h"
#include "tests/vectors/words.h"

namespace closemap::vectors {
namespace {

Json weight_json(double weight) { return rounded(weight, 4); }
Json share_json(double share) { return rounded(share, 6); }
Json margin_json(const std::optional<double>& margin) {
  return margin ? weight_json(*margin) : Json(nullptr);
}

void check_domain(Checks& checks, const Json& one, const Json&) {
  Fields f(checks, "domain", one);
  const Json* raw = f.maybe("in");
  const AccountDomain got = classify_domain(raw == nullptr ? "" : raw->get<std::string>());
  Json result{{"domain", got.domain}, {"kind", to_text(got.kind)}};
  if (got.domain.empty()) result["domain"] = nullptr;
  checks.same("expect", f.at("expect"), result);
  f.ignore("name");
  f.finish();
}

void check_company_key(Checks& checks, const Json& one, const Json&) {
  Fields f(checks, "company_key", one);
  checks.same("expect", f.at("expect"), company_key(f.text("in")));
  f.ignore("name");
  f.finish();
}

void check_company_keys(Checks& checks, const Json& one, const Json&) {
  Fields f(checks, "company_keys", one);
  checks.same("expect", f.at("expect"), company_keys(f.text("in")));
  f.ignore("name");
  f.finish();
}

void check_likeness(Checks& checks, const Json& one, const Json&) {
  Fields f(checks, "jaro_winkler", one);
  const std::string a = f.text("a");
  const std::string b = f.text("b");
  checks.same("jaro", f.at("jaro"), share_json(jaro(a, b)));
  checks.same("jw", f.at("jw"), share_json(jaro_winkler(a, b)));
  f.ignore("name");
  f.finish();
}

Level level_named(const std::string& comparison, const std::string& name) {
  for (std::size_t i = 0; i < kLevels; ++i) {
    const auto level = static_cast<Level>(i);
    if (to_text(comparison_of(level)) == comparison && to_text(level) == name) return level;
  }
  throw std::runtime_error("no level " + name + " of " + comparison);
}

// The model a file states; m, u, priors and thresholds are its word, the rest follows from them.
LinkModel read_model(Checks& checks, const Json& one, bool compare) {
  Fields f(checks, "model", one);
  LinkModel model = default_link_model();
  const auto number = [&](const std::string& key, double otherwise) {
    const Json* value = f.maybe(key);
    return value == nullptr ? otherwise : value->get<double>();
  };
  model.lambda_account = number("lambda_account", model.lambda_account);
  model.account_auto = number("account_auto", model.account_auto);
  model.account_review = number("account_review", model.account_review);
  model.opportunity_auto = number("opportunity_auto", model.opportunity_auto);
  model.opportunity_review = number("opportunity_review", model.opportunity_review);
  model.margin = number("margin", model.margin);
  if (const Json* lambda = f.maybe("lambda_opportunity")) {
    constexpr std::string_view tail = "/max(nv,np)";
    const auto text = lambda->get<std::string>();
    if (!text.ends_with(tail)) throw std::runtime_error("lambda_opportunity is no share" + text);
    model.opportunity_share = std::stod(text);
  }
  if (const Json* prior = f.maybe("prior_weight_account"); prior != nullptr && compare)
    checks.same("prior_weight_account", *prior, weight_json(prior_weight(model.lambda_account)));
  if (const Json* levels = f.maybe("levels")) {
    for (const Json& row : *levels) {
      Fields l(checks, "levels", row);
      const std::string name = l.text("comparison") + "." + l.text("level");
      const Level level = level_named(l.text("comparison"), l.text("level"));
      model.at(level) = {l.at("m").get<double>(), l.at("u").get<double>()};
      const Json& weight = l.at("weight");
      if (compare) checks.same(name + ".weight", weight, weight_json(weight_of(model.at(level))));
      l.finish();
    }
  }
  f.ignore("name");
  f.finish();
  return model;
}

void check_model(Checks& checks, const Json& one, const Json&) { read_model(checks, one, true); }

LinkModel model_of(Checks& checks, const Json& file) {
  const Json* model = find(file, "model");
  return model == nullptr ? default_link_model() : read_model(checks, *model, false);
}

std::vector<std::string> texts(const Json* list) {
  return list == nullptr ? std::vector<std::string>() : list->get<std::vector<std::string>>();
}

DealRecord read_record(Checks& checks, const Json& one) {
  Fields f(checks, "record", one);
  DealRecord record;
  record.id = f.text_or("id", "");
  record.account = f.text_or("account", "");
  record.website = f.text_or("website", "");
  record.country = f.text_or("country", "");
  record.contacts = texts(f.maybe("contacts"));
  record.solutions = texts(f.maybe("solutions"));
  record.close = f.maybe_date("close");
  if (const Json* amount = f.maybe("amount")) {
    Fields a(checks, "amount", *amount);
    record.amount = Money{whole<std::int64_t>(a.at("minor")), known_currency(a.text("currency"))};
    a.finish();
  }
  if (const Json* keys = f.maybe("keys"))
    for (const auto& [name, value] : keys->items())
      record.keys.push_back({name, value.get<std::string>()});
  record.record_ref = f.text_or("record_ref", "");
  record.external_refs = texts(f.maybe("external_refs"));
  f.finish();
  return record;
}

PairScore score_of(const PairScorer& scorer, const DealRecord& vendor, const DealRecord& partner,
                   double frequency) {
  const DealFacts a = facts_of(vendor, {});
  const DealFacts b = facts_of(partner, {});
  PairScore score;
  scorer.score_account(score, a, b, frequency);
  scorer.score_opportunity(score, a, b, 1, 1);
  return score;
}

// What a pair says level by level; what is missing on a side is left out.
Json levels_json(const PairScore& score) {
  Json levels = Json::object();
  for (const Level level : score.levels)
    if (level != Level::missing)
      levels[std::string(to_text(comparison_of(level)))] = to_text(level);
  return levels;
}

Json parts_json(const PairScore& score) {
  Json account{{"prior", weight_json(score.account_prior)}};
  Json opportunity{{"prior", weight_json(score.opportunity_prior)}};
  for (std::size_t i = 0; i < kComparisons; ++i) {
    if (score.levels[i] == Level::missing) continue;
    Json& part = i < kAccountComparisons ? account : opportunity;
    part[std::string(to_text(static_cast<Comparison>(i)))] = weight_json(score.weights[i]);
  }
  return {{"account", account}, {"opportunity", opportunity}};
}

// Both ways, so that a level or part too many fails like one too few.
void same_members(Checks& checks, const std::string& field, const Json& expected, const Json& got) {
  checks.same(field, expected, got);
  for (const auto& [key, value] : got.items())
    if (!expected.contains(key)) checks.fail(field + "." + key, "expected nothing");
}

void check_pair(Checks& checks, const Json& one, const Json& file) {
  Fields f(checks, "pair", one);
  const PairScorer scorer(model_of(checks, file));
  const PairScore score = score_of(scorer, read_record(checks, f.at("vendor")),
                                   read_record(checks, f.at("partner")), 0);
  same_members(checks, "levels", f.at("levels"), levels_json(score));
  const Json parts = parts_json(score);
  Fields p(checks, "parts", f.at("parts"));
  same_members(checks, "parts.account", p.at("account"), parts.at("account"));
  same_members(checks, "parts.opportunity", p.at("opportunity"), parts.at("opportunity"));
  p.finish();
  checks.same("account_weight", f.at("account_weight"), weight_json(score.account));
  checks.same("account_probability", f.at("account_probability"),
              share_json(probability_of(score.account)));
  checks.same("opportunity_weight", f.at("opportunity_weight"), weight_json(score.opportunity));
  checks.same("opportunity_probability", f.at("opportunity_probability"),
              share_json(probability_of(score.opportunity)));
  checks.same("decision_alone", f.at("decision_alone"),
              to_text(scorer.decide(score, std::nullopt)));
  f.ignore("name");
  f.finish();
}

const Json* pair_named(const Json& file, const std::string& name) {
  if (const Json* pairs = find(file, "pairs"))
    for (const Json& pair : *pairs)
      if (text_or(pair, "name") == name) return &pair;
  return nullptr;
}

// Share of records with the name -> account weight of the pair "name_only", the file's own or the
// public one.
void check_frequency(Checks& checks, const Json& one, const Json& file) {
  const PairScorer scorer(model_of(checks, file));
  const Json open = public_file("10_identity.json");
  const Json* pair = pair_named(file, "name_only");
  if (pair == nullptr) pair = pair_named(open, "name_only");
  const DealRecord vendor = read_record(checks, pair->at("vendor"));
  const DealRecord partner = read_record(checks, pair->at("partner"));
  for (const auto& [frequency, weight] : one.items())
    checks.same(frequency, weight,
                weight_json(score_of(scorer, vendor, partner, std::stod(frequency)).account));
}

// A linking without records of its own stands on those of the list's "base".
const Json& records_of(const Json& one, const std::string& side, const Json& base) {
  const Json* own = find(one, side);
  return own != nullptr ? *own : base.at(side);
}

const Json* named_base(const Json& list) {
  for (const Json& one : list)
    if (one.is_object() && text_or(one, "name") == "base") return &one;
  return nullptr;
}

// The "base" of the list that `one` stands in, else of the file's linkings, else the public one.
Json base_linking(const Json& one, const Json& file) {
  if (const Json* more = find(file, "linking_cases"))
    for (const Json& list : *more)
      if (list.is_array() && std::find(list.begin(), list.end(), one) != list.end())
        if (const Json* base = named_base(list)) return *base;
  if (const Json* flat = find(file, "linking_cases"))
    if (std::find(flat->begin(), flat->end(), one) != flat->end())
      if (const Json* base = named_base(*flat)) return *base;
  if (const Json* list = find(file, "linking"))
    if (const Json* base = named_base(*list)) return *base;
  const Json open = public_file("10_identity.json");
  return *named_base(open.at("linking"));
}

struct Sides {
  std::map<std::string, Slot> vendor, partner;
};

void read_side(Checks& checks, LinkIndex& index, Party side, const Json& records,
               std::map<std::string, Slot>& slots) {
  for (const Json& one : records) {
    const DealRecord record = read_record(checks, one);
    slots[record.id] = index.add(side, record);
  }
}

Json decision_json(const LinkIndex& index, const LinkDecision& decision) {
  Json got{{"vendor", index.facts(Party::vendor, decision.vendor).id},
           {"partner", index.facts(Party::partner, decision.partner).id},
           {"method", method_of(decision)},
           {"decision", to_text(decision.verdict)}};
  if (decision.score) {
    got["account_weight"] = weight_json(decision.score->account);
    got["opportunity_weight"] = weight_json(decision.score->opportunity);
    got["margin"] = margin_json(decision.margin);
  }
  return got;
}

// By pair: the order of the list is the order of deciding, which the vector does not promise.
void compare_decisions(Checks& checks, const Json& expected, const LinkIndex& index,
                       const LinkResult& result) {
  std::map<std::string, Json> got;
  for (const LinkDecision& decision : result.decisions) {
    const Json one = decision_json(index, decision);
    got[text_or(one, "vendor") + "/" + text_or(one, "partner")] = one;
  }
  for (const Json& want : expected) {
    const std::string pair = text_or(want, "vendor") + "/" + text_or(want, "partner");
    const auto found = got.find(pair);
    if (found == got.end()) {
      checks.fail("expect " + pair, "expected " + dump_json(want) + ", got no decision");
      continue;
    }
    checks.same("expect " + pair, want, found->second);
    got.erase(found);
  }
  for (const auto& [pair, one] : got)
    checks.fail("expect " + pair, "expected no decision, got " + dump_json(one));
}

void check_linking(Checks& checks, const Json& one, const Json& file) {
  Fields f(checks, "linking", one);
  const Json base = base_linking(one, file);
  LinkSettings settings;
  settings.model = model_of(checks, file);
  settings.list_refused = true;
  LinkIndex index(settings);
  Sides slots;
  f.ignore("vendor");
  f.ignore("partner");
  read_side(checks, index, Party::vendor, records_of(one, "vendor", base), slots.vendor);
  read_side(checks, index, Party::partner, records_of(one, "partner", base), slots.partner);
  if (const Json* must = f.maybe("must"))
    for (const Json& pair : *must)
      index.must_link(slots.vendor.at(pair.at(0)), slots.partner.at(pair.at(1)));
  if (const Json* cannot = f.maybe("cannot"))
    for (const Json& pair : *cannot)
      index.cannot_link(slots.vendor.at(pair.at(0)), slots.partner.at(pair.at(1)));
  compare_decisions(checks, f.at("expect"), index, index.link_all());
  f.ignore("name");
  f.finish();
}

}  // namespace

Shape identity_shape() {
  return {{{"psl", nullptr},
           {"domain", check_domain},
           {"company_key", check_company_key},
           {"company_keys", check_company_keys},
           {"jaro_winkler", check_likeness},
           {"model", check_model},
           {"pairs", check_pair},
           {"tf_name_only_account_weight", check_frequency},
           {"linking", check_linking}}};
}

}  // namespace closemap::vectors
