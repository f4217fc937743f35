// closemap_kill9 --rounds N --seed S: kills the real daemon with SIGKILL at random moments of sync
// and delivery, then lets it finish and proves that no change and no notice was lost, and that
// nobody was told twice unmarked (reliability.md R1, R5, R6).
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <thread>

#include "daemon/app/control_client.h"
#include "daemon/store/store.h"
#include "mapping/core/json.h"
#include "mapping/core/random.h"
#include "tests/support/daemon_process.h"
#include "tests/support/http_receiver.h"

namespace closemap {
namespace {

using test::Answer;
using test::Received;

constexpr int kStepsPerDeal = 10;
constexpr std::uint64_t kLifeMaxMs = 600;  // a round's daemon lives at most that long
constexpr auto kSlowReceiver =
    std::chrono::milliseconds(60);  // so that a kill often falls between bytes and answer
constexpr int kSettleSecondsMax = 240;

struct Options {
  int rounds = 200;
  std::uint64_t seed = 1;
};

// What the three receivers got: A dedupes by its key, B keeps messages that can be searched, C
// keeps everything.
class Receivers {
 public:
  Receivers()
      : webhook_([this](const Received& got) { return on_webhook(got); }),
        slack_([this](const Received& got) { return on_slack(got); }),
        hook_([this](const Received& got) { return on_hook(got); }) {}

  std::string webhook_url() const { return webhook_.url("/events"); }
  std::string slack_url() const { return slack_.url(); }
  std::string hook_url() const { return hook_.url("/services/T0/B0/x"); }

  // Guarded copies, read when the daemon is down.
  std::map<std::string, int> effects;                // A: webhook-id -> times accepted as new
  std::map<std::string, int> messages;               // B: key -> messages shown
  std::map<std::string, std::pair<int, int>> texts;  // C: text without the mark -> (all, unmarked)
  std::mutex mutex;

 private:
  Answer on_webhook(const Received& got) {
    const std::lock_guard lock(mutex);
    const auto id = got.headers.find("webhook-id");
    if (id == got.headers.end() || got.headers.count("webhook-signature") == 0)
      return {400, "unsigned"};
    effects.try_emplace(id->second, 1);  // a repeat with the same id is no second effect
    return {200, "{}"};
  }
  Answer on_slack(const Received& got) {
    const std::lock_guard lock(mutex);
    if (got.path == "/api/chat.postMessage") {
      std::this_thread::sleep_for(kSlowReceiver);
      const auto json = parse_json(got.body);
      const std::string key =
          json ? Json(*json).value("/metadata/event_payload/key"_json_pointer, std::string{}) : "";
      if (key.empty()) return {200, R"({"ok":false,"error":"invalid_arguments"})"};
      ++messages[key];
      const std::string ts = "17000000" + std::to_string(10 + shown_.size()) + ".000100";
      shown_.push_back(
          {{"ts", ts},
           {"metadata", {{"event_type", "closemap_alert"}, {"event_payload", {{"key", key}}}}}});
      return {200, dump_json({{"ok", true}, {"channel", "C0123456789"}, {"ts", ts}})};
    }
    if (got.path == "/api/conversations.history" || got.path == "/api/conversations.replies") {
      Json list = Json::array();
      for (const Json& message : shown_) list.push_back(message);
      return {200, dump_json({{"ok", true}, {"messages", list}})};
    }
    if (got.path == "/api/users.lookupByEmail")
      return {200, R"({"ok":true,"user":{"id":"U0123456789","deleted":false}})"};
    return {200, R"({"ok":false,"error":"unknown_method"})"};
  }
  Answer on_hook(const Received& got) {
    std::this_thread::sleep_for(kSlowReceiver);
    const std::lock_guard lock(mutex);
    const auto json = parse_json(got.body);
    std::string text = json ? text_or(*json, "text") : "";
    const bool marked = got.body.find("ossible repeat") != std::string::npos;
    // The step's name tells the notices apart; each slips once.
    const auto at = text.find("Step ");
    std::string name = at == std::string::npos
                           ? text
                           : text.substr(at, text.find_first_not_of("0123456789", at + 5) - at);
    auto& [all, unmarked] = texts[name];
    ++all;
    unmarked += marked ? 0 : 1;
    return {200, "ok", "text/plain", {}};
  }

  std::vector<Json> shown_;
  test::HttpReceiver webhook_, slack_, hook_;
};

std::string date_in(int days) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return to_text(Date{
      static_cast<int>(std::chrono::duration_cast<std::chrono::hours>(now).count() / 24) + days});
}

// The two exports, the configuration and what was changed in them so far.
class World {
 public:
  World(const Options& options, const Receivers& receivers)
      : random_(options.seed),
        steps_(options.rounds),
        deals_((options.rounds + kStepsPerDeal - 1) / kStepsPerDeal) {
    slipped_.resize(static_cast<std::size_t>(steps_));
    write_secret("secret_hook", receivers.hook_url());
    write_secret("secret_token", "xoxb-canary");
    write_secret("secret_webhook", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    write_config(receivers);
    write_deals();
    write_steps();
  }

  std::string config() const { return folder_.path() + "/closemap.toml"; }
  std::string state() const { return folder_.path() + "/state"; }
  std::string log() const { return folder_.path() + "/daemon.log"; }
  int steps() const { return steps_; }
  int deals() const { return deals_; }
  SplitMix64& random() { return random_; }

  // The step is expected three weeks later than promised.
  void slip(int step) {
    slipped_[static_cast<std::size_t>(step)] = true;
    write_steps();
  }
  std::string estimate_of(int step) const {
    return slipped_[static_cast<std::size_t>(step)] ? date_in(40 + step % 7 + 21) : "";
  }

 private:
  void write_secret(const std::string& name, const std::string& text) {
    folder_.write(name, text);
    ::chmod((folder_.path() + "/" + name).c_str(), 0600);
  }
  void write_config(const Receivers& receivers) {
    const std::string& home = folder_.path();
    folder_.write(
        "closemap.toml",
        "timezone = \"UTC\"\n[vendor]\nname = \"Contoso\"\ndomain = \"contoso.example\"\nlead = "
        "\"maria@contoso.example\"\n"
        "[partner]\nname = \"Fabrikam\"\ndomain = \"fabrikam.example\"\nlead = "
        "\"tom@fabrikam.example\"\n"
        "[[connector]]\ntype = \"csv\"\nname = \"vendor_crm\"\nparty = \"vendor\"\ninterval = "
        "\"1s\"\npath = \"" +
            home +
            "/vendor\"\n"
            "[[connector]]\ntype = \"csv\"\nname = \"partner_crm\"\nparty = \"partner\"\ninterval "
            "= \"1s\"\npath = \"" +
            home +
            "/partner\"\n"
            "[[connector]]\ntype = \"webhook\"\nname = \"a\"\nallow_private = true\nurl = \"" +
            receivers.webhook_url() + "\"\nsecret = \"file:" + home +
            "/secret_webhook\"\n"
            "[[connector]]\ntype = \"slack\"\nname = \"b\"\nallow_private = true\nbase_url = \"" +
            receivers.slack_url() + "\"\ntoken = \"file:" + home +
            "/secret_token\"\nchannel = \"C0123456789\"\n"
            "[[connector]]\ntype = \"slack\"\nname = \"c\"\nallow_private = true\nwebhook_url = "
            "\"file:" +
            home +
            "/secret_hook\"\n"
            "[[route]]\nnotify = [\"a\", \"b\", \"c\"]\n"
            "[notify]\nquiet = \"none\"\ngroup_wait = \"0s\"\nquarantine = \"2s\"\nmax_per_day = "
            "1000000\n"
            "[signal.at_risk]\nenabled = false\n[operator]\nnotify = [\"a\"]\nemail = "
            "\"ops@contoso.example\"\n");
  }
  void write_deals() {
    std::string vendor =
        "id,name,account,domain,stage,close_date,owner_email,anchor_go_live,key_deal\n";
    std::string partner = vendor;
    for (int deal = 0; deal < deals_; ++deal) {
      const std::string n = std::to_string(deal);
      vendor += "V" + n + ",Deal " + n + ",Account " + n + ",a" + n + ".example,Proposal," +
                date_in(200) + ",maria@contoso.example," + date_in(200) + ",K" + n + "\n";
      partner += "P" + n + ",Deal " + n + ",Account " + n + ",a" + n + ".example,Proposal," +
                 date_in(200) + ",tom@fabrikam.example,,K" + n + "\n";
    }
    folder_.write("vendor/opportunities.csv", vendor);
    folder_.write("partner/opportunities.csv", partner);
    folder_.write("partner/people.csv",
                  "id,name,email,party\n1,Tom,tom@fabrikam.example,partner\n");
  }
  void write_steps() {
    std::string text = "id,opportunity,title,owner_email,status,due,estimate,kind\n";
    for (int step = 0; step < steps_; ++step) {
      const std::string n = std::to_string(step);
      text += "M" + n + ",P" + std::to_string(step / kStepsPerDeal) + ",Step " + n +
              ",tom@fabrikam.example,pending," + date_in(40 + step % 7) + "," + estimate_of(step) +
              ",step\n";
    }
    for (int deal = 0; deal < deals_; ++deal)
      text += "G" + std::to_string(deal) + ",P" + std::to_string(deal) +
              ",Go live,tom@fabrikam.example,pending," + date_in(200) + ",,go_live\n";
    folder_.write("partner/milestones.csv", text);
  }

  test::TestFolder folder_;
  SplitMix64 random_;
  int steps_, deals_;
  std::vector<bool> slipped_;
};

// Every source read, nothing dirty, nothing waiting in the outbox: asked of the daemon itself.
bool settled(const World& world) {
  const auto reply = ask_daemon(world.state() + "/control.sock", {"GET", "/v1/status", {}, {}});
  const auto json = reply ? parse_json(reply->body) : Result<Json>(reply.error());
  if (!json) return false;
  for (const Json& connector : json->value("connectors", Json::array()))
    if (const std::string state = text_or(connector, "state");
        state == "waiting" || state == "reading")
      return false;
  const Json counts = json->value("counts", Json::object());
  return int_or(counts, "messages_waiting", 1) == 0;
}

// Runs a daemon until `done` holds; false when it does not within the bound.
bool run_until(const World& world, const std::function<bool()>& done) {
  test::DaemonProcess daemon(CLOSEMAP_PROGRAM, world.config(), world.state(), world.log());
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(kSettleSecondsMax);
  bool good = false;
  while (!good && daemon.running() && std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    good = done();
  }
  daemon.signal(SIGTERM);
  return daemon.wait() == 0 && good;
}

class Kill9 {
 public:
  explicit Kill9(const Options& options) : options_(options), world_(options, receivers_) {}

  int run() {
    ::mkdir(world_.state().c_str(), 0700);
    check("the first sync settles",
          run_until(world_, [this] { return settled(world_) && plans() == world_.deals(); }));
    for (int round = 0; round < options_.rounds; ++round) {
      world_.slip(round);
      test::DaemonProcess daemon(CLOSEMAP_PROGRAM, world_.config(), world_.state(), world_.log());
      std::this_thread::sleep_for(
          std::chrono::milliseconds(50 + world_.random().below(kLifeMaxMs)));
      killed_ += daemon.running() ? 1 : 0;
      daemon.signal(SIGKILL);
      daemon.wait();
      ++totals_
            .first;  // it started from whatever the last kill left; an unusable store shows below
    }
    check("after the last kill it settles",
          run_until(world_, [this] { return all_told() && settled(world_); }));
    compare();
    std::printf(
        "rounds=%d killed_alive=%d changes=%d lost_changes=%d duplicate_events=%d effects_a=%zu "
        "messages_b=%zu lost_notices=%d "
        "duplicates_ab=%d repeats_c=%d unmarked_repeats_c=%d seed=%llu\n",
        options_.rounds, killed_, options_.rounds, lost_changes_, duplicate_events_,
        receivers_.effects.size(), receivers_.messages.size(), lost_notices_, duplicates_, repeats_,
        unmarked_, static_cast<unsigned long long>(options_.seed));
    std::printf("%d passed, %d failed\n", totals_.first, totals_.second);
    return totals_.second == 0 ? 0 : 1;
  }

 private:
  void check(const std::string& what, bool good) {
    ++(good ? totals_.first : totals_.second);
    if (!good) std::printf("FAILED: %s\n", what.c_str());
  }
  int plans() const {
    const auto reply =
        ask_daemon(world_.state() + "/control.sock", {"GET", "/v1/plans", {{"limit", "1000"}}, {}});
    const auto json = reply ? parse_json(reply->body) : Result<Json>(reply.error());
    return json ? static_cast<int>(int_or(*json, "total", 0)) : 0;
  }
  bool all_told() {
    const std::lock_guard lock(receivers_.mutex);
    std::size_t steps = 0;
    for (const auto& [name, counts] : receivers_.texts) steps += name.starts_with("Step ") ? 1 : 0;
    return steps >= static_cast<std::size_t>(world_.steps());
  }

  void compare() {
    auto store = Store::open({world_.state() + "/closemap.db", "", ""});
    check("the store opens", static_cast<bool>(store));
    if (!store) return;
    const auto report = (*store)->check(true);
    check("store check is clean", report && report->clean);
    if (report)
      for (const std::string& finding : report->findings) std::printf("  %s\n", finding.c_str());
    const Status read = (*store)->write([&]() -> Status {
      compare_records(**store);
      compare_outbox((*store)->outbox());
      return ok();
    });
    check("the store can be read", static_cast<bool>(read));
    compare_receivers();
    check("0 changes lost", lost_changes_ == 0);
    check("0 duplicate events", duplicate_events_ == 0);
    check("0 notices lost", lost_notices_ == 0);
    check("classes A and B exactly once", duplicates_ == 0);
    check("every repeat of class C is marked", unmarked_ == 0);
  }
  // Each step was written twice: as promised, then as slipped. More events than that would be
  // duplicates.
  void compare_records(Store& store) {
    RecordRoom& records = store.records();
    const SourceId source = records.source("partner_crm", "milestone");
    for (int step = 0; step < world_.steps(); ++step) {
      const auto record = records.find(source, "M" + std::to_string(step));
      const auto fields = record ? parse_json(record->fields) : Result<Json>(Error{});
      if (!fields || text_or(*fields, "estimate") != world_.estimate_of(step)) ++lost_changes_;
      if (record && record->revision > 2) ++duplicate_events_;
    }
  }
  void compare_outbox(OutboxRoom& outbox) {
    const std::lock_guard lock(receivers_.mutex);
    for (const OutboxRow& row : outbox.list(1'000'000, false)) {
      if (row.state == OutboxState::suppressed) continue;
      if (row.state != OutboxState::sent) {
        ++lost_notices_;
        std::printf("  message %lld over %s is %s: %s\n", static_cast<long long>(row.row),
                    row.notifier.c_str(), std::string(to_text(row.state)).c_str(),
                    row.error.c_str());
      }
      if (row.notifier == "b" && receivers_.messages.count(row.key) == 0) ++lost_notices_;
    }
  }
  void compare_receivers() {
    const std::lock_guard lock(receivers_.mutex);
    for (const auto& [key, count] : receivers_.messages) duplicates_ += count > 1 ? count - 1 : 0;
    for (int step = 0; step < world_.steps(); ++step) {
      const auto found = receivers_.texts.find("Step " + std::to_string(step));
      if (found == receivers_.texts.end()) {
        ++lost_notices_;
        continue;
      }
      repeats_ += found->second.first - 1;
      unmarked_ += std::max(0, found->second.second - 1);
    }
    if (receivers_.effects.size() < static_cast<std::size_t>(world_.steps())) ++lost_notices_;
    if (receivers_.messages.size() < static_cast<std::size_t>(world_.steps())) ++lost_notices_;
  }

  Options options_;
  Receivers receivers_;
  World world_;
  std::pair<int, int> totals_;
  int killed_ = 0, lost_changes_ = 0, duplicate_events_ = 0, lost_notices_ = 0, duplicates_ = 0,
      repeats_ = 0, unmarked_ = 0;
};

bool parse(int argc, char** argv, Options& options) {
  for (int at = 1; at + 1 < argc; at += 2) {
    const std::string_view name = argv[at];
    if (name == "--rounds") {
      options.rounds = std::atoi(argv[at + 1]);
    } else if (name == "--seed") {
      options.seed = std::strtoull(argv[at + 1], nullptr, 10);
    } else {
      return false;
    }
  }
  return argc % 2 == 1 && options.rounds > 0;
}

}  // namespace
}  // namespace closemap

int main(int argc, char** argv) {
  closemap::Options options;
  if (!closemap::parse(argc, argv, options)) {
    std::fprintf(stderr, "usage: closemap_kill9 --rounds N --seed S\n");
    return 2;
  }
  return closemap::Kill9(options).run();
}
