// Separators of amounts: a pattern is read once, then every amount is checked against it.
#include "mapping/record/money_text.h"

#include "mapping/core/text.h"

namespace closemap {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }

// Takes a sign off the front.
bool take_minus(std::string_view& text) {
  const bool minus = !text.empty() && text.front() == '-';
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  return minus;
}

}  // namespace

Result<AmountFormat> parse_amount_format(std::string_view pattern) {
  const auto bad = [&] {
    return Error{Fault::config,
                 "format \"" + std::string(pattern) +
                     "\" is no amount pattern: write 1234.56 the way the source does, "
                     "such as \"1,234.56\" or \"1.234,56\""};
  };
  const std::size_t begin = pattern.find('1');
  const std::size_t end = pattern.rfind("56");
  if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) return bad();
  AmountFormat format;
  format.prefix = trim(pattern.substr(0, begin));
  format.suffix = trim(pattern.substr(end + 2));
  std::string_view middle = pattern.substr(begin + 1, end - begin - 1);
  if (!middle.starts_with("234")) {
    if (middle.empty()) return bad();
    format.group = middle.front();
    middle.remove_prefix(1);
  }
  if (middle.size() != 4 || !middle.starts_with("234")) return bad();
  format.point = middle[3];
  const bool point_good = format.point == '.' || format.point == ',';
  const bool group_good =
      format.group == '\0' || std::string_view(".,' ").find(format.group) != std::string_view::npos;
  if (!point_good || !group_good || format.group == format.point) return bad();
  return format;
}

std::optional<std::string> plain_amount(std::string_view text, const AmountFormat& format) {
  text = trim(text);
  bool minus = take_minus(text);
  if (!format.prefix.empty() && text.starts_with(format.prefix))
    text = trim(text.substr(format.prefix.size()));
  if (!format.suffix.empty() && text.ends_with(format.suffix))
    text = trim(text.substr(0, text.size() - format.suffix.size()));
  if (!minus) minus = take_minus(text);
  std::string out = minus ? "-" : "";
  const std::size_t point = text.find(format.point);
  const std::string_view whole = text.substr(0, point);
  bool grouped = false;
  std::size_t run = 0;  // digits since the last separator
  for (const char c : whole) {
    if (digit(c)) {
      out.push_back(c);
      ++run;
    } else if (format.group != '\0' && c == format.group) {
      if (run == 0 || run > 3 || (grouped && run != 3)) return std::nullopt;
      grouped = true;
      run = 0;
    } else {
      return std::nullopt;
    }
  }
  if (run == 0 || (grouped && run != 3)) return std::nullopt;
  if (point == std::string_view::npos) return out;
  const std::string_view fraction = text.substr(point + 1);
  if (fraction.empty()) return std::nullopt;
  out.push_back('.');
  for (const char c : fraction) {
    if (!digit(c)) return std::nullopt;
    out.push_back(c);
  }
  return out;
}

}  // namespace closemap
