// Plays a corpus folder and seeded mutations of its files through a fuzz target. usage: PROGRAM
// FOLDER [MUTATIONS]
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "mapping/core/random.h"
#include "tests/fuzz/property.h"

namespace {

constexpr int kMutationsPerSeed = 400;

std::string current;  // what is being played, for the one line that is left when it fails

extern "C" void say_current(int) {
  std::fputs("input: ", stderr);
  for (const char c : current) {
    if (c >= 0x20 && c < 0x7f && c != '\\')
      std::fputc(c, stderr);
    else
      std::fprintf(stderr, "\\x%02x", static_cast<unsigned>(static_cast<unsigned char>(c)));
  }
  std::fputc('\n', stderr);
}

void run(const std::string& text) {
  current = text;
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
}

// A few bytes changed, taken out, put in or copied from elsewhere in the text.
std::string mutated(std::string text, closemap::SplitMix64& random) {
  for (std::uint64_t n = 1 + random.below(4); n > 0; --n) {
    const auto at = static_cast<std::size_t>(random.below(text.size() + 1));
    const auto some = static_cast<std::size_t>(1 + random.below(8));
    switch (random.below(5)) {
      case 0:
        if (at < text.size()) text[at] = static_cast<char>(random.below(256));
        break;
      case 1:
        text.erase(at, some);
        break;
      case 2:
        text.insert(at, some, static_cast<char>(random.below(256)));
        break;
      case 3:
        text.insert(at, text.substr(static_cast<std::size_t>(random.below(text.size() + 1)), some));
        break;
      default:
        text.insert(at, std::to_string(random.next()));
    }
  }
  return text;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: %s FOLDER [MUTATIONS]\n", argv[0]);
    return 2;
  }
  const int mutations = argc > 2 ? std::atoi(argv[2]) : kMutationsPerSeed;
  std::vector<std::string> seeds{""};
  for (const auto& entry : std::filesystem::directory_iterator(argv[1])) {
    std::ifstream in(entry.path(), std::ios::binary);
    seeds.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  if (seeds.size() < 2) {
    std::fprintf(stderr, "no seeds in %s\n", argv[1]);
    return 1;
  }
  std::signal(SIGABRT, &say_current);
  closemap::SplitMix64 random(seeds.size());
  int played = 0;
  for (const std::string& seed : seeds) {
    run(seed);
    ++played;
    for (int n = 0; n < mutations; ++n, ++played) run(mutated(seed, random));
  }
  std::printf("%d inputs\n1 passed, 0 failed\n", played);
  return 0;
}
