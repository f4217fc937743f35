// Checks of field rules: everything a person can get wrong in [connector.map.*].
#include "mapping/record/compiled_rule.h"

#include <algorithm>

#include "mapping/core/party.h"
#include "mapping/core/text.h"
#include "mapping/record/observation.h"

namespace closemap {
namespace {

struct TransformWord {
  std::string_view word;
  Transform transform;
};
constexpr TransformWord kTransforms[] = {
    {"text", Transform::text},     {"date", Transform::date},     {"datetime", Transform::datetime},
    {"money", Transform::money},   {"number", Transform::number}, {"boolean", Transform::boolean},
    {"lookup", Transform::lookup}, {"person", Transform::person}, {"list", Transform::list},
};

// The transform of a field whose rule names none (or "text", which is the same to the reader).
Transform natural(FieldKind kind) {
  switch (kind) {
    case FieldKind::date:
      return Transform::date;
    case FieldKind::money:
      return Transform::money;
    case FieldKind::integer:
    case FieldKind::rank:
      return Transform::number;
    case FieldKind::boolean:
      return Transform::boolean;
    case FieldKind::person:
      return Transform::person;
    default:
      return Transform::text;
  }
}

bool allowed(FieldKind kind, Transform transform) {
  if (transform == natural(kind)) return true;
  switch (kind) {
    case FieldKind::text:
      return transform != Transform::money && transform != Transform::person;
    case FieldKind::integer:
    case FieldKind::rank:
    case FieldKind::boolean:
    case FieldKind::party:
    case FieldKind::outcome:
    case FieldKind::stage:
      return transform == Transform::lookup;
    case FieldKind::date:
      return transform == Transform::datetime;
    case FieldKind::shared_key:
      return transform == Transform::number;
    default:
      return false;
  }
}

std::string_view word_of(Transform transform) {
  for (const TransformWord& entry : kTransforms)
    if (entry.transform == transform) return entry.word;
  return "";
}

// Collects problems of one rule with its place and field in front.
class Judge {
 public:
  Judge(const FieldRule& rule, std::vector<std::string>& problems)
      : rule_(rule), problems_(problems) {}
  void say(const std::string& what) {
    problems_.push_back((rule_.place.empty() ? "" : rule_.place + ": ") + rule_.field + ": " +
                        what);
  }

 private:
  const FieldRule& rule_;
  std::vector<std::string>& problems_;
};

void check_transform(const FieldRule& rule, const FieldMapSpec& spec, CompiledRule& out,
                     Judge& judge) {
  const std::optional<FieldKind> kind = field_kind(spec.stream, rule.field);
  if (!kind) {
    const std::string near = nearest(rule.field, field_names(spec.stream));
    judge.say("is no field of " + spec.stream +
              (near.empty() ? "" : ", did you mean " + near + "?"));
    return;
  }
  out.kind = *kind;
  out.transform = natural(*kind);
  if (rule.as.empty() || rule.as == "text") return;
  const std::optional<Transform> transform = parse_transform(rule.as);
  if (!transform) {
    std::vector<std::string> words;
    for (const TransformWord& entry : kTransforms) words.emplace_back(entry.word);
    const std::string near = nearest(rule.as, words);
    judge.say(
        "as = \"" + rule.as + "\" is unknown" +
        (near.empty() ? ": one of " + join(words, ", ") : ", did you mean \"" + near + "\"?"));
    return;
  }
  if (!allowed(*kind, *transform)) {
    judge.say("as = \"" + rule.as + "\" does not fit, write as = \"" +
              std::string(word_of(natural(*kind))) + "\"");
    return;
  }
  out.transform = *transform;
}

void check_date(const FieldRule& rule, CompiledRule& out, Judge& judge) {
  out.format = rule.format;
  if (rule.format.empty()) return;
  if (rule.format == "epoch_s" || rule.format == "epoch_ms") {
    out.date_form = rule.format == "epoch_s" ? DateForm::epoch_s : DateForm::epoch_ms;
    return;
  }
  out.date_form = DateForm::pattern;
  // The parser itself says what is wrong with a format; a text that fits it nowhere tells the two
  // apart only by fault, so the three parts are looked for here.
  const auto has = [&](std::string_view letters) {
    for (std::size_t i = 0; i + 1 < rule.format.size(); ++i) {
      if (rule.format[i] != '%') continue;
      if (letters.find(rule.format[++i]) != std::string_view::npos) return true;
    }
    return false;
  };
  for (std::size_t i = 0; i < rule.format.size(); ++i) {
    if (rule.format[i] != '%') continue;
    const char letter = i + 1 < rule.format.size() ? rule.format[i + 1] : ' ';
    if (std::string_view("YymbBde%").find(letter) == std::string_view::npos)
      judge.say("format \"" + rule.format + "\": only %Y %y %m %b %B %d %e and %% are known");
    ++i;
  }
  if (!has("Yy") || !has("mbB") || !has("de"))
    judge.say("format \"" + rule.format + "\" needs a year (%Y), a month (%m) and a day (%d)");
}

void check_money(const FieldRule& rule, const FieldMapSpec& spec, CompiledRule& out, Judge& judge) {
  out.currency = rule.currency.empty() ? spec.default_currency : rule.currency;
  if (!rule.currency.empty() && !rule.currency_at.empty())
    judge.say("give currency or currency_at, not both");
  if (!out.currency.empty()) {
    const Result<int> exponent = currency_exponent(out.currency);
    if (!exponent) judge.say(exponent.error().what);
  }
  if (rule.rounding == "half_even")
    out.rounding = Rounding::half_even;
  else if (!rule.rounding.empty())
    judge.say("rounding = \"" + rule.rounding + "\" is unknown, only \"half_even\" exists");
  out.format = rule.format;
  if (rule.format.empty()) return;
  Result<AmountFormat> format = parse_amount_format(rule.format);
  if (format)
    out.amount_format = *format;
  else
    judge.say(format.error().what);
}

void check_lookup(const FieldRule& rule, const FieldMapSpec& spec, CompiledRule& out,
                  Judge& judge) {
  if (rule.table.empty()) {
    judge.say("as = \"lookup\" needs table = \"NAME\"");
    return;
  }
  const auto found = spec.tables.find(rule.table);
  if (found == spec.tables.end()) {
    std::vector<std::string> names;
    for (const auto& [name, rows] : spec.tables) names.push_back(name);
    const std::string near = nearest(rule.table, names);
    judge.say("there is no lookup \"" + rule.table + "\"" +
              (near.empty() ? "" : ", did you mean \"" + near + "\"?"));
    return;
  }
  for (const auto& [word, value] : found->second)
    if (const std::string wanted = lookup_objection(spec.stream, rule.field, value);
        !wanted.empty())
      judge.say("lookup \"" + rule.table + "\": \"" + word + "\" = \"" + value + "\" is not " +
                wanted);
  out.table = LookupTable(found->second);
}

void check_person(const FieldRule& rule, CompiledRule& out, Judge& judge) {
  std::string of = rule.of.empty() ? "email" : rule.of;
  if (rule.field.starts_with("owner.")) {
    const std::string own = rule.field.substr(6);
    if (!rule.of.empty() && rule.of != own)
      judge.say("of = \"" + rule.of + "\" contradicts the name");
    of = own;
  }
  if (of == "email")
    out.piece = PersonPiece::email;
  else if (of == "ref")
    out.piece = PersonPiece::ref;
  else if (of == "name")
    out.piece = PersonPiece::name;
  else
    judge.say("of = \"" + of + "\" is unknown: email, ref or name");
}

void check_paths(const FieldRule& rule, CompiledRule& out, Judge& judge) {
  if (rule.at.empty() && rule.otherwise.empty()) judge.say("needs at = \"…\" or default = \"…\"");
  if (out.kind == FieldKind::every_key) {
    const bool one = rule.at.size() == 1 && rule.at[0].size() > 1 && rule.at[0].ends_with('*') &&
                     rule.at[0].front() != '/';
    if (!one) {
      judge.say("needs one at = \"PREFIX*\"");
      return;
    }
    out.prefix = snake_key(rule.at[0].substr(0, rule.at[0].size() - 1));
    if (out.prefix.empty()) judge.say("the prefix must hold a letter");
    out.prefix += '_';
    return;
  }
  for (const std::string& path : rule.at) {
    const Result<std::vector<std::string>> segments = path_segments(path);
    if (!segments) judge.say(segments.error().what);
    out.paths.push_back(path.starts_with('/') ? path : "/" + path);
  }
  if (rule.currency_at.empty()) return;
  const Result<std::vector<std::string>> segments = path_segments(rule.currency_at);
  if (!segments) judge.say("currency_at: " + segments.error().what);
}

// Keys that mean nothing for this transform are mistakes, not decoration.
void check_surplus(const FieldRule& rule, const CompiledRule& out, Judge& judge) {
  const auto surplus = [&](const std::string& value, std::string_view key, bool fits) {
    if (!value.empty() && !fits)
      judge.say(std::string(key) + " means nothing for as = \"" +
                std::string(word_of(out.transform)) + "\"");
  };
  const bool money = out.transform == Transform::money;
  const bool date = out.transform == Transform::date || out.transform == Transform::datetime;
  surplus(rule.format, "format", money || date);
  surplus(rule.currency, "currency", money);
  surplus(rule.currency_at, "currency_at", money);
  surplus(rule.rounding, "rounding", money);
  surplus(rule.table, "table", out.transform == Transform::lookup);
  surplus(rule.of, "of", out.transform == Transform::person);
}

}  // namespace

std::optional<Transform> parse_transform(std::string_view word) {
  for (const TransformWord& entry : kTransforms)
    if (entry.word == word) return entry.transform;
  return std::nullopt;
}

LookupTable::LookupTable(const std::map<std::string, std::string>& rows) {
  for (const auto& [word, value] : rows) {
    const std::string cleaned(trim(word));
    exact_[cleaned] = value;
    const auto [entry, fresh] = folded_.try_emplace(to_lower_ascii(cleaned), value);
    if (!fresh && entry->second != value) entry->second = std::nullopt;
  }
}

const std::string* LookupTable::find(std::string_view word) const {
  if (const auto exact = exact_.find(word); exact != exact_.end()) return &exact->second;
  const auto folded = folded_.find(to_lower_ascii(word));
  return folded != folded_.end() && folded->second ? &*folded->second : nullptr;
}

CompiledRule compile_rule(const FieldRule& rule, const FieldMapSpec& spec,
                          std::vector<std::string>& problems) {
  CompiledRule out;
  Judge judge(rule, problems);
  out.field = rule.field;
  out.raw_field = rule.field + "_raw";
  out.one_line = calls_something(spec.stream, rule.field);
  out.otherwise = rule.otherwise;
  out.required = rule.required;
  const std::size_t before = problems.size();
  check_transform(rule, spec, out, judge);
  check_paths(rule, out, judge);
  if (problems.size() > before) return out;
  switch (out.transform) {
    case Transform::date:
    case Transform::datetime:
      check_date(rule, out, judge);
      break;
    case Transform::money:
      check_money(rule, spec, out, judge);
      break;
    case Transform::lookup:
      check_lookup(rule, spec, out, judge);
      break;
    case Transform::person:
      check_person(rule, out, judge);
      break;
    default:
      break;
  }
  check_surplus(rule, out, judge);
  if (out.transform == Transform::text || out.kind == FieldKind::shared_key)
    out.link_name = link_name(spec.stream, out.field);
  return out;
}

}  // namespace closemap
