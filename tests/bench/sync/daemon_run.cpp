// The engine on its threads, run as the daemon runs it.
#include "tests/bench/sync/daemon_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iostream>

#include "connectors/host/registry.h"
#include "connectors/http/client.h"
#include "daemon/app/engine.h"
#include "daemon/app/executor.h"
#include "daemon/app/heap.h"
#include "daemon/sync/ingest.h"
#include "mapping/core/json.h"
#include "mapping/plan/document.h"
#include "tests/bench/sync/crm_source.h"
#include "tests/bench/sync/deals.h"

namespace closemap::bench {
namespace {

Error trouble(const std::string& what) { return Error{Fault::bug, what, 0}; }

// Accepts every notice.
class Mailbox final : public Notifier {
 public:
  Status check() override { return ok(); }
  ReceiverClass receiver_class() const override { return ReceiverClass::idempotent; }
  bool reaches(const Recipient& to) const override { return !to.email.empty(); }
  Result<Receipt> notify(const Notice&) override { return Receipt{"taken"}; }
};

constinit const Description kMailbox{
    .name = "bench_mail",
    .summary = "Takes every notice.",
    .options = {},
    .streams = {},
    .default_map = {},
    .open_notifier = [](const Instance&, Services&) -> std::unique_ptr<Notifier> {
      return std::make_unique<Mailbox>();
    },
};

std::string configuration(const Place& place) {
  std::string text = R"(timezone = "UTC"
[vendor]
name = "Contoso"
domain = "contoso.example"
lead = "lead@contoso.example"
[partner]
name = "Fabrikam"
domain = "fabrikam.example"
lead = "lead@fabrikam.example"
)";
  for (const Portal portal : {Portal::vendor, Portal::partner})
    text += fmt::format(
        "[[connector]]\ntype = \"bench_crm\"\nname = \"{0}_crm\"\nparty = \"{0}\"\nportal = "
        "\"{0}\"\nbase_url = \"{1}\"\nallow_private = true\ninterval = \"1h\"\n",
        to_text(portal), place.origin);
  return text + R"([[connector]]
type = "bench_mail"
name = "mail"
[operator]
notify = ["mail"]
email = "ops@contoso.example"
[[route]]
notify = ["mail"]
[[plan.template]]
use = "standard_11"
)";
}

std::unique_ptr<Settings> settings_of(const Place& place, const Registry& registry) {
  const std::vector<ConnectorShape> shapes = registry.shapes();
  const ShapeLookup lookup = [&](const std::string& type) -> const ConnectorShape* {
    for (const ConnectorShape& shape : shapes)
      if (shape.type == type) return &shape;
    return nullptr;
  };
  Loaded loaded = load_settings_text({{"closemap.toml", configuration(place)}}, lookup, shapes);
  for (const Problem& problem : loaded.problems)
    if (problem.error) std::cerr << problem.place.text() << ": " << problem.what << "\n";
  return loaded.settings ? std::make_unique<Settings>(*std::move(loaded.settings)) : nullptr;
}

std::string database(const Place& place) { return place.folder + "/closemap.db"; }

// What `closemap run` builds, without its socket.
class RunningDaemon {
 public:
  static Result<std::unique_ptr<RunningDaemon>> start(const Place& place) {
    auto daemon = std::unique_ptr<RunningDaemon>(new RunningDaemon);
    if (!daemon->registry_.add(kBenchCrm) || !daemon->registry_.add(kMailbox))
      return trouble("the bench's connectors are refused");
    auto store = Store::open({database(place), "", place.folder});
    if (!store) return std::move(store).error();
    daemon->store_ = *std::move(store);
    daemon->engine_ = std::make_unique<Engine>(
        EngineDoors{*daemon->store_, daemon->clock_, daemon->executor_, 7, false,
                    [](const std::string& level, const std::string& line) {
                      if (level != "info") std::cerr << level << ": " << line << "\n";
                    }});
    auto settings = settings_of(place, daemon->registry_);
    if (!settings) return trouble("the bench's configuration is refused");
    OpenedPorts ports = open_ports(*settings, {daemon->registry_,
                                               daemon->clock_,
                                               {"", nullptr},
                                               [](std::string_view) {},
                                               [](std::string_view) {},
                                               &daemon->engine_->stopping()});
    if (!ports.problems.empty()) return trouble(ports.problems.front());
    if (const Status adopted = daemon->engine_->adopt(std::move(settings), std::move(ports));
        !adopted)
      return adopted.error();
    return daemon;
  }

  Engine& engine() { return *engine_; }
  Store& store() { return *store_; }

  // The daemon's loop (daemon/app/run.cpp) until no poll and no delivery is under way and nothing
  // is due within a second.
  Status until_quiet() {
    constexpr std::int64_t kSoonMs = 1'000;
    std::int64_t wait = engine_->tick();
    while (!engine_->idle() || wait < kSoonMs) {
      if (executor_.run_one(std::min<std::int64_t>(wait, kSoonMs)))
        while (executor_.run_one(0)) {
        }
      wait = engine_->tick();
      if (engine_->any_trouble()) return trouble("a source is in trouble");
    }
    return ok();
  }

 private:
  RunningDaemon() = default;
  Registry registry_;
  SystemClock clock_;
  std::unique_ptr<Store> store_;
  ThreadExecutor executor_;
  std::unique_ptr<Engine> engine_;
};

Status count_what_is_there(Store& store, Figures& out) {
  const Status counted = store.read([&]() -> Status {
    double milestones = 0;
    Row after = 0;
    for (auto plans = store.plans().list(1'000); !plans.empty();
         plans = store.plans().list(1'000, after)) {
      for (const StoredPlan& listed : plans) {
        after = listed.row;
        const auto stored = store.plans().get(listed.row);
        const auto plan = plan_from_text(stored->document);
        if (!plan) return plan.error();
        milestones += static_cast<double>(plan->milestones.size());
        out["plans"] += 1;
      }
    }
    out["milestones"] = milestones;
    out["alerts"] = static_cast<double>(store.alerts().list(true, 10'000'000).size());
    out["notices"] = static_cast<double>(store.outbox().list(10'000'000, false).size());
    return ok();
  });
  if (!counted) return counted;
  const auto report = store.check(false);
  if (!report) return report.error();
  if (!report->clean) return trouble("store check: " + report->findings.front());
  out["events"] = static_cast<double>(report->events);
  out["records"] = static_cast<double>(report->records);
  return ok();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.empty() ? -1 : values[values.size() / 2];
}

// A portal's list without a server between.
class DealsInMemory final : public Source {
 public:
  DealsInMemory(const Place& place, Portal portal)
      : place_(place), portal_(portal), count_(deals_of(portal, place.vendor_deals)) {}
  Status check() override { return ok(); }
  Result<Page> read(const ReadRequest&) override {
    Page page;
    std::string body = "{\"results\":[";
    for (const std::int64_t end = std::min(at_ + kDealsPerPage, count_); at_ < end; ++at_) {
      if (body.back() != '[') body.push_back(',');
      append_deal(body, portal_, at_, DealState{0, untouched(place_.today)}, place_.vendor_deals,
                  place_.today);
    }
    const auto answer = reader_.read(body + "]}", page);
    if (!answer) return answer.error();
    page.cursor = "list " + std::to_string(at_) + " 0";
    page.more = at_ < count_;
    return page;
  }

 private:
  const Place& place_;
  Portal portal_;
  std::int64_t count_, at_ = 0;
  AnswerReader reader_;
};

// The bench talks to the server about the deals itself.
class Hand {
 public:
  explicit Hand(const Place& place) : client_(options(place)) {}
  Status change(std::int64_t first, std::int64_t count, std::int64_t stride) {
    HttpRequest request;
    request.method = "POST";
    request.url = "/vendor/change?first=" + std::to_string(first) +
                  "&count=" + std::to_string(count) + "&stride=" + std::to_string(stride);
    const auto reply = client_.send(request);
    return reply ? ok() : Status(reply.error());
  }
  Result<double> requests() {
    HttpRequest request;
    request.url = "/vendor/requests";
    const auto reply = client_.send(request);
    if (!reply) return reply.error();
    return std::stod(reply->body);
  }

 private:
  static ClientOptions options(const Place& place) {
    ClientOptions options;
    options.base_url = place.origin;
    options.allow_private = options.allow_plain_http = true;
    return options;
  }
  Client client_;
};

struct Poll {
  double cpu_ms = 0, bytes = 0, requests = 0;
};

// One poll of the vendor's portal, from its start until nothing is left to do.
Result<Poll> poll(RunningDaemon& daemon, Hand& hand) {
  const auto before = hand.requests();
  if (!before) return before.error();
  daemon.engine().poll_now("vendor_crm");
  const double bytes = bytes_written();
  const Spent start = Spent::now();
  const Status done = daemon.until_quiet();
  const Spent spent = Spent::now() - start;
  const double written = bytes_written() - bytes;
  if (!done) return done.error();
  const auto after = hand.requests();
  if (!after) return after.error();
  return Poll{spent.cpu_s * 1'000, written, *after - *before};
}

}  // namespace

Result<Figures> first_sync(const Place& place) {
  auto daemon = RunningDaemon::start(place);
  if (!daemon) return std::move(daemon).error();
  const Spent start = Spent::now();
  if (const Status done = (*daemon)->until_quiet(); !done) return done.error();
  const Spent spent = Spent::now() - start;
  Figures figures{{"cpu_s", spent.cpu_s}, {"wall_s", spent.wall_s}, {"rss_mb", peak_rss_mb()}};
  if (const Status closed = (*daemon)->engine().close(); !closed) return closed.error();
  figures["disk_bytes"] = static_cast<double>(std::filesystem::file_size(database(place)));
  if (const Status counted = count_what_is_there((*daemon)->store(), figures); !counted)
    return counted.error();
  return figures;
}

Result<Figures> writer_alone(const Place& place) {
  Registry registry;
  if (!registry.add(kBenchCrm) || !registry.add(kMailbox)) return trouble("refused");
  const auto settings = settings_of(place, registry);
  if (!settings) return trouble("the bench's configuration is refused");
  std::vector<std::pair<std::string, PulledPage>> pages;
  double records = 0;
  for (const Portal portal : {Portal::vendor, Portal::partner}) {
    const std::string connector = std::string(to_text(portal)) + "_crm";
    const auto map =
        FieldMap::compile(settings->connector(connector)->maps.at("opportunity"), nullptr);
    if (!map) return map.error();
    DealsInMemory source(place, portal);
    const Status read =
        pull_streams(source, {{"opportunity", "", false, &*map}}, [&](PulledPage pulled) {
          records += static_cast<double>(pulled.records.size());
          pages.emplace_back(connector, std::move(pulled));
          return true;
        });
    if (!read) return read.error();
  }
  auto store = Store::open({database(place), "", place.folder});
  if (!store) return std::move(store).error();
  prepare_heap();  // as the daemon has it
  const SystemClock clock;
  const Spent start = Spent::now();
  for (const auto& [connector, pulled] : pages)
    if (const auto report = ingest(**store, connector, pulled, clock.now()); !report)
      return report.error();
  if (const Status done = (*store)->checkpoint(); !done) return done.error();
  const Spent spent = Spent::now() - start;
  return Figures{{"records", records}, {"cpu_s", spent.cpu_s}, {"wall_s", spent.wall_s}};
}

Result<Figures> incremental(const Place& place, int rounds) {
  auto daemon = RunningDaemon::start(place);
  if (!daemon) return std::move(daemon).error();
  if (const Status done = (*daemon)->until_quiet(); !done) return done.error();
  Hand hand(place);
  std::map<std::string, std::vector<double>> seen;
  const auto measure = [&](const std::string& what) -> Status {
    const auto polled = poll(**daemon, hand);
    if (!polled) return polled.error();
    seen[what + "_ms"].push_back(polled->cpu_ms);
    seen[what + "_bytes"].push_back(polled->bytes);
    seen[what + "_requests"].push_back(polled->requests);
    return ok();
  };
  const std::int64_t stride = std::max<std::int64_t>(place.vendor_deals / 100, 1);
  const std::int64_t many = std::min<std::int64_t>(100, place.vendor_deals);
  const std::int64_t pairs = place.vendor_deals / kDealsPerPair;
  for (int round = 0; round < rounds; ++round) {
    // Scattered over the store; never the same deal twice in a row.
    const std::int64_t pair = (round * 7'919LL + 3) % std::max<std::int64_t>(pairs, 1);
    const std::int64_t planned = pair * kDealsPerPair;
    const std::int64_t plain =
        std::min(planned + 1 + round % (kDealsPerPair - 1), place.vendor_deals - 1);
    struct Step {
      std::string name;
      std::int64_t first, count, stride;
    };
    const std::int64_t offset = round % stride;
    // The 100 of the round before would come along with the first change of this one.
    if (const Status done = hand.change(plain, 1, 1); !done) return done.error();
    if (const auto polled = poll(**daemon, hand); !polled) return polled.error();
    for (const Step& step :
         {Step{"changed_1", plain, 1, 1}, Step{"quiet", 0, 0, 1},
          Step{"changed_1_planned", planned, 1, 1}, Step{"changed_100", offset, many, stride},
          Step{"quiet_overlap_100", 0, 0, 1}}) {
      if (step.count > 0)
        if (const Status done = hand.change(step.first, step.count, step.stride); !done)
          return done.error();
      if (const Status done = measure(step.name); !done) return done.error();
    }
  }
  Figures figures;
  for (auto& [name, values] : seen) figures[name] = median(values);
  for (const char* quiet : {"quiet", "quiet_overlap_100"})
    for (const double bytes : seen[std::string(quiet) + "_bytes"])
      figures["quiet_bytes_max"] = std::max(figures["quiet_bytes_max"], bytes);
  figures["rss_mb"] = peak_rss_mb();
  return figures;
}

}  // namespace closemap::bench
