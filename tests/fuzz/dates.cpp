// Bytes as dates and instants: what is accepted formats back to itself.
#include "mapping/core/date.h"
#include "mapping/core/instant.h"
#include "tests/fuzz/property.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace closemap;
  const std::string_view text = fuzz::text_of(data, size);
  if (const auto date = parse_date(text)) {
    fuzz::hold(to_text(*date) == text, "an ISO date is its own text");
    fuzz::hold(from_ymd(to_ymd(*date)) == *date, "year, month and day give the day back");
  }
  if (const auto instant = parse_instant(text)) {
    const auto again = parse_instant(to_text(*instant));
    fuzz::hold(again && *again == *instant, "an instant's text is that instant");
  }
  const std::size_t half = text.find('|');
  if (half != std::string_view::npos)
    if (const auto date = parse_date(text.substr(0, half), text.substr(half + 1)))
      fuzz::hold(to_ymd(*date).year >= 1970 && to_ymd(*date).year <= 2199, "years are bounded");
  static const Zone zone = *Zone::find("America/New_York");
  if (const auto local = parse_local(text, zone))
    fuzz::hold(zone.local_date(*local) >= Date{-1}, "local time has a day");
  return 0;
}
