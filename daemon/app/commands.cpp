// Commands about the configuration and the connectors, and those the daemon answers.
#include "daemon/app/commands.h"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <thread>

#include "config/problems.h"
#include "daemon/app/control_client.h"
#include "daemon/app/engine.h"
#include "daemon/app/resources.h"
#include "daemon/app/run.h"
#include "daemon/app/show.h"
#include "mapping/core/json.h"
#include "mapping/core/text.h"

namespace closemap {
namespace {

constexpr const char* kBadConfig = "the configuration has errors; closemap check lists them";

std::string user_name() {
  const passwd* user = ::getpwuid(::getuid());  // NOLINT(concurrency-mt-unsafe): one thread
  return user == nullptr ? std::to_string(::getuid()) : user->pw_name;
}

// A change set that a person wrote.
Result<std::string> read_change(const std::string& file) {
  constexpr std::size_t kChangeBytesMax = 512UL * 1024;
  std::ifstream opened;
  if (file != "-") opened.open(file, std::ios::binary);
  std::istream& in = file == "-" ? std::cin : opened;
  std::string text(kChangeBytesMax + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  const std::string name = file == "-" ? "standard input" : in_quotes(file);
  if (in.bad() || (file != "-" && !opened.is_open()))
    return Error{Fault::permanent, name + " cannot be read", 0};
  if (text.size() > kChangeBytesMax)
    return Error{Fault::permanent, name + " is larger than 512 KiB; change less at a time", 0};
  if (trim(text).empty())
    return Error{Fault::permanent, name + " is empty; it is to hold the change as JSON", 0};
  // Here, where its bytes are still what they were: on the wire those of no character would become
  // U+FFFD.
  if (const auto change = parse_json(text); !change) return Error(change.error()).within(name);
  return text;
}

}  // namespace

Commands::Commands(const Invocation& asked, const Registry& registry, Log& log,
                   SecretSources secrets, std::uint64_t seed)
    : asked_(asked), registry_(registry), log_(log), secrets_(std::move(secrets)), seed_(seed) {}

void print_problems(const std::vector<Problem>& problems) {
  for (const Problem& problem : problems)
    std::cerr << problem.place.text() << ": " << (problem.error ? "error: " : "warning: ")
              << printable(problem.what) << "\n";
}

Json problems_json(const std::vector<Problem>& problems) {
  Json list = Json::array();
  for (const Problem& problem : problems)
    list.push_back({{"file", problem.place.file},
                    {"line", problem.place.line},
                    {"column", problem.place.column},
                    {"severity", problem.error ? "error" : "warning"},
                    {"what", problem.what}});
  return list;
}

void print_document(const Json& document) { std::cout << dump_json(document) << std::endl; }

int Commands::fail(const Error& error) const {
  if (asked_.json)
    print_document({{"error", error.what}, {"fault", to_text(error.fault)}});
  else
    std::cerr << "closemap: " << printable(error.what) << "\n";
  if (error.fault == Fault::config) return kExitConfig;
  return error.fault == Fault::transient ? kExitTryAgain : kExitFound;
}

int Commands::fail(const std::vector<std::string>& problems) const {
  if (asked_.json)
    print_document(
        {{"error", problems.front()}, {"fault", to_text(Fault::config)}, {"problems", problems}});
  for (const std::string& problem : problems)
    if (!asked_.json) std::cerr << "closemap: " << printable(problem) << "\n";
  return kExitConfig;
}

Loaded Commands::load() const {
  const std::vector<ConnectorShape> shapes = registry_.shapes();
  const ShapeLookup lookup = [&shapes](const std::string& type) -> const ConnectorShape* {
    const auto found = std::find_if(shapes.begin(), shapes.end(), [&](const ConnectorShape& shape) {
      return shape.type == type;
    });
    return found == shapes.end() ? nullptr : &*found;
  };
  Loaded loaded = load_settings(asked_.config_path, lookup, shapes);
  if (loaded.settings && !asked_.state_dir.empty()) {
    loaded.settings->state_dir = asked_.state_dir;
    loaded.settings->control_socket = asked_.state_dir + "/control.sock";
  }
  return loaded;
}

std::unique_ptr<Settings> Commands::settings() {
  Loaded loaded = load();
  if (loaded.settings || !asked_.json)
    print_problems(loaded.problems);
  else
    print_document({{"error", kBadConfig},
                    {"fault", to_text(Fault::config)},
                    {"problems", problems_json(loaded.problems)}});
  if (!loaded.settings) return nullptr;
  log_.set_level(asked_.log_level.empty() ? loaded.settings->log_level : asked_.log_level);
  return std::make_unique<Settings>(*std::move(loaded.settings));
}

int Commands::carry_out() {
  if (!asked_.wrong_usage.empty()) {
    print_document({{"error", asked_.wrong_usage}, {"fault", to_text(Fault::permanent)}});
    return kExitWrong;
  }
  if (asked_.command == "run") return run();
  if (asked_.command == "once") return once();
  if (asked_.command == "replay") return replay();
  if (asked_.command == "check") return check();
  if (asked_.command == "config sample") return config_sample();
  if (asked_.command == "config show") return config_show();
  if (asked_.command == "connectors describe") return connectors_describe();
  if (asked_.command == "connectors check") return connectors_check();
  if (asked_.command == "status") return status();
  return ask();
}

int Commands::run() {
  auto in_force = settings();
  if (!in_force) return kExitConfig;
  RunDoors doors{
      asked_.config_path,
      registry_,
      secrets_,
      [this] { return load(); },
      [this](const std::string& level, const std::string& line) { log_.write(level, line); },
      [this](std::string_view secret) { log_.redact(std::string(secret)); },
      [this](const Settings& settings) {
        if (asked_.log_level.empty()) log_.set_level(settings.log_level);
      },
      seed_};
  return run_daemon(std::move(in_force), doors);
}

std::string Commands::edit_body() const {
  Json body{{"kind", asked_.edit},       {"by", user_name()},    {"reason", asked_.reason},
            {"handoff", asked_.handoff}, {"when", asked_.when},  {"change", change_},
            {"person", asked_.person},   {"party", asked_.party}};
  if (asked_.if_match) body["if_match"] = *asked_.if_match;
  return dump_json(body);
}

std::optional<ControlRequest> Commands::request() const {
  const std::string& command = asked_.command;
  const std::string id = path_part(asked_.id);
  const auto by = dump_json({{"by", user_name()}});
  const auto get = [](std::string path, std::map<std::string, std::string> query = {}) {
    return ControlRequest{"GET", std::move(path), std::move(query), {}};
  };
  const auto post = [](std::string path, std::string body) {
    return ControlRequest{"POST", std::move(path), {}, std::move(body)};
  };
  const std::map<std::string, std::string> many{{"limit", "1000"}};
  if (command == "status") return get("/v1/status");
  if (command == "plan list") return get("/v1/plans", many);
  if (command == "plan show") return get("/v1/plans/" + id);
  if (command == "plan explain") return get("/v1/plans/" + id + "/explain");
  if (command == "plan export")
    return get("/v1/plans/" + id + "/export", {{"format", asked_.format},
                                               {"party", asked_.party},
                                               {"person", asked_.person},
                                               {"all_day", asked_.all_day ? "1" : ""}});
  if (command == "plan lint") return get("/v1/plans/" + id + "/lint");
  if (command == "agenda") return get("/v1/agenda", {{"plan", asked_.id}, {"party", asked_.party}});
  if (command == "report") return get("/v1/report");
  if (command == "plan edit") return post("/v1/plans/" + id + "/edit", edit_body());
  if (command == "links review")
    return get("/v1/links", {{"state", "proposed"}, {"limit", "1000"}});
  if (command == "links confirm") return post("/v1/links/" + id + "/confirm", by);
  if (command == "links reject") return post("/v1/links/" + id + "/reject", by);
  if (command == "links undo") return post("/v1/links/" + id + "/undo", by);
  if (command == "alerts list")
    return get("/v1/alerts", {{"state", asked_.all ? "all" : "open"}, {"limit", "1000"}});
  if (command == "alerts explain") return get("/v1/alerts/" + id);
  if (command == "outbox list")
    return get("/v1/outbox", {{"state", asked_.all ? "all" : "unfinished"}, {"limit", "1000"}});
  if (command == "outbox retry") return post("/v1/outbox/" + id + "/retry", "{}");
  if (command == "quarantine list") return get("/v1/quarantine", many);
  if (command == "quarantine retry")
    return post("/v1/quarantine/retry",
                "{\"row\":" + (asked_.id.empty() ? std::string("0") : asked_.id) + "}");
  if (command == "connectors list") return get("/v1/connectors");
  if (command == "connectors believe") return post("/v1/connectors/" + id + "/believe", "{}");
  if (command == "store check") return get("/v1/store/check", {{"whole", "1"}});
  if (command == "store backup") return post("/v1/store/backup", dump_json({{"path", asked_.id}}));
  return std::nullopt;
}

// Without a daemon the same resource answers over the store's file, opened here.
Result<ControlReply> Commands::in_process(const ControlRequest& request) {
  Loaded loaded = load();
  if (!loaded.settings) {
    if (!asked_.json) print_problems(loaded.problems);
    return Error{Fault::config, kBadConfig, 0};
  }
  auto in_force = std::make_unique<Settings>(*std::move(loaded.settings));
  log_.set_level(asked_.log_level.empty() ? in_force->log_level : asked_.log_level);
  auto store =
      Store::open({in_force->state_dir + "/closemap.db", "", in_force->state_dir + "/backup"});
  if (!store) return std::move(store).error();
  const SystemClock clock;
  InlineExecutor executor;
  Engine engine(
      {**store, clock, executor, seed_, false,
       [this](const std::string& level, const std::string& line) { log_.write(level, line); }});
  OpenedPorts ports =
      open_ports(*in_force, {registry_, clock, secrets_, [](std::string_view) {},
                             [this](std::string_view secret) { log_.redact(std::string(secret)); },
                             &engine.stopping()});
  const Status adopted = engine.adopt(std::move(in_force), std::move(ports));
  if (!adopted) return adopted.error();
  return serve(engine, request);
}

Result<ControlReply> Commands::reply_to(const ControlRequest& request) {
  std::string socket =
      asked_.state_dir.empty() ? std::string{} : asked_.state_dir + "/control.sock";
  if (socket.empty()) {
    Loaded loaded = load();
    if (!loaded.settings) {
      if (!asked_.json) print_problems(loaded.problems);
      return Error{Fault::config, kBadConfig, 0};
    }
    socket = loaded.settings->control_socket;
  }
  auto reply = ask_daemon(socket, request);
  if (reply || reply.error().fault != Fault::permanent) return reply;
  return in_process(request);
}

int Commands::ask() {
  if (!asked_.change_file.empty()) {
    auto change = read_change(asked_.change_file);
    if (!change) return fail(change.error());
    change_ = *std::move(change);
  }
  const auto what = request();
  if (!what) return fail({Fault::bug, "command \"" + asked_.command + "\" is not wired", 0});
  const auto reply = reply_to(*what);
  if (!reply) return fail(reply.error());
  const auto document = parse_json(reply->body);
  const bool to_take = asked_.command == "plan export" && reply->status < 300;
  if (asked_.json || to_take) {
    std::cout << reply->body;
  } else if (document && reply->status < 300) {
    std::cout << show(asked_.command, *document);
  } else {
    std::cerr << "closemap: "
              << printable(document ? text_or(*document, "error", reply->body) : reply->body)
              << "\n";
  }
  if (asked_.command == "store check" && document && !bool_or(*document, "clean", false))
    return kExitFound;
  if (reply->status < 300) return kExitDone;
  return reply->status == 503 ? kExitTryAgain : reply->status == 422 ? kExitConfig : kExitFound;
}

// --wait: until every source answered once and nothing waits to be worked off.
int Commands::status() {
  if (!asked_.wait) return ask();
  constexpr auto kLook = std::chrono::milliseconds(100);
  constexpr int kLooksMax = 3'000;  // five minutes
  const std::string socket =
      asked_.state_dir.empty() ? std::string{} : asked_.state_dir + "/control.sock";
  for (int look = 0; look < kLooksMax; ++look) {
    const auto reply = socket.empty() ? reply_to(*request()) : ask_daemon(socket, *request());
    const auto document = reply ? parse_json(reply->body) : Result<Json>(reply.error());
    bool ready = static_cast<bool>(document);
    if (ready)
      if (const Json* connectors = find(*document, "connectors"); connectors != nullptr)
        for (const Json& connector : *connectors) {
          const std::string state = text_or(connector, "state");
          ready = ready && state != "waiting" && state != "reading";
        }
    constexpr int kLooksForMessages = 50;  // what quiet hours hold back is not waited for
    if (ready && look < kLooksForMessages)
      if (const Json* counts = find(*document, "counts"); counts != nullptr)
        ready = int_or(*counts, "messages_waiting", 0) == 0;
    if (ready) return ask();
    std::this_thread::sleep_for(kLook);
  }
  return fail(
      {Fault::transient, "the daemon did not finish its first pass within five minutes", 0});
}

}  // namespace closemap
