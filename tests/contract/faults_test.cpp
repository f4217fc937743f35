// What every connector that speaks HTTP makes of a receiver's refusals: the fault says what the
// caller should do (api-facts §0.2), and no secret is seen in it, even where the receiver repeats
// what it was sent (T5, L21).
#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <map>
#include <memory>
#include <set>

#include "connectors/host/registry.h"
#include "connectors/http/client.h"
#include "tests/support/fake_services.h"
#include "tests/support/http_receiver.h"

namespace closemap {
namespace {

using test::Answer;
using test::HttpReceiver;
using test::Received;

constexpr const char* kWord = "5b8Zq2hVxv0nLsecretjRw3kTfWmYd7Ea1";
constexpr std::int64_t kNow = 1'790'000'000'000;

// Connectors that never speak HTTP.
const std::set<std::string_view> kSilent{"csv", "email", "log"};

// One way to use a connector, and what it makes of each status.
struct Use {
  std::string connector, what;
  std::map<std::string, std::string> options;  // {{url}} is where the receiver is
  std::map<std::string, std::string> secrets;
  bool notifies = false;  // else check()
  std::map<int, Fault> faults;
};

const std::vector<Use>& uses() {
  const std::map<int, Fault> asking{{401, Fault::auth},      {403, Fault::auth},
                                    {404, Fault::permanent}, {429, Fault::rate_limited},
                                    {500, Fault::transient}, {503, Fault::rate_limited},
                                    {302, Fault::permanent}};
  const std::map<int, Fault> telling{{401, Fault::auth},      {403, Fault::auth},
                                     {404, Fault::permanent}, {429, Fault::rate_limited},
                                     {500, Fault::ambiguous}, {503, Fault::rate_limited}};
  // Nobody logs in there, so 403 is about the address.
  const std::map<int, Fault> open{{401, Fault::auth},         {403, Fault::permanent},
                                  {404, Fault::permanent},    {410, Fault::permanent},
                                  {429, Fault::rate_limited}, {503, Fault::rate_limited}};
  std::map<int, Fault> once = open;
  once[500] = Fault::ambiguous;
  std::map<int, Fault> repeatable = open;
  repeatable[500] = Fault::transient;
  const std::string key = std::string("whsec_") + "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
  static const std::vector<Use> all{
      {"slack",
       "check",
       {{"base_url", "{{url}}"}, {"token", "t"}},
       {{"token", kWord}},
       false,
       asking},
      {"slack",
       "notify",
       {{"base_url", "{{url}}"}, {"token", "t"}},
       {{"token", kWord}},
       true,
       telling},
      {"slack",
       "notify by webhook",
       {{"webhook_url", "w"}},
       {{"webhook_url", std::string("{{url}}/services/T01/B02/") + kWord}},
       true,
       once},
      {"webhook",
       "notify",
       {{"url", "{{url}}/hook"}, {"secret", "s"}},
       {{"secret", key}},
       true,
       repeatable},
      {"tryton",
       "check",
       {{"base_url", "{{url}}"}, {"database", "crm"}, {"user", "closemap"}, {"password", "p"}},
       {{"password", kWord}},
       false,
       asking},
  };
  return all;
}

std::string with_url(std::string text, const std::string& url) {
  constexpr std::string_view kPlace = "{{url}}";
  if (const auto at = text.find(kPlace); at != std::string::npos)
    text.replace(at, kPlace.size(), url);
  return text;
}

// One connector, opened on a receiver.
class Opened {
 public:
  Opened(const Use& use, const std::string& url, std::int64_t timeout_ms)
      : client_({.connector = "tried",
                 .base_url = with_url(text_of(use.options, "base_url"), url),
                 .ca_file = "",
                 .allow_private = true,
                 .allow_plain_http = true,
                 .timeout_ms = timeout_ms,
                 .secret = [&use, url](const std::string& option) -> Result<Secret> {
                   return Secret(with_url(text_of(use.secrets, option), url));
                 },
                 .now = [] { return Instant{kNow}; },
                 .stopping = [] { return false; }}),
        services_(client_) {
    for (const auto& [name, value] : use.options) options_.values[name].text = with_url(value, url);
    instance_ = std::make_unique<Instance>(
        Instance{"tried", std::nullopt, options_, Zone(),
                 [](std::string_view) { return std::vector<std::string>(); }});
    static const Registry registry = Registry::with_builtins();
    const Description* description = registry.find(use.connector);
    REQUIRE(description != nullptr);
    if (description->open_source)
      source_ = description->open_source(*instance_, services_.services);
    if (description->open_notifier)
      notifier_ = description->open_notifier(*instance_, services_.services);
  }

  Status act(const Use& use) {
    if (!use.notifies) return source_ ? source_->check() : notifier_->check();
    Notice notice;
    notice.key = "k1";
    notice.subject = notice.headline = "Slip +5 days: Pilot";
    notice.to = {"Priya Nair", "priya@fabrikam.example", "U012AB3CD", ""};
    Result<Receipt> receipt = notifier_->notify(notice);
    return receipt ? ok() : Status(std::move(receipt).error());
  }
  std::string logged() const {
    std::string all;
    for (const std::string& line : services_.logged) all += line + "\n";
    return all;
  }

 private:
  static std::string text_of(const std::map<std::string, std::string>& values,
                             const std::string& key) {
    const auto found = values.find(key);
    return found == values.end() ? std::string() : found->second;
  }
  Client client_;
  test::FakeServices services_;
  OptionValues options_;
  std::unique_ptr<Instance> instance_;
  std::unique_ptr<Source> source_;
  std::unique_ptr<Notifier> notifier_;
};

// Repeats everything it was sent, as a debugging proxy does.
Answer echo(const Received& got, int status) {
  Answer answer;
  answer.status = status;
  answer.content_type = "text/plain";
  answer.body = got.method + " " + got.path + "\n" + got.body + "\n";
  for (const auto& [name, value] : got.headers)
    answer.body.append(name).append(": ").append(value).append("\n");
  if (status == 429 || status == 503) answer.headers["Retry-After"] = "7";
  if (status == 302) answer.headers["Location"] = "https://elsewhere.example/";
  return answer;
}

TEST_CASE("every connector is tried here, or speaks no HTTP") {
  const Registry registry = Registry::with_builtins();
  for (const Description* description : registry.all()) {
    INFO(description->name);
    const bool tried = std::any_of(uses().begin(), uses().end(), [&](const Use& use) {
      return use.connector == description->name;
    });
    CHECK(tried != (kSilent.count(description->name) > 0));
  }
}

TEST_CASE("a refusal is the fault its status means, and shows no secret") {
  for (const Use& use : uses()) {
    for (const auto& [status, fault] : use.faults) {
      INFO(use.connector << " " << use.what << ", status " << status);
      bool reached = false;
      HttpReceiver receiver([&, code = status](const Received& got) {
        reached = true;
        return echo(got, code);
      });
      Opened opened(use, receiver.url(), 10'000);
      const Status done = opened.act(use);
      CHECK(reached);
      REQUIRE_FALSE(done);
      INFO(done.error().what);
      CHECK(done.error().fault == fault);
      const bool must_wait = status == 429 || status == 503;
      CHECK(done.error().retry_after_ms == (must_wait ? 7'000 : 0));
      CHECK_FALSE(done.error().what.empty());
      CHECK(done.error().what.find('\n') == std::string::npos);
      for (const auto& [option, value] : use.secrets) {
        const std::string secret = value.find(kWord) == value.npos ? value : std::string(kWord);
        CHECK(done.error().what.find(secret) == std::string::npos);
        CHECK(opened.logged().find(secret) == std::string::npos);
      }
    }
  }
}

TEST_CASE("nobody there is transient: it is tried again") {
  for (const Use& use : uses()) {
    INFO(use.connector << " " << use.what);
    std::string url;
    {
      const HttpReceiver gone([](const Received&) { return Answer{}; });
      url = gone.url();
    }
    Opened opened(use, url, 10'000);
    const Status done = opened.act(use);
    REQUIRE_FALSE(done);
    CHECK(done.error().fault == Fault::transient);
  }
}

}  // namespace
}  // namespace closemap
