// The transforms: captured values to members of the canonical object.
#include "mapping/record/mapper.h"

#include "mapping/core/byte_scan.h"
#include "mapping/core/json.h"
#include "mapping/core/party.h"
#include "mapping/core/text.h"
#include "mapping/record/mailbox.h"
#include "mapping/record/raw_text.h"

namespace closemap {
namespace {

constexpr std::size_t kShownMax = 40;  // characters of a value repeated in a reason

std::string_view expected_date(const CompiledRule& rule) {
  switch (rule.date_form) {
    case DateForm::epoch_s:
      return "seconds since 1970";
    case DateForm::epoch_ms:
      return "milliseconds since 1970";
    case DateForm::pattern:
      return rule.format;
    case DateForm::iso:
      break;
  }
  return "YYYY-MM-DD";
}

bool same_kind_as_class(const RawValue& value) {
  return value.kind == RawValue::Kind::date || value.kind == RawValue::Kind::instant;
}

// Of ISO text that means `date`: a timestamp in another zone may have written a neighbour of it.
bool begins_with(std::string_view text, Date date) {
  const auto digits = [&](std::size_t at) { return (text[at] - '0') * 10 + text[at + 1] - '0'; };
  return from_ymd({digits(0) * 100 + digits(2), digits(5), digits(8)}) == date;
}

}  // namespace

Mapper::Outcome Mapper::fail(std::string_view value, std::string_view why) {
  reason_ = "\"" + printable(shorten(value, kShownMax)) + "\" " + std::string(why);
  return Outcome::failed;
}

void Mapper::clear() {
  object_.clear();
  keys_.clear();
  closed_ = false;
  several_owners_ = false;
  for (std::string& piece : owner_) piece.clear();
}

Result<Mapped> Mapper::map(const std::vector<CompiledRule>& rules, const Zone& zone,
                           const Captured& captured) {
  clear();
  zone_ = &zone;
  captured_ = &captured;
  for (const CompiledRule& rule : rules)
    if (apply(rule) == Outcome::failed)
      return Error{Fault::permanent, rule.field + " at " + where_ + ": " + reason_};
  put_owner();
  Mapped mapped{object_.finish(), {}, {keys_.begin(), keys_.end()}, closed_};
  mapped.digest = hash128(mapped.fields);
  return mapped;
}

Mapper::Outcome Mapper::apply(const CompiledRule& rule) {
  if (rule.kind == FieldKind::every_key) {
    every_key(rule);
    return Outcome::done;
  }
  for (std::size_t i = 0; i < rule.slots.size(); ++i) {
    const RawValue& value = captured_->slots[static_cast<std::size_t>(rule.slots[i])];
    if (value.kind == RawValue::Kind::absent) continue;
    const Outcome outcome = convert(rule, value);
    if (outcome == Outcome::failed) where_ = rule.paths[i];
    if (outcome != Outcome::absent) return outcome;
  }
  if (!rule.otherwise.empty()) {
    RawValue value;
    value.kind = RawValue::Kind::string;
    value.text = rule.otherwise;
    where_ = "its default";
    return convert(rule, value);
  }
  if (!rule.required) return Outcome::absent;
  where_ = rule.paths.empty() ? "nowhere" : join(rule.paths, " or ");
  reason_ = "is missing, and required";
  return Outcome::failed;
}

Mapper::Outcome Mapper::convert(const CompiledRule& rule, const RawValue& value) {
  if (rule.transform == Transform::list) return listed(rule, value);
  if (rule.transform == Transform::boolean) return boolean(rule, value);
  std::string_view text;
  const Legible reading = text_of(value, buffer_, text);
  if (reading == Legible::absent) return Outcome::absent;
  if (reading == Legible::unusable)
    return fail(value.kind == RawValue::Kind::list ? "[…]" : "{…}",
                "is no single value: point at one of its members");
  if (text.size() > kJsonStringMax)
    return fail(text.substr(0, kShownMax),
                "is longer than " + std::to_string(kJsonStringMax) + " bytes");
  switch (rule.transform) {
    case Transform::date:
    case Transform::datetime:
      return date(rule, value, text);
    case Transform::money:
      return money(rule, value, text);
    case Transform::number:
      return number(rule, text);
    case Transform::lookup:
      return lookup(rule, text);
    case Transform::person:
      person(rule, text);
      return Outcome::done;
    default:
      return this->text(rule, text);
  }
}

Mapper::Outcome Mapper::text(const CompiledRule& rule, std::string_view text) {
  switch (rule.kind) {
    case FieldKind::email:
    case FieldKind::party:
    case FieldKind::outcome:
    case FieldKind::host:
      return word(rule, text);
    default:
      break;
  }
  std::string folded;
  if (rule.one_line && !stands_on_one_line(text)) text = folded = one_line(text);
  if (!rule.link_name.empty()) keys_.push_back(link_key(rule.link_name, text));
  put(rule, text);
  return Outcome::done;
}

// Fields of a few known words or one known form; anything else stays visible as <field>_raw.
Mapper::Outcome Mapper::word(const CompiledRule& rule, std::string_view text) {
  std::string lower = to_lower_ascii(text);
  bool fits = true;
  if (rule.kind == FieldKind::email) {
    auto box = mailbox_of(text);
    fits = box.has_value();
    if (box) lower = std::move(box->email);
  }
  if (rule.kind == FieldKind::party) fits = party_named(lower).has_value();
  if (rule.kind == FieldKind::outcome) fits = lower == "won" || lower == "lost";
  if (!fits) {
    object_.text(rule.raw_field, text);
    return Outcome::done;
  }
  if (rule.kind == FieldKind::outcome) closed_ = true;
  if (!rule.link_name.empty()) keys_.push_back(link_key(rule.link_name, lower));
  put(rule, lower);
  return Outcome::done;
}

Mapper::Outcome Mapper::date(const CompiledRule& rule, const RawValue& value,
                             std::string_view text) {
  // A class object is ISO text whatever the rule says about texts.
  const DateForm form = same_kind_as_class(value) ? DateForm::iso : rule.date_form;
  if (rule.transform == Transform::datetime && rule.kind == FieldKind::text) {
    const std::optional<Instant> instant = read_instant(text, form, rule.format, *zone_);
    if (!instant) return fail(text, "is no point in time");
    put(rule, to_text(*instant));
    return Outcome::done;
  }
  const std::optional<Date> date = read_date(text, form, rule.format, *zone_);
  if (!date) return fail(text, "is no date (expected " + std::string(expected_date(rule)) + ")");
  if (form == DateForm::iso && begins_with(text, *date))
    put(rule, text.substr(0, kIsoDateLength));
  else
    put(rule, to_text(*date));
  return Outcome::done;
}

Mapper::Outcome Mapper::money(const CompiledRule& rule, const RawValue& value,
                              std::string_view said) {
  std::string_view text = said;
  std::optional<std::string> amount;
  if (rule.amount_format && value.kind == RawValue::Kind::string) {
    amount = plain_amount(said, *rule.amount_format);
    if (!amount) return fail(said, "is no amount (expected " + rule.format + ")");
    text = *amount;
  }
  std::string currency = rule.currency;
  if (rule.currency_slot != PathTrie::kNone) {
    std::string buffer;
    std::string_view code;
    const RawValue& slot = captured_->slots[static_cast<std::size_t>(rule.currency_slot)];
    if (text_of(slot, buffer, code) == Legible::good) currency = code;
  }
  for (char& c : currency)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - ('a' - 'A'));
  if (currency.empty()) {  // never guessed (L19)
    object_.text(rule.raw_field, text);
    return Outcome::done;
  }
  const Result<Money> money = parse_money(text, currency, rule.rounding);
  if (!money) {
    const bool separators = !rule.amount_format && text.find(',') != std::string_view::npos;
    return fail(said, "is no amount: " + money.error().what +
                          (separators ? " (set format = \"1,234.56\" or \"1.234,56\")" : ""));
  }
  object_.money(rule.field, *money);
  return Outcome::done;
}

void Mapper::put_rank(const CompiledRule& rule, std::string_view name, std::int64_t rank) {
  object_.integer(name, rank);
  if (rule.kind == FieldKind::stage || rule.kind == FieldKind::rank)
    closed_ = closed_ || rank == 5 || rank == -1;
}

Mapper::Outcome Mapper::number(const CompiledRule& rule, std::string_view text) {
  if (rule.kind == FieldKind::shared_key) return this->text(rule, text);
  const std::optional<std::int64_t> value = read_integer(text);
  if (!value) return fail(text, "is no whole number");
  if (rule.kind == FieldKind::rank && (*value < -1 || *value > 5))
    return fail(text, "is no stage rank (-1 to 5)");
  if (rule.kind == FieldKind::text)
    put(rule, text);
  else
    put_rank(rule, rule.field, *value);
  return Outcome::done;
}

Mapper::Outcome Mapper::boolean(const CompiledRule& rule, const RawValue& value) {
  std::optional<bool> flag;
  if (value.kind == RawValue::Kind::boolean) {
    flag = value.flag;
  } else {
    std::string_view text;
    const Legible reading = text_of(value, buffer_, text);
    if (reading == Legible::absent) return Outcome::absent;
    if (reading == Legible::good) flag = read_boolean(text);
    if (!flag) return fail(reading == Legible::good ? text : "{…}", "is neither true nor false");
  }
  if (rule.kind == FieldKind::text)
    put(rule, *flag ? "true" : "false");
  else
    object_.boolean(rule.field, *flag);
  return Outcome::done;
}

Mapper::Outcome Mapper::lookup(const CompiledRule& rule, std::string_view text) {
  const std::string* found = rule.table.find(text);
  if (rule.kind == FieldKind::stage) {
    put(rule, text);
    if (found != nullptr) put_rank(rule, "stage_rank", read_integer(*found).value_or(0));
    return Outcome::done;
  }
  if (found == nullptr) {
    object_.text(rule.raw_field, text);
    return Outcome::done;
  }
  switch (rule.kind) {
    case FieldKind::rank:
    case FieldKind::integer:
      put_rank(rule, rule.field, read_integer(*found).value_or(0));
      break;
    case FieldKind::boolean:
      object_.boolean(rule.field, *found == "true");
      break;
    case FieldKind::outcome:
      closed_ = true;
      [[fallthrough]];
    default:
      put(rule, *found);
  }
  return Outcome::done;
}

Mapper::Outcome Mapper::listed(const CompiledRule& rule, const RawValue& value) {
  std::string joined;
  const Legible reading = list_of(value, captured_->items, joined);
  if (reading == Legible::unusable) return fail("[…]", "is no list of plain values");
  if (joined.size() > kJsonStringMax)
    return fail(joined.substr(0, kShownMax), "is longer than " + std::to_string(kJsonStringMax));
  if (reading == Legible::good) put(rule, joined);
  return reading == Legible::good ? Outcome::done : Outcome::absent;
}

// What is no address is still the CRM's word for the owner (L18), where it gives no other. Several
// addresses in the place of one are nobody's: they stand as they were written, and no other name
// does.
void Mapper::person(const CompiledRule& rule, std::string_view text) {
  const auto piece = [&](PersonPiece of) -> std::string& {
    return owner_[static_cast<std::size_t>(of)];
  };
  std::string& email = piece(PersonPiece::email);
  std::string& name = piece(PersonPiece::name);
  if (rule.piece == PersonPiece::email && looks_like_email(text)) {
    email.resize(text.size());
    scan::copy_lower(text, email.data());
    return;
  }
  if (rule.piece == PersonPiece::ref) {
    piece(PersonPiece::ref) = text;
    return;
  }
  if (several_owners_) return;
  if (text.find('@') != std::string_view::npos) {
    if (email.empty() && addresses_in(text).size() > 1) {
      several_owners_ = true;
      name = text;
      return;
    }
    if (auto box = mailbox_of(text); box && !box->name.empty()) {
      if (email.empty() || rule.piece == PersonPiece::email) email = std::move(box->email);
      if (name.empty() || rule.piece == PersonPiece::name) name = std::move(box->name);
      return;
    }
  }
  if (rule.piece == PersonPiece::name || name.empty()) name = text;
}

void Mapper::every_key(const CompiledRule& rule) {
  for (const PrefixedValue& entry : captured_->prefixed) {
    std::string_view text;
    if (text_of(entry.value, buffer_, text) != Legible::good || text.size() > kJsonStringMax)
      continue;
    const std::string_view name =
        object_.keep(rule.field.substr(0, rule.field.size() - 1) + entry.name);
    keys_.push_back(link_key(name, text));
    object_.text(name, text);
  }
}

void Mapper::put_owner() {
  std::string& name = owner_[static_cast<std::size_t>(PersonPiece::name)];
  if (!stands_on_one_line(name)) name = one_line(name);
  const auto of = [&](PersonPiece piece) -> std::string_view {
    return owner_[static_cast<std::size_t>(piece)];
  };
  object_.texts("owner", {{"email", of(PersonPiece::email)},
                          {"name", of(PersonPiece::name)},
                          {"ref", of(PersonPiece::ref)}});
}

}  // namespace closemap
