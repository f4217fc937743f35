// Money is conserved: parts always sum to the total, whatever the split (domain.md §1.1, C10).
#include <algorithm>
#include <numeric>

#include "mapping/core/money.h"
#include "tests/laws/law.h"

namespace closemap {
namespace {

// Shares that sum to 10000, some of them zero.
std::vector<int> shares() {
  const auto count = *rc::gen::inRange<std::size_t>(1, 6);
  std::vector<int> cuts(count - 1);
  for (int& cut : cuts) cut = *rc::gen::inRange(0, 10'001);
  std::sort(cuts.begin(), cuts.end());
  std::vector<int> out;
  int last = 0;
  for (const int cut : cuts) {
    out.push_back(cut - last);
    last = cut;
  }
  out.push_back(10'000 - last);
  return out;
}

TEST_CASE("parts of a split sum to the total to the minor unit") {
  law([] {
    const auto total = *rc::gen::inRange<std::int64_t>(-1'000'000'000'000, 1'000'000'000'000);
    const std::vector<int> bp = shares();
    const auto parts = allocate(total, bp);
    RC_ASSERT(static_cast<bool>(parts));
    RC_ASSERT(parts->size() == bp.size());
    RC_ASSERT(std::accumulate(parts->begin(), parts->end(), std::int64_t{0}) == total);
    for (std::size_t i = 0; i < bp.size(); ++i) {
      // No part is a whole minor unit away from its exact share.
      const auto exact = total * bp[i];
      const auto got = (*parts)[i] * 10'000;
      RC_ASSERT(got - exact < 10'000);
      RC_ASSERT(exact - got < 10'000);
    }
  });
}

TEST_CASE("a negative total splits as its absolute value does") {
  law([] {
    const auto total = *rc::gen::inRange<std::int64_t>(0, 1'000'000'000'000);
    const std::vector<int> bp = shares();
    const auto plus = allocate(total, bp);
    const auto minus = allocate(-total, bp);
    RC_ASSERT(plus && minus);
    for (std::size_t i = 0; i < bp.size(); ++i) RC_ASSERT((*minus)[i] == -(*plus)[i]);
  });
}

TEST_CASE("an amount's text reads back to the same amount in every kind of currency") {
  law([] {
    const auto currency = *rc::gen::elementOf(std::vector<std::string>{"USD", "JPY", "KWD", "CLF"});
    const Money money{*rc::gen::arbitrary<std::int64_t>(), currency};
    const auto again = parse_money(amount_text(money), currency);
    RC_ASSERT(static_cast<bool>(again));
    RC_ASSERT(*again == money);
  });
}

}  // namespace
}  // namespace closemap
