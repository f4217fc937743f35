// `once` and `replay`: the whole pipeline on the calling thread.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <span>

#include "daemon/app/commands.h"
#include "daemon/app/engine.h"
#include "mapping/core/json.h"
#include "mapping/core/text.h"

namespace closemap {
namespace {

namespace fs = std::filesystem;

// A folder of its own that is gone with the object.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (fs::temp_directory_path() / "closemap-XXXXXX").string();
    if (::mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

void print_notices(std::span<const ShownNotice> notices) {
  for (const ShownNotice& shown : notices)
    std::cout << std::string(78, '-') << "\n" << notice_as_text(shown.notice, shown.notifier);
  if (!notices.empty()) std::cout << std::string(78, '-') << "\n";
}

void print_news(std::span<const PlanNews> news) {
  for (const PlanNews& each : news) std::cout << sentence_of(each) << "\n";
}

Json notices_json(std::span<const ShownNotice> notices) {
  Json list = Json::array();
  for (const auto& [notice, notifier] : notices) {
    Json lines = Json::array();
    for (const NoticeLine& line : notice.lines)
      lines.push_back({{"label", line.label}, {"text", line.text}});
    list.push_back({{"to", {{"name", notice.to.name}, {"email", notice.to.email}}},
                    {"notifier", notifier},
                    {"kind", notice.kind},
                    {"severity", notice.severity},
                    {"plan", notice.plan_id},
                    {"subject", notice.subject},
                    {"headline", notice.headline},
                    {"lines", std::move(lines)},
                    {"ask", notice.ask},
                    {"footer", notice.footer}});
  }
  return list;
}

Json news_json(std::span<const PlanNews> news) {
  Json list = Json::array();
  for (const PlanNews& each : news)
    list.push_back({{"plan", each.plan},
                    {"plan_name", each.name},
                    {"what", each.what},
                    {"subject", each.subject},
                    {"from", each.from},
                    {"to", each.to},
                    {"why", each.why},
                    {"sentence", sentence_of(each)}});
  return list;
}

// One recorded moment: a folder named by its instant ("2026-03-31T08:00:00Z"), its files laid over
// the earlier ones.
struct Moment {
  Instant at;
  fs::path folder;
};

std::vector<Moment> moments_of(const fs::path& recording) {
  std::vector<Moment> moments;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(recording, error)) {
    if (!entry.is_directory()) continue;
    const auto at = parse_instant(entry.path().filename().string());
    if (at) moments.push_back({*at, entry.path()});
  }
  std::sort(moments.begin(), moments.end(),
            [](const Moment& a, const Moment& b) { return a.at < b.at; });
  return moments;
}

// The recording's configuration names its folders below @HERE@.
bool place_config(const fs::path& recording, const fs::path& work) {
  std::ifstream in(recording / "closemap.toml");
  if (!in) return false;
  std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  constexpr std::string_view kHere = "@HERE@";
  for (auto at = text.find(kHere); at != std::string::npos; at = text.find(kHere, at))
    text.replace(at, kHere.size(), work.string());
  std::ofstream out(work / "closemap.toml");
  out << text;
  return static_cast<bool>(out.flush());
}

// Copies a moment's files and dates them ten seconds before it, so that they count as finished.
void lay_over(const Moment& moment, const fs::path& work) {
  std::error_code error;
  fs::copy(moment.folder, work, fs::copy_options::recursive | fs::copy_options::overwrite_existing,
           error);
  for (const auto& entry : fs::recursive_directory_iterator(moment.folder, error)) {
    if (!entry.is_regular_file()) continue;
    const fs::path copied = work / fs::relative(entry.path(), moment.folder);
    constexpr std::int64_t kFinishedBeforeMs = 10'000;
    const std::int64_t seconds = (moment.at.ms - kFinishedBeforeMs) / 1000;
    const timespec times[2] = {{seconds, 0}, {seconds, 0}};
    ::utimensat(AT_FDCWD, copied.c_str(), times, 0);
  }
}

}  // namespace

int Commands::once() {
  auto in_force = settings();
  if (!in_force) return kExitConfig;
  std::error_code failed;
  fs::create_directories(in_force->state_dir, failed);
  if (failed)
    return fail(Error{Fault::config,
                      "the folder " + in_force->state_dir + " cannot be made: " + failed.message() +
                          "; set state_dir or --state-dir to a folder this user may write",
                      0});
  const std::string real = in_force->state_dir + "/closemap.db";
  auto store = Store::open({real, "", in_force->state_dir + "/backup"});
  if (!store) {
    const int code = fail(store.error());
    return code == kExitTryAgain ? code : kExitConfig;
  }
  const TemporaryFolder scratch;
  if (asked_.dry_run) {  // on a copy: nothing that follows can reach the real store
    const std::string copy = scratch.path() + "/closemap.db";
    if (const Status copied = (*store)->backup(copy); !copied) {
      fail(copied.error());
      return kExitFound;
    }
    store = Store::open({copy, "", scratch.path()});
    if (!store) {
      fail(store.error());
      return kExitFound;
    }
  }
  const SystemClock clock;
  InlineExecutor executor;
  Engine engine(
      {**store, clock, executor, seed_, asked_.dry_run,
       [this](const std::string& level, const std::string& line) { log_.write(level, line); },
       true});
  OpenedPorts ports = open_ports(
      *in_force,
      {registry_, clock, secrets_,
       [this](std::string_view line) { log_.write("info", std::string(line)); },
       [this](std::string_view secret) { log_.redact(std::string(secret)); }, &engine.stopping()});
  if (!ports.problems.empty()) return fail(ports.problems);
  Status done = engine.adopt(std::move(in_force), std::move(ports));
  if (done) done = engine.run_once(asked_.connector);
  print_round(engine, done);
  if (!done) return kExitFound;
  if (const Status closed = engine.close(); !closed)
    std::cerr << "closemap: " << printable(closed.error().what) << "\n";
  return engine.any_trouble() ? kExitFound : kExitDone;
}

// What one round did: changes of plans, notices that were only shown, what could not be read.
void Commands::print_round(const Engine& engine, const Status& done) const {
  if (asked_.json) {
    Json troubles = Json::array();
    for (const ConnectorHealth& connector : engine.health())
      if (connector.failures > 0)
        troubles.push_back({{"connector", connector.name}, {"error", connector.error}});
    Json answer{{"changes", news_json(engine.plan_news())},
                {"notices", notices_json(engine.shown_notices())},
                {"troubles", std::move(troubles)},
                {"dry_run", asked_.dry_run}};
    if (!done) answer["error"] = done.error().what;
    print_document(answer);
    return;
  }
  print_news(engine.plan_news());
  print_notices(engine.shown_notices());
  for (const ConnectorHealth& connector : engine.health())
    if (connector.failures > 0)
      std::cerr << "closemap: " << connector.name << ": " << printable(connector.error) << "\n";
  if (!done) std::cerr << "closemap: " << printable(done.error().what) << "\n";
}

int Commands::replay() {
  const fs::path recording = fs::absolute(asked_.id);
  const auto moments = moments_of(recording);
  if (moments.empty())
    return fail(Error{Fault::permanent,
                      recording.string() + " holds no moments; a recording has a closemap.toml and "
                                           "folders named by instants",
                      0});
  const TemporaryFolder work;
  if (!place_config(recording, work.path()))
    return fail(Error{Fault::permanent, recording.string() + " has no closemap.toml", 0});
  Invocation inner = asked_;
  inner.config_path = work.path() + "/closemap.toml";
  inner.state_dir = work.path();
  Commands reader(inner, registry_, log_, secrets_, seed_);
  auto in_force = reader.settings();
  if (!in_force) return kExitConfig;
  auto store = Store::open({":memory:", "", ""});
  if (!store) return fail(store.error());
  ManualClock clock(moments.front().at);
  InlineExecutor executor;
  Engine engine(
      {**store, clock, executor, 1, true,
       [this](const std::string& level, const std::string& line) { log_.write(level, line); },
       true});
  OpenedPorts ports = open_ports(*in_force, {registry_, clock, secrets_, [](std::string_view) {},
                                             [](std::string_view) {}, &engine.stopping()});
  if (const Status adopted = engine.adopt(std::move(in_force), std::move(ports)); !adopted)
    return fail(adopted.error());
  std::size_t shown = 0;
  std::size_t told = 0;
  constexpr int kLooksPerMoment = 3;  // a signal may ask for a second look before it fires
  for (const Moment& moment : moments) {
    lay_over(moment, work.path());
    for (int look = 0; look < kLooksPerMoment; ++look) {
      clock.set(moment.at + look * 5 * kMinuteMs);
      if (const Status done = engine.run_once({}); !done) return fail(done.error());
    }
    const auto notices = std::span(engine.shown_notices()).subspan(shown);
    const auto news = std::span(engine.plan_news()).subspan(told);
    if (asked_.json) {  // one line a moment
      print_document({{"at", to_text(moment.at)},
                      {"changes", news_json(news)},
                      {"notices", notices_json(notices)}});
    } else {
      std::cout << "\n"
                << to_text_with_weekday(Zone{}.local_date(moment.at)) << ": " << notices.size()
                << " notices\n";
      print_news(news);
      print_notices(notices);
    }
    shown = engine.shown_notices().size();
    told = engine.plan_news().size();
  }
  return kExitDone;
}

}  // namespace closemap
