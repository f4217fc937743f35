// closemap_powercut --cuts N --seed S [--mutate normal]: cuts the power under the real store, lets
// the unsynced writes settle at random, and proves that what was acknowledged is there, whole.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "tests/crash/powercut_workload.h"
#include "tests/support/crash_vfs.h"

namespace closemap {
namespace {

constexpr int kCutsPerDisk = 10;             // then a fresh disk: also its creation is cut
constexpr std::uint64_t kWritesAhead = 260;  // a cut falls into one of the next writes …
constexpr std::uint64_t kSyncsAhead = 9;     // … or into one of the next syncs
constexpr int kStepsMax = 400;

struct Options {
  int cuts = 200;
  std::uint64_t seed = 1;
  bool mutate_normal = false;
};

struct Totals {
  int passed = 0, failed = 0;
  std::int64_t commits = 0, acknowledged = 0, lost = 0, corrupt = 0;
};

class PowerCuts {
 public:
  explicit PowerCuts(const Options& options) : options_(options), random_(options.seed) {
    store_options_.path = "closemap.db";
    store_options_.vfs = disk_.vfs_name();
    store_options_.unsafe_synchronous_normal = options.mutate_normal;
  }
  ~PowerCuts() { store_.reset(); }
  PowerCuts(const PowerCuts&) = delete;
  PowerCuts& operator=(const PowerCuts&) = delete;

  Totals run() {
    for (int cut = 0; cut < options_.cuts; ++cut) {
      if (cut % kCutsPerDisk == 0) start_over();
      const std::int64_t bad = totals_.lost + totals_.corrupt;
      work_until_cut();
      settle_and_compare(cut);
      ++(totals_.lost + totals_.corrupt == bad ? totals_.passed : totals_.failed);
    }
    return totals_;
  }

 private:
  void start_over() {
    store_.reset();
    disk_.clear();
    known_ = {};
  }

  void arm() {
    if (random_.below(2) == 0) {
      disk_.cut_power(DiskOp::sync, random_.below(kSyncsAhead));
    } else {
      disk_.cut_power(DiskOp::write, random_.below(kWritesAhead));
    }
  }

  bool open() {
    auto opened = Store::open(store_options_);
    if (!opened) {
      why_ = opened.error().what;
      return false;
    }
    store_ = std::move(*opened);
    return true;
  }

  void work_until_cut() {
    const bool cut_while_opening = random_.below(4) == 0;
    if (cut_while_opening) {
      store_.reset();
      arm();
    }
    if (store_ == nullptr && !open()) return;
    if (!cut_while_opening) arm();
    for (int step = 0; step < kStepsMax && disk_.powered(); ++step) one_step();
  }

  // What is in flight when the power goes may be there or not; what was acknowledged must be.
  void one_step() {
    const std::uint64_t what = random_.below(16);
    if (what == 0) {
      static_cast<void>(store_->checkpoint());
    } else if (what == 1) {
      store_.reset();
      open();
      if (store_ == nullptr) return disk_.cut_power(DiskOp::write, 0);
    } else {
      const bool page = what < 10;
      in_flight_ = page ? 1 : 2;
      ++totals_.commits;
      const Status done = page ? Workload::page(*store_, known_.pages + 1)
                               : Workload::pass(*store_, known_.passes + 1);
      if (!done) return;
      in_flight_ = 0;
      ++(page ? known_.pages : known_.passes);
      ++totals_.acknowledged;
    }
  }

  void settle_and_compare(int cut) {
    store_.reset();
    disk_.restore_power(random_.next());
    if (!open()) return corrupt(cut, "does not open: " + why_);
    const auto found = Workload::progress(*store_);
    if (!found) return corrupt(cut, found.error().what);
    const int lost =
        std::max(0, known_.pages - found->pages) + std::max(0, known_.passes - found->passes);
    if (lost > 0) {
      totals_.lost += lost;
      std::printf("cut %d: %d acknowledged commits lost\n", cut, lost);
    }
    if (found->pages > known_.pages + (in_flight_ == 1) ||
        found->passes > known_.passes + (in_flight_ == 2))
      corrupt(cut, "holds more than was written");
    const std::vector<std::string> wrong = Workload::compare(*store_, *found);
    if (!wrong.empty()) corrupt(cut, wrong.front());
    known_ = *found;
    in_flight_ = 0;
  }

  void corrupt(int cut, const std::string& what) {
    ++totals_.corrupt;
    std::printf("cut %d: %s\n", cut, what.c_str());
    start_over();
    open();
  }

  Options options_;
  SplitMix64 random_;
  CrashDisk disk_{"closemap-powercut"};
  StoreOptions store_options_;
  std::unique_ptr<Store> store_;
  Workload::Progress known_;
  int in_flight_ = 0;  // 1: a page, 2: a pass
  std::string why_;
  Totals totals_;
};

bool parse(int argc, char** argv, Options& options) {
  for (int at = 1; at < argc; ++at) {
    const std::string_view name = argv[at];
    if (at + 1 >= argc) return false;
    const char* value = argv[++at];
    if (name == "--cuts") {
      options.cuts = std::atoi(value);
    } else if (name == "--seed") {
      options.seed = std::strtoull(value, nullptr, 10);
    } else if (name == "--mutate" && std::strcmp(value, "normal") == 0) {
      options.mutate_normal = true;
    } else {
      return false;
    }
  }
  return options.cuts > 0;
}

int run(const Options& options) {
  const Totals totals = PowerCuts(options).run();
  std::printf("cuts=%d commits=%lld acknowledged=%lld lost=%lld corrupt=%lld seed=%llu\n",
              options.cuts, static_cast<long long>(totals.commits),
              static_cast<long long>(totals.acknowledged), static_cast<long long>(totals.lost),
              static_cast<long long>(totals.corrupt),
              static_cast<unsigned long long>(options.seed));
  if (options.mutate_normal) {
    const bool caught = totals.lost > 0;
    std::printf("synchronous=NORMAL was %s\n%d passed, %d failed\n",
                caught ? "caught" : "NOT caught", caught, !caught);
    return caught ? 0 : 1;
  }
  std::printf("%d passed, %d failed\n", totals.passed, totals.failed);
  return totals.failed == 0 ? 0 : 1;
}

}  // namespace
}  // namespace closemap

int main(int argc, char** argv) {
  closemap::Options options;
  if (!closemap::parse(argc, argv, options)) {
    std::fprintf(stderr, "usage: closemap_powercut --cuts N --seed S [--mutate normal]\n");
    return 2;
  }
  return closemap::run(options);
}
