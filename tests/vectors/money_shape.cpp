// Vector 15: currency exponents, amounts from and to text, splits.
#include "mapping/core/money.h"

#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "tests/vectors/shapes.h"
#include "tests/vectors/words.h"

namespace closemap::vectors {
namespace {

// Exactly: amounts are whole numbers beyond what a double holds.
void exactly(Checks& checks, const std::string& field, const Json& expected, const Json& got) {
  if (expected != got)
    checks.fail(field, "expected " + dump_json(expected) + ", got " + dump_json(got));
}

// The word an error begins with.
Json error_of(const Error& error) {
  return {{"error", error.what.substr(0, error.what.find(':'))}};
}

void check_exponents(Checks& checks, const Json& one, const Json&) {
  for (const auto& [currency, expected] : one.items()) {
    const Result<int> got = currency_exponent(currency);
    exactly(checks, currency, expected, got ? Json(*got) : error_of(got.error()));
  }
}

void check_refused(Checks& checks, const Json& one, const Json&) {
  const auto currency = one.get<std::string>();
  if (currency_exponent(currency)) checks.fail(currency, "expected an error, got an exponent");
}

void check_parse(Checks& checks, const Json& one, const Json&) {
  Fields f(checks, "parse", one);
  const Json& in = f.at("in");
  if (in.size() != 3) throw std::runtime_error("in is text, currency and half_even");
  const Rounding rounding = in.at(2).get<bool>() ? Rounding::half_even : Rounding::none;
  const Result<Money> got =
      parse_money(in.at(0).get<std::string>(), in.at(1).get<std::string>(), rounding);
  exactly(checks, "expect", f.at("expect"), got ? Json(got->minor) : error_of(got.error()));
  f.ignore("name");
  f.finish();
}

void check_format(Checks& checks, const Json& one, const Json&) {
  Fields f(checks, "format", one);
  const Money money{whole<std::int64_t>(f.at("minor")), known_currency(f.text("currency"))};
  exactly(checks, "expect", f.at("expect"), amount_text(money));
  f.ignore("name");
  f.finish();
}

using Ordered = nlohmann::ordered_json;

void find_splits(const Ordered& from, std::map<std::string, Ordered>& found) {
  if (!from.is_structured()) return;
  if (from.is_object() && from.contains("bp")) found.emplace(Json::parse(from.dump()).dump(), from);
  for (const Ordered& each : from) find_splits(each, found);
}

// Ties go by declared order, which Json does not keep: the same object in the file's own text.
const Ordered& in_order(const Json& one, const std::string& text) {
  static std::string of;  // the file that was read last
  static std::map<std::string, Ordered> splits;
  if (of != text) {
    of = text;
    splits.clear();
    find_splits(Ordered::parse(text), splits);
  }
  return splits.at(one.dump());
}

void check_allocate(Checks& checks, const Json& one, const Json&) {
  Fields f(checks, "allocate", one);
  const Ordered& ordered = in_order(one, checks.text());
  std::vector<std::string> names;
  std::vector<int> shares;
  for (const auto& [name, share] : ordered.at("bp").items()) {
    names.push_back(name);
    shares.push_back(whole<int>(share));
  }
  f.ignore("bp");
  const Result<std::vector<std::int64_t>> parts =
      allocate(whole<std::int64_t>(f.at("total")), shares);
  Json got = Json::object();
  if (parts)
    for (std::size_t i = 0; i < names.size(); ++i) got[names[i]] = (*parts)[i];
  else
    got["error"] = parts.error().what;
  exactly(checks, "expect", f.at("expect"), got);
  f.ignore("name");
  f.finish();
}

}  // namespace

Shape money_shape() {
  return {{{"exponent_source", nullptr},
           {"exponents", check_exponents},
           {"no_minor_unit_reject", check_refused},
           {"parse", check_parse},
           {"format", check_format},
           {"allocate", check_allocate}}};
}

}  // namespace closemap::vectors
