// L21: planted secrets, servers that repeat them, everything the daemon writes searched for them
// (T5); and who may read what it writes (T6).
#include <sys/stat.h>
#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/daemon_process.h"
#include "tests/support/http_receiver.h"

namespace closemap {
namespace {

namespace fs = std::filesystem;
using test::Answer;
using test::Received;

// Each secret of the configuration; none is a substring of what the configuration says otherwise.
struct Planted {
  std::string name, value;
};
const std::vector<Planted> kPlanted{{"tryton", "planted-Tr+y/t\"on 7f3a"},
                                    {"slack", "xoxb-planted-91c2d4"},
                                    {"hook", "whsec_cGxhbnRlZC1zZWNyZXQtZm9yLXRoZS13ZWJob29r"},
                                    {"smtp", "planted-mail-55e1"}};

// A server of bad manners: everything it was told comes back in its error, and it counts.
class Echo {
 public:
  Echo() : receiver_([this](const Received& received) { return answer(received); }) {}
  int port() const { return receiver_.port(); }
  std::string url(const std::string& path = "") const { return receiver_.url(path); }
  // True when `n` requests had come within a minute.
  bool heard(int n) {
    std::unique_lock lock(mutex_);
    return more_.wait_for(lock, std::chrono::seconds(60), [&] { return count_ >= n; });
  }

 private:
  Answer answer(const Received& received) {
    std::string all = received.method + " " + received.path + " " + received.body;
    for (const auto& [name, value] : received.headers) all += "\n" + name + ": " + value;
    const std::lock_guard lock(mutex_);
    ++count_;
    more_.notify_all();
    const int status = count_ % 3 == 0 ? 401 : count_ % 3 == 1 ? 500 : 400;
    return {status, all, "text/html", {{"X-Echo", all.substr(0, all.find('\n'))}}};
  }
  std::mutex mutex_;
  std::condition_variable more_;
  int count_ = 0;
  test::HttpReceiver receiver_;  // last: it answers as soon as it is there
};

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string config(const std::string& secrets, const Echo& crm, const Echo& chat,
                   const Echo& hook) {
  const auto secret = [&](const std::string& name) {
    return "\"file:" + secrets + "/" + name + "\"";
  };
  return R"(log_level = "debug"
[vendor]
name = "Contoso"
domain = "contoso.example"
lead = "maria@contoso.example"
[partner]
name = "Fabrikam"
domain = "fabrikam.example"
lead = "tom@fabrikam.example"
[[person]]
email = "maria@contoso.example"
slack = "U012AB3CD"
[[connector]]
type = "tryton"
name = "crm"
party = "vendor"
allow_private = true
interval = "10s"
database = "sales"
user = "closemap"
base_url = ")" +
         crm.url() + "\"\npassword = " + secret("tryton") + R"(
[[connector]]
type = "slack"
name = "chat"
allow_private = true
base_url = ")" +
         chat.url() + "\"\ntoken = " + secret("slack") + R"(
[[connector]]
type = "webhook"
name = "hook"
allow_private = true
url = ")" +
         hook.url("/in") + "\"\nsecret = " + secret("hook") + R"(
[[connector]]
type = "email"
name = "mail"
allow_private = true
server = "smtp://127.0.0.1:9"
from = "closemap@contoso.example"
user = "closemap"
password = )" +
         secret("smtp") + R"(
[[route]]
notify = ["chat", "hook", "mail"]
[notify]
quiet = "none"
group_wait = "0s"
[operator]
notify = ["hook", "mail", "chat"]
email = "ops@contoso.example"
)";
}

void search(const std::string& where, const std::string& text) {
  for (const Planted& secret : kPlanted) {
    INFO(where << " holds the secret of " << secret.name);
    CHECK(text.find(secret.value) == std::string::npos);
  }
}

TEST_CASE("L21 planted secrets appear in no log, error, store, metric or argument list") {
  const test::TestFolder folder;
  Echo crm, chat, hook;
  const fs::path secrets = fs::path(folder.path()) / "secrets";
  const fs::path state = fs::path(folder.path()) / "state";
  fs::create_directories(secrets);
  fs::create_directories(state);
  for (const Planted& secret : kPlanted) {
    std::ofstream(secrets / secret.name) << secret.value << "\n";
    ::chmod((secrets / secret.name).c_str(), 0600);
  }
  const std::string config_path = folder.path() + "/closemap.toml";
  std::ofstream(config_path) << config(secrets.string(), crm, chat, hook);
  const std::string log = folder.path() + "/daemon.log";
  const auto ask = [&](std::vector<std::string> words) {
    words.insert(words.begin(), CLOSEMAP_PROGRAM);
    words.insert(words.end(), {"--config", config_path, "--state-dir", state.string()});
    return test::run_program(words).out;
  };

  search("check --online", ask({"check", "--online"}));
  search("config show", ask({"config", "show"}));
  {
    test::DaemonProcess daemon(CLOSEMAP_PROGRAM, config_path, state.string(), log);
    REQUIRE(crm.heard(3));   // one of them a 401: the operator is told at once …
    REQUIRE(hook.heard(1));  // … by servers that repeat what they were told
    const std::string proc = "/proc/" + std::to_string(daemon.pid()) + "/";
    search("cmdline", read(proc + "cmdline"));
    search("environ", read(proc + "environ"));
    for (const std::vector<std::string>& words : {std::vector<std::string>{"status"},
                                                  {"outbox", "--all"},
                                                  {"connectors", "list"},
                                                  {"alerts", "list"},
                                                  {"status", "--json"},
                                                  {"outbox", "--all", "--json"}})
      search(words.front(), ask(words));
    daemon.signal(SIGTERM);
    CHECK(daemon.wait() == 0);
  }
  const std::string said = read(log);
  CHECK(said.find("crm") != std::string::npos);  // something was logged at all
  search("log", said);
  for (const auto& entry : fs::recursive_directory_iterator(state))
    if (entry.is_regular_file()) search(entry.path().filename(), read(entry.path()));
}

TEST_CASE("T6 what closemap makes only its own user may read") {
  const test::TestFolder folder;
  const fs::path deals = fs::path(folder.path()) / "deals";
  const fs::path state = fs::path(folder.path()) / "state";
  fs::create_directories(deals);
  folder.write("deals/opportunities.csv", "id,name,stage\n1,Rollout,Proposal\n");
  folder.write("closemap.toml", R"(
[vendor]
name = "Contoso"
domain = "contoso.example"
lead = "maria@contoso.example"
[partner]
name = "Fabrikam"
domain = "fabrikam.example"
lead = "tom@fabrikam.example"
[[connector]]
type = "csv"
name = "crm"
party = "vendor"
path = ")" + deals.string() + R"("
[[connector]]
type = "log"
name = "said"
)");
  const ::mode_t before = ::umask(022);
  const auto ran =
      test::run_program({CLOSEMAP_PROGRAM, "once", "--config", folder.path() + "/closemap.toml",
                         "--state-dir", state.string()});
  ::umask(before);
  INFO(ran.out);
  CHECK(ran.code == 0);
  CHECK(fs::exists(state / "closemap.db"));
  constexpr fs::perms kOthers = fs::perms::group_all | fs::perms::others_all;
  CHECK((fs::status(state).permissions() & kOthers) == fs::perms::none);
  for (const auto& entry : fs::recursive_directory_iterator(state)) {
    CAPTURE(entry.path().string());
    CHECK((entry.status().permissions() & kOthers) == fs::perms::none);
  }
}

}  // namespace
}  // namespace closemap
