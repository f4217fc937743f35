// The daemon's loop.
#include "daemon/app/run.h"

#include <pthread.h>
#include <sys/prctl.h>
#include <systemd/sd-daemon.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <thread>

#include "daemon/app/engine_metrics.h"
#include "daemon/app/resources.h"
#include "daemon/web/control_server.h"

namespace closemap {
namespace {

constexpr int kExitTryAgain = 75;
constexpr int kExitConfig = 78;
constexpr std::int64_t kStoreWaitMs =
    3'000;  // a command that found no daemon may be reading the store
constexpr std::int64_t kOpenWithinMs = 30 * 60'000;  // migrations included
constexpr std::int64_t kJobsInARowMs = 1'000;        // of the core's queue, then a tick
constexpr std::int64_t kFeedEveryMs = 2'000;         // the watchdog
constexpr std::int64_t kLoopWaitMaxMs =
    10'000;  // so that the watchdog is fed and the clock is looked at

// 78 where trying again cannot help: systemd then leaves it to a person.
int exit_code(const Error& error) {
  const bool helpless = error.fault == Fault::config || error.fault == Fault::permanent;
  return helpless ? kExitConfig : kExitTryAgain;
}

void notify_systemd(const std::string& state) { sd_notify(0, state.c_str()); }

sigset_t our_signals() {
  sigset_t set{};
  sigemptyset(&set);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGUSR2}) sigaddset(&set, signal);
  return set;
}

// SIGTERM, SIGINT and SIGHUP become jobs of the core: one thread waits for them, nobody else sees
// them.
class Signals {
 public:
  Signals(std::function<void()> on_stop, std::function<void()> on_reload) {
    thread_ = std::thread([this, on_stop = std::move(on_stop), on_reload = std::move(on_reload)] {
      for (;;) {
        int signal = 0;
        if (sigwait(&set_, &signal) != 0) continue;
        if (signal == SIGUSR2) return;
        signal == SIGHUP ? on_reload() : on_stop();
      }
    });
  }
  ~Signals() {
    pthread_kill(thread_.native_handle(), SIGUSR2);
    thread_.join();
  }
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

 private:
  sigset_t set_ = our_signals();
  std::thread thread_;
};

class Daemon {
 public:
  Daemon(Store& store, const RunDoors& doors)
      : doors_(doors), engine_({store, clock_, executor_, doors.seed, false, doors.log}) {}

  // Everything that can fail happens before the old configuration is touched.
  Status adopt(std::unique_ptr<Settings> settings) {
    OpenedPorts ports = open_ports(
        *settings, {doors_.registry, clock_, doors_.secrets,
                    [this](std::string_view line) { doors_.log("info", std::string(line)); },
                    doors_.redact, &engine_.stopping()});
    for (const std::string& problem : ports.problems) doors_.log("error", problem);
    if (!ports.problems.empty()) return Error{Fault::config, ports.problems.front(), 0};
    if (adopted_ && !come_to_rest(kStopWithinMs)) {
      engine_.stopping() = false;
      return Error{Fault::transient,
                   "work under way did not stop in time; the old configuration stays, reload again",
                   0};
    }
    const Status done = engine_.adopt(std::move(settings), std::move(ports));
    engine_.stopping() = false;
    adopted_ = adopted_ || static_cast<bool>(done);
    return done;
  }

  Status listen(const std::string& path) {
    ControlServerOptions options;
    options.path = path;
    options.post = [this](std::function<void()> job) { executor_.core(std::move(job)); };
    options.handle = [this](const ControlRequest& request) { return serve(engine_, request); };
    options.health = [this] {
      return std::string(store_refuses_ ? "the store refuses changes; see the log" : "");
    };
    options.metrics = [this] { return metrics_of(engine_); };
    auto server = ControlServer::start(std::move(options));
    if (!server) return std::move(server).error();
    server_ = *std::move(server);
    return ok();
  }

  // False: work was under way that did not end in time.
  bool loop() {
    const Signals signals([this] { executor_.core([this] { ending_ = true; }); },
                          [this] { executor_.core([this] { reload_ = true; }); });
    notify_systemd("READY=1\nSTATUS=reading the sources for the first time");
    std::int64_t wait = 0;
    while (!ending_) {
      if (executor_.run_one(std::min(wait, kLoopWaitMaxMs)))
        for (const std::int64_t until = clock_.mono_ms() + kJobsInARowMs;
             !ending_ && clock_.mono_ms() < until && executor_.run_one(0);) {
        }
      if (ending_) break;
      if (reload_) reload();
      wait = engine_.tick();
      store_refuses_ = engine_.store_refused_lately();
      feed_watchdog();
    }
    notify_systemd("STOPPING=1\nSTATUS=finishing what is under way");
    if (server_) server_->stop();
    const bool at_rest = come_to_rest(kStopWithinMs);
    if (!at_rest)
      doors_.log("warn", "stopped with work under way; it is taken up again at the next start");
    if (const Status closed = engine_.close(); !closed) doors_.log("error", closed.error().what);
    return at_rest;
  }

 private:
  bool come_to_rest(std::int64_t within_ms) {
    engine_.stopping() = true;
    const std::int64_t until = clock_.mono_ms() + within_ms;
    constexpr std::int64_t kSliceMs = 50;
    for (engine_.tick(); !engine_.idle() && clock_.mono_ms() < until; engine_.tick())
      executor_.run_one(kSliceMs);
    return engine_.idle();
  }

  void reload() {
    reload_ = false;
    notify_systemd("RELOADING=1\nSTATUS=reloading the configuration");
    Loaded loaded = doors_.load();
    for (const Problem& problem : loaded.problems)
      doors_.log(problem.error ? "error" : "warn", problem.place.text() + ": " + problem.what);
    const std::string state_dir = engine_.settings().state_dir;
    const std::string socket = engine_.settings().control_socket;
    Status done = loaded.settings ? adopt(std::make_unique<Settings>(*std::move(loaded.settings)))
                                  : Status(Error{Fault::config, "the configuration has errors", 0});
    if (done) {
      doors_.reloaded(engine_.settings());
      doors_.log("info", "configuration reloaded");
      if (engine_.settings().state_dir != state_dir || engine_.settings().control_socket != socket)
        doors_.log("warn", "another state_dir or control_socket is in force at the next start");
    } else {
      doors_.log("error",
                 "not reloaded, the old configuration stays in force: " + done.error().what);
    }
    notify_systemd("READY=1\nSTATUS=" + status_line());
  }

  // Not at every tick: each request to the control socket makes one.
  void feed_watchdog() {
    const std::int64_t mono = clock_.mono_ms();
    if (fed_mono_ && mono - *fed_mono_ < kFeedEveryMs) return;
    fed_mono_ = mono;
    notify_systemd("WATCHDOG=1\nSTATUS=" + status_line());
  }

  std::string status_line() {
    int trouble = 0;
    const auto health = engine_.health();
    for (const ConnectorHealth& connector : health) trouble += connector.failures > 0 ? 1 : 0;
    return std::to_string(health.size()) + " connectors" +
           (trouble > 0 ? ", " + std::to_string(trouble) + " in trouble" : ", all well");
  }

  const RunDoors& doors_;
  SystemClock clock_;
  Engine engine_;
  ThreadExecutor executor_;  // its workers end before what they work on
  std::unique_ptr<ControlServer> server_;
  std::optional<std::int64_t> fed_mono_;
  std::atomic<bool> store_refuses_ = false;  // for /healthz, which does not wait for the core
  bool adopted_ = false, ending_ = false, reload_ = false;
};

}  // namespace

Result<std::unique_ptr<Store>> open_when_free(const StoreOptions& options, std::int64_t within_ms) {
  constexpr std::chrono::milliseconds kLookAgain{20};
  const SystemClock clock;
  const std::int64_t until = clock.mono_ms() + within_ms;
  for (;;) {
    auto store = Store::open(options);
    if (store || store.error().fault != Fault::transient || clock.mono_ms() >= until) return store;
    std::this_thread::sleep_for(kLookAgain);
  }
}

int run_daemon(std::unique_ptr<Settings> settings, const RunDoors& doors) {
  const sigset_t signals =
      our_signals();  // before any thread starts, so that all of them inherit it
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
  static_cast<void>(std::signal(SIGXFSZ, SIG_IGN));  // a limit of a file's size is a full disk
  prctl(PR_SET_DUMPABLE, 0);  // no core file, no ptrace: secrets stay in this process (T5)
  std::error_code ignored;
  std::filesystem::create_directories(settings->state_dir, ignored);
  StoreOptions options;
  options.path = settings->state_dir + "/closemap.db";
  options.backup_dir = settings->state_dir + "/backup";
  // A migration copies and rewrites the store before the daemon can be ready.
  notify_systemd("EXTEND_TIMEOUT_USEC=" + std::to_string(kOpenWithinMs * 1'000) +
                 "\nSTATUS=opening the store");
  auto store = open_when_free(options, kStoreWaitMs);
  if (!store) {
    doors.log("error", store.error().what);
    return exit_code(store.error());
  }
  const std::string socket = settings->control_socket;
  Daemon daemon(**store, doors);
  if (const Status adopted = daemon.adopt(std::move(settings)); !adopted) {
    doors.log("error", adopted.error().what);
    return exit_code(adopted.error());
  }
  if (const Status listening = daemon.listen(socket); !listening) {
    doors.log("error", listening.error().what);
    return exit_code(listening.error());
  }
  // Waiting for a worker that hangs would take longer than a stop may: the store is closed.
  if (!daemon.loop()) std::_Exit(0);
  return 0;
}

}  // namespace closemap
