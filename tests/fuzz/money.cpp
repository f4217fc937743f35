// Bytes as an amount and a currency: exact or refused, and the text of what is accepted reads back.
#include "mapping/core/money.h"

#include "tests/fuzz/property.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace closemap;
  const std::string_view text = fuzz::text_of(data, size);
  const std::string_view currency = text.substr(0, 3);
  const std::string_view amount = text.size() > 3 ? text.substr(3) : std::string_view();
  for (const Rounding rounding : {Rounding::none, Rounding::half_even}) {
    const auto money = parse_money(amount, currency, rounding);
    if (!money) {
      fuzz::hold(!money.error().what.empty(), "a refusal says why");
      continue;
    }
    const auto again = parse_money(amount_text(*money), money->currency);
    fuzz::hold(again && *again == *money, "an amount's text is that amount");
  }
  return 0;
}
