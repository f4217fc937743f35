// Jaro–Winkler word for word as it is defined (domain.md §3.3, §11): what the fast one is held
// against, in tests and beside it in the bench.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace closemap {

inline double jaro_by_definition(std::string_view a, std::string_view b) {
  if (a == b) return 1;
  if (a.empty() || b.empty()) return 0;
  const std::size_t longest = std::max(a.size(), b.size());
  const std::size_t window = longest / 2 > 0 ? longest / 2 - 1 : 0;
  std::vector<bool> a_met(a.size());
  std::vector<bool> b_met(b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    const std::size_t from = i > window ? i - window : 0;
    for (std::size_t j = from; j < std::min(b.size(), i + window + 1); ++j) {
      if (b_met[j] || a[i] != b[j]) continue;
      a_met[i] = b_met[j] = true;
      break;
    }
  }
  std::string a_order;
  std::string b_order;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (a_met[i]) a_order += a[i];
  for (std::size_t j = 0; j < b.size(); ++j)
    if (b_met[j]) b_order += b[j];
  if (a_order.empty()) return 0;
  double swapped = 0;
  for (std::size_t i = 0; i < a_order.size(); ++i) swapped += a_order[i] != b_order[i] ? 1 : 0;
  const auto m = static_cast<double>(a_order.size());
  return (m / static_cast<double>(a.size()) + m / static_cast<double>(b.size()) +
          (m - swapped / 2) / m) /
         3;
}

inline double jaro_winkler_by_definition(std::string_view a, std::string_view b) {
  if (a == b) return 1;
  const double jaro = jaro_by_definition(a, b);
  std::size_t prefix = 0;
  while (prefix < std::min({std::size_t{4}, a.size(), b.size()}) && a[prefix] == b[prefix])
    ++prefix;
  return jaro + static_cast<double>(prefix) * 0.1 * (1 - jaro);
}

}  // namespace closemap
