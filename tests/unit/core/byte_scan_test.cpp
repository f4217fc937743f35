// Scans of many bytes at a time against the same question asked byte by byte.
#include "mapping/core/byte_scan.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "mapping/core/random.h"
#include "mapping/core/text.h"

using namespace closemap;

TEST_CASE("a scan finds the byte that a loop finds, wherever it stands") {
  SplitMix64 random(16);
  for (int round = 0; round < 20'000; ++round) {
    std::string text(random.below(70), 'a');
    for (std::uint64_t odd = random.below(3); odd > 0 && !text.empty(); --odd)
      text[random.below(text.size())] = static_cast<char>(random.below(256));
    const std::size_t size = text.size();
    const auto first = [&](bool (*stops)(char)) {
      return static_cast<std::size_t>(std::find_if(text.begin(), text.end(), stops) - text.begin());
    };
    const std::size_t unusual = first([](char c) { return scan::unusual(c); });
    const std::size_t special = first([](char c) { return scan::special(c); });
    INFO(text);
    CHECK(scan::plain(text) == (unusual == size));
    std::string copy(size + 1, '!');
    const bool copied = scan::copy_plain(text, copy.data());
    CHECK(copied == (unusual == size));
    CHECK((!copied || copy == text + '!'));
    CHECK(copy.back() == '!');        // nothing behind the text is touched
    text.append(scan::kBlock, '\0');  // what the two stop at
    CHECK(scan::plain_end(text.data()) == text.data() + unusual);
    CHECK(scan::special_end(text.data()) == text.data() + special);
  }
}

TEST_CASE("only the letters A to Z become small, and nothing behind the text is touched") {
  std::string all;
  for (int c = 0; c < 256; ++c) all.push_back(static_cast<char>(c));
  for (std::size_t size = 0; size <= all.size(); ++size) {
    std::string lower(size + 1, '!');
    scan::copy_lower(std::string_view(all).substr(0, size), lower.data());
    CHECK(lower == to_lower_ascii(all.substr(0, size)) + "!");
  }
}
