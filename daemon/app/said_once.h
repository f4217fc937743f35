// Whether a trouble is worth saying again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

namespace closemap {

// A full disk is met at every retry of every source; the log needs it once, and once more when it
// lasts.
class SaidOnce {
 public:
  static constexpr std::int64_t kSayAgainMs = 15 * 60'000;
  static constexpr std::size_t kKept = 100;  // texts; more of them and all are said anew

  bool now(const std::string& text, std::int64_t mono_ms) {
    const auto known = said_.find(text);
    if (known != said_.end() && mono_ms - known->second < kSayAgainMs) return false;
    if (known == said_.end() && said_.size() == kKept) said_.clear();
    said_[text] = mono_ms;
    return true;
  }

 private:
  std::map<std::string, std::int64_t> said_;
};

}  // namespace closemap
