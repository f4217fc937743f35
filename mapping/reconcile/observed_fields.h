// Reading canonical fields of an observation: what does not parse is absent (the field map has
// already judged it).
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "mapping/core/date.h"
#include "mapping/core/json.h"
#include "mapping/core/money.h"

namespace closemap {

inline std::optional<Date> date_at(const Json& fields, std::string_view key) {
  const auto text = text_at(fields, key);
  if (!text) return std::nullopt;
  const auto date = parse_date(*text);
  return date ? std::optional<Date>(*date) : std::nullopt;
}

inline std::optional<Money> money_at(const Json& fields, std::string_view key) {
  const Json* money = find(fields, key);
  if (money == nullptr || !money->is_object()) return std::nullopt;
  const auto minor = int_at(*money, "minor");
  const auto currency = text_at(*money, "currency");
  if (!minor || !currency) return std::nullopt;
  return Money{*minor, *currency};
}

}  // namespace closemap
