// How many random cases a law is tried with, and how a failure reaches Catch2.
#pragma once

#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <sstream>
#include <string_view>

namespace closemap {

inline constexpr int kLawCases = 500;
inline constexpr int kLawCasesLong = 10'000;  // with CLOSEMAP_LONG=1

// RC_PARAMS, where set, decides the seed and the size, and the number of cases when it names one.
template <class Testable>
void law(Testable&& testable) {
  rc::detail::TestParams params = rc::detail::configuration().testParams;
  const char* chosen = std::getenv("RC_PARAMS");
  const char* longer = std::getenv("CLOSEMAP_LONG");
  const bool named =
      chosen != nullptr && std::string_view(chosen).find("max_success") != std::string_view::npos;
  if (!named)
    params.maxSuccess =
        longer != nullptr && std::string_view(longer) == "1" ? kLawCasesLong : kLawCases;
  const auto result = rc::detail::checkTestable(std::forward<Testable>(testable),
                                                rc::detail::TestMetadata(), params);
  if (result.template is<rc::detail::SuccessResult>()) {
    SUCCEED();
    return;
  }
  std::ostringstream text;
  rc::detail::printResultMessage(result, text);
  FAIL(text.str() << "\nseed " << params.seed);
}

}  // namespace closemap
