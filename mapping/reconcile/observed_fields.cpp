// One walk over an observation's text, which notes where each field stands.
#include "mapping/reconcile/observed_fields.h"

#include <charconv>
#include <cstring>
#include <functional>

#include "mapping/plan/json_text.h"

namespace closemap {
namespace {

constexpr std::size_t kMembersUsual = 16;

bool is_text(std::string_view raw) { return raw.size() >= 2 && raw.front() == '"'; }
std::string_view inside_quotes(std::string_view raw) { return raw.substr(1, raw.size() - 2); }

// A name that was escaped is not; no canonical one needs it.
bool within(std::string_view text, std::string_view part) {
  const std::less_equal<const char*> before;
  return before(text.data(), part.data()) &&
         before(part.data() + part.size(), text.data() + text.size());
}

std::string unquoted(std::string_view raw) {
  if (raw.find('\\') == std::string_view::npos) return std::string(inside_quotes(raw));
  return JsonReader(raw).text();
}

std::optional<std::int64_t> whole_number(std::string_view raw) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), number);
  if (raw.empty() || error != std::errc{} || end != raw.data() + raw.size()) return std::nullopt;
  return number;
}

}  // namespace

ObservedFields::ObservedFields(std::string text) : text_(std::move(text)) {
  members_.reserve(kMembersUsual);
  JsonReader reader(text_);
  const auto slice = [this](std::string_view part) {
    return Slice{static_cast<std::uint32_t>(part.data() - text_.data()),
                 static_cast<std::uint32_t>(part.size())};
  };
  reader.object([&](std::string_view name) {
    const std::string_view value = reader.raw();
    if (within(text_, name)) members_.push_back({slice(name), slice(value)});
  });
  if (!reader.finish()) members_.clear();
}

std::string_view ObservedFields::raw(std::string_view name) const {
  for (const Member& member : members_) {
    if (view(member.name) != name) continue;
    const std::string_view value = view(member.value);
    return value == "null" ? std::string_view{} : value;
  }
  return {};
}

std::string one_text(std::string_view object, std::string_view name) {
  const void* found = memmem(object.data(), object.size(), name.data(), name.size());
  if (found == nullptr) return {};
  const auto at = static_cast<std::size_t>(static_cast<const char*>(found) - object.data());
  const std::string_view value = object.substr(at + name.size());
  if (!value.starts_with('"')) return {};
  // Up to the first quote, unless that is an escaped one.
  const std::string_view text = value.substr(1, value.find('"', 1) - 1);
  if (text.find('\\') == std::string_view::npos) return std::string(text);
  return JsonReader(value).text();
}

std::optional<std::string> text_at(const ObservedFields& fields, std::string_view name) {
  const std::string_view raw = fields.raw(name);
  return is_text(raw) ? std::optional(unquoted(raw)) : std::nullopt;
}

std::string text_or(const ObservedFields& fields, std::string_view name) {
  const std::string_view raw = fields.raw(name);
  return is_text(raw) ? unquoted(raw) : std::string();
}

std::optional<std::int64_t> int_at(const ObservedFields& fields, std::string_view name) {
  return whole_number(fields.raw(name));
}

bool bool_or(const ObservedFields& fields, std::string_view name, bool otherwise) {
  const std::string_view raw = fields.raw(name);
  return raw == "true" || (raw != "false" && otherwise);
}

std::optional<Date> date_at(const ObservedFields& fields, std::string_view name) {
  const std::string_view raw = fields.raw(name);
  if (!is_text(raw)) return std::nullopt;
  const Result<Date> date = parse_date(inside_quotes(raw));
  return date ? std::optional(*date) : std::nullopt;
}

std::optional<Money> money_at(const ObservedFields& fields, std::string_view name) {
  JsonReader reader(fields.raw(name));
  if (reader.peek() != '{') return std::nullopt;
  std::optional<std::int64_t> minor;
  std::optional<std::string> currency;
  reader.object([&](std::string_view member) {
    if (member == "minor")
      minor = whole_number(reader.raw());
    else if (member == "currency" && reader.peek() == '"')
      currency = reader.text();
    else
      reader.skip();
  });
  if (!minor || !currency) return std::nullopt;
  return Money{*minor, *std::move(currency)};
}

std::optional<OwnerWords> owner_at(const ObservedFields& fields) {
  JsonReader reader(fields.raw("owner"));
  if (reader.peek() != '{') return std::nullopt;
  OwnerWords owner;
  reader.object([&](std::string_view member) {
    std::string* const word = member == "email"  ? &owner.email
                              : member == "ref"  ? &owner.ref
                              : member == "name" ? &owner.name
                                                 : nullptr;
    if (word == nullptr || reader.peek() != '"') return reader.skip();
    *word = reader.text();
  });
  return owner;
}

}  // namespace closemap
