// closemap_bench_sync: what a first sync and a poll cost, beside the writer alone and a plain
// Python script, all of one run over the same server (performance.md G3, G5-G7, G9, G14).
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <functional>
#include <iostream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/bench/sync/child.h"
#include "tests/bench/sync/crm_server.h"
#include "tests/bench/sync/daemon_run.h"
#include "tests/bench/sync/report.h"

namespace closemap::bench {
namespace {

constexpr char kUsage[] =
    "closemap_bench_sync [--json] [--records N] [--rounds N] [--only first|writer|python|poll]\n"
    "Initial sync of N opportunities (100000), then polls at store sizes N/10 and N*10.\n";
constexpr std::int64_t kRecordsMin = 1'000;
constexpr int kPollRounds = 15;

struct Options {
  bool json = false;
  std::int64_t records = 100'000;
  std::int64_t rounds = 5;
  std::string only;
};

std::optional<Options> parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const std::string value = i + 1 < argc ? argv[i + 1] : "";
    if (word == "--json") {
      options.json = true;
    } else if (word == "--only" && !value.empty()) {
      options.only = value;
      ++i;
    } else if (word == "--records" || word == "--rounds") {
      std::int64_t& into = word == "--records" ? options.records : options.rounds;
      const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), into);
      if (error != std::errc{} || end != value.data() + value.size()) return std::nullopt;
      ++i;
    } else {
      return std::nullopt;
    }
  }
  if (options.records < kRecordsMin || options.rounds < 1) return std::nullopt;
  return options;
}

// A folder beside the system's temporary ones that lives as long as the run.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "closemap-bench-XXXXXX").string();
    if (mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

Date today() { return Zone{}.local_date(Instant{std::int64_t{std::time(nullptr)} * 1'000}); }

class Bench {
 public:
  explicit Bench(const Options& options) : options_(options), today_(today()) {}

  Status run(Samples& samples) {
    const std::int64_t large = options_.records * 10, small = options_.records / 10;
    if (const Status done = first_syncs(samples); !done || !wants("poll")) return done;
    // The small store and the large one take turns, so that both see the same machine.
    Folder small_folder, large_folder;
    auto small_server = CrmServer::start(small, small, today_);
    if (!small_server) return small_server.error();
    auto large_server = CrmServer::start(large, 0, today_);
    if (!large_server) return large_server.error();
    const Place small_place{small_folder.path(), small_server->origin(), small, today_};
    const Place large_place{large_folder.path(), large_server->origin(), large, today_};
    for (const auto& [name, place] :
         {std::pair{"fill_small", &small_place}, std::pair{"fill_large", &large_place}})
      if (const Status done = take(samples, name, [&, p = place] { return first_sync(*p); }); !done)
        return done;
    for (std::int64_t round = 0; round < options_.rounds; ++round)
      for (const auto& [name, place] :
           {std::pair{"poll_small", &small_place}, std::pair{"poll_large", &large_place}})
        if (const Status done =
                take(samples, name, [&, p = place] { return incremental(*p, kPollRounds); });
            !done)
          return done;
    return ok();
  }

 private:
  bool wants(const std::string& part) const {
    return options_.only.empty() || options_.only == part;
  }

  Status take(Samples& samples, const std::string& name,
              const std::function<Result<Figures>()>& body) {
    sync();  // what was left to be written is not this one's
    const auto figures = in_child(body);
    if (!figures) return Error(figures.error()).within(name);
    samples.add(name, *figures);
    return ok();
  }

  Status first_syncs(Samples& samples) {
    auto server = CrmServer::start(options_.records, options_.records, today_);
    if (!server) return server.error();
    for (std::int64_t round = 0; round < options_.rounds; ++round) {
      const Folder first, writer, script;
      const Place place{first.path(), server->origin(), options_.records, today_};
      const Place alone{writer.path(), server->origin(), options_.records, today_};
      using Part = std::pair<std::string, std::function<Result<Figures>()>>;
      std::array<Part, 2> parts{Part{"first", [&] { return first_sync(place); }},
                                Part{"writer", [&] { return writer_alone(alone); }}};
      if (round % 2 == 1) std::swap(parts[0], parts[1]);  // neither always comes after the other
      for (const auto& [name, body] : parts)
        if (wants(name))
          if (const Status done = take(samples, name, body); !done) return done;
      if (!wants("python")) continue;
      sync();
      const auto naive = run_program({"/usr/bin/python3", CLOSEMAP_NAIVE_SCRIPT, server->origin(),
                                      script.path() + "/naive.db", property_list()});
      if (!naive) return Error(naive.error()).within("naive.py");
      samples.add("python", *naive);
    }
    return ok();
  }

  Options options_;
  Date today_;
};

int main_of(int argc, char** argv) {
  const auto options = parse(argc, argv);
  if (!options) {
    std::cerr << kUsage;
    return 2;
  }
  Samples samples;
  if (const Status done = Bench(*options).run(samples); !done) {
    std::cerr << "closemap_bench_sync: " << done.error().what << "\n";
    return 1;
  }
  std::cout << (options->json ? as_json(samples) : as_table(samples));
  return 0;
}

}  // namespace
}  // namespace closemap::bench

int main(int argc, char** argv) { return closemap::bench::main_of(argc, argv); }
