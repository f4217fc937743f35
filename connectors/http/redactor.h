// Takes the secrets of one request out of everything that is said about it (T5, L21).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace closemap {

class Redactor {
 public:
  Redactor() = default;
  ~Redactor();  // wipes what it learnt
  Redactor(const Redactor&) = delete;
  Redactor& operator=(const Redactor&) = delete;

  // The value and the ways it may come back: percent-encoded, JSON-escaped, base64.
  void learn(std::string_view secret);
  // Longest first, so that a secret inside another one leaves no rest behind.
  std::string clean(std::string_view text) const;
  // A value too short to look for was used: foreign text must not be quoted at all.
  bool quote_nothing() const { return short_; }

 private:
  void add(std::string value);
  std::vector<std::string> values_;  // longest first
  bool short_ = false;
};

}  // namespace closemap
