// The encoder of RFC 3492 §6.3 with the parameters of §5.
#include "mapping/reconcile/punycode.h"

#include <algorithm>
#include <cstdint>

namespace closemap {
namespace {

constexpr std::uint64_t kBase = 36, kTMin = 1, kTMax = 26, kSkew = 38, kDamp = 700;

char digit(std::uint64_t value) {
  return static_cast<char>(value < 26 ? 'a' + value : '0' + (value - 26));
}

std::uint64_t adapted_bias(std::uint64_t delta, std::uint64_t points, bool first) {
  delta = first ? delta / kDamp : delta / 2;
  delta += delta / points;
  std::uint64_t k = 0;
  for (; delta > ((kBase - kTMin) * kTMax) / 2; k += kBase) delta /= kBase - kTMin;
  return k + (kBase - kTMin + 1) * delta / (delta + kSkew);
}

void append_number(std::string& out, std::uint64_t number, std::uint64_t bias) {
  for (std::uint64_t k = kBase;; k += kBase) {
    const std::uint64_t t = k <= bias ? kTMin : std::min(k - bias, kTMax);
    if (number < t) break;
    out += digit(t + (number - t) % (kBase - t));
    number = (number - t) / (kBase - t);
  }
  out += digit(number);
}

}  // namespace

std::string punycode(std::u32string_view label) {
  std::string out;
  for (const char32_t c : label)
    if (c < 0x80) out += static_cast<char>(c);
  const std::uint64_t basic = out.size();
  std::uint64_t done = basic;
  if (basic > 0) out += '-';
  std::uint64_t bias = 72;
  std::uint64_t delta = 0;
  char32_t next = 0x80;
  while (done < label.size()) {
    char32_t least = 0x110000;
    for (const char32_t c : label)
      if (c >= next) least = std::min(least, c);
    delta += static_cast<std::uint64_t>(least - next) * (done + 1);
    next = least;
    for (const char32_t c : label) {
      if (c < next) ++delta;
      if (c != next) continue;
      append_number(out, delta, bias);
      bias = adapted_bias(delta, done + 1, done == basic);
      delta = 0;
      ++done;
    }
    ++delta;
    ++next;
  }
  return out;
}

}  // namespace closemap
