// What every connector owes its users, whoever wrote it: documented options, the same key for the
// same idea, a README of one skeleton that is in step with the option table (style.md §2, §4).
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <map>
#include <set>

#include "config/problems.h"
#include "config/settings.h"
#include "connectors/host/registry.h"
#include "mapping/core/text.h"
#include "tests/contract/readme_file.h"

namespace closemap {
namespace {

using test::ReadmeFile;

struct Known {
  const Description* description;
  ConnectorShape shape;
};

std::vector<Known> registered() {
  static const Registry registry = Registry::with_builtins();
  const std::vector<ConnectorShape> shapes = registry.shapes();
  std::vector<Known> all;
  for (std::size_t i = 0; i < shapes.size(); ++i) all.push_back({registry.all()[i], shapes[i]});
  return all;
}

// One idea, one key: what these are called elsewhere is not taken up (style.md §1.4).
const std::map<std::string, std::string, std::less<>> kOtherNames{
    {"access_token", "token"},   {"account", "user"},
    {"api_key", "token"},        {"api_token", "token"},
    {"api_url", "base_url"},     {"base_uri", "base_url"},
    {"batch_size", "page_size"}, {"bearer", "token"},
    {"ca", "ca_file"},           {"ca_cert", "ca_file"},
    {"cafile", "ca_file"},       {"db", "database"},
    {"directory", "path"},       {"endpoint", "base_url"},
    {"folder", "path"},          {"frequency", "interval"},
    {"host", "base_url"},        {"limit", "page_size"},
    {"login", "user"},           {"lookback", "overlap"},
    {"pass", "password"},        {"passwd", "password"},
    {"per_page", "page_size"},   {"poll_interval", "interval"},
    {"refresh", "interval"},     {"request_timeout", "timeout"},
    {"sender", "from"},          {"server_url", "base_url"},
    {"timeout_secs", "timeout"}, {"tz", "timezone"},
    {"username", "user"},        {"verify_tls", "ca_file"},
    {"zone", "timezone"}};

// Keys that always mean the same have always the same type.
const std::map<std::string, OptionType, std::less<>> kTypeOf{{"token", OptionType::secret},
                                                             {"password", OptionType::secret},
                                                             {"secret", OptionType::secret},
                                                             {"client_secret", OptionType::secret},
                                                             {"webhook_url", OptionType::secret},
                                                             {"base_url", OptionType::url},
                                                             {"url", OptionType::url},
                                                             {"path", OptionType::path},
                                                             {"ca_file", OptionType::path},
                                                             {"from", OptionType::email},
                                                             {"interval", OptionType::duration},
                                                             {"overlap", OptionType::duration},
                                                             {"timeout", OptionType::duration},
                                                             {"page_size", OptionType::integer},
                                                             {"timezone", OptionType::zone},
                                                             {"user", OptionType::text},
                                                             {"database", OptionType::text}};

bool snake_case(std::string_view key) {
  return !key.empty() && key.front() >= 'a' && key.front() <= 'z' &&
         std::all_of(key.begin(), key.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
         });
}

// A notifier, and two sources for the parties, so that the sample of one connector is a
// configuration.
std::vector<Problem> problems_of(const std::string& sample, bool notifier) {
  std::string text =
      "vendor = { name = \"Contoso\", domain = \"contoso.example\", lead = \"a@contoso.example\" "
      "}\n"
      "partner = { name = \"Fabrikam\", domain = \"fabrikam.example\", lead = "
      "\"b@fabrikam.example\" }\n" +
      sample +
      "\n[[connector]]\ntype = \"csv\"\nname = \"beside\"\nparty = \"partner\"\npath = \"/x\"\n" +
      "[[connector]]\ntype = \"log\"\nname = \"journal\"\n[[route]]\nnotify = [\"journal\"]\n" +
      "[operator]\nnotify = [\"journal\"]\nemail = \"ops@contoso.example\"\n";
  if (notifier)
    text += "[[connector]]\ntype = \"csv\"\nname = \"other\"\nparty = \"vendor\"\npath = \"/y\"\n";
  const Registry registry = Registry::with_builtins();
  const std::vector<ConnectorShape> shapes = registry.shapes();
  const auto lookup = [&shapes](const std::string& type) -> const ConnectorShape* {
    const auto found = std::find_if(shapes.begin(), shapes.end(),
                                    [&](const ConnectorShape& s) { return s.type == type; });
    return found == shapes.end() ? nullptr : &*found;
  };
  return load_settings_text({{"closemap.toml", text}}, lookup, shapes).problems;
}

TEST_CASE("a connector says what it is in one sentence and can be opened") {
  for (const auto& [description, shape] : registered()) {
    INFO(description->name);
    CHECK(snake_case(description->name));
    const std::string summary(description->summary);
    CHECK(summary.ends_with('.'));
    CHECK(summary.find('.') == summary.size() - 1);
    const std::string_view verb = std::string_view(summary).substr(0, summary.find(' '));
    CHECK(verb.ends_with('s'));  // "Reads …", "Sends …"
    CHECK(verb.front() >= 'A');
    CHECK(verb.front() <= 'Z');
    CHECK((description->open_source || description->open_notifier || description->open_writer));
    CHECK((description->open_source != nullptr) == !description->streams.empty());
    CHECK((description->open_source != nullptr) == !description->default_map.empty());
  }
}

TEST_CASE("every option is documented, with a default or an example") {
  for (const auto& [description, shape] : registered()) {
    for (const Option& option : description->options) {
      INFO(description->name << "." << option.key);
      CHECK(snake_case(option.key));
      CHECK(option.doc.ends_with('.'));
      CHECK(option.doc.size() <= 300);
      CHECK_FALSE((option.fallback.empty() && option.example.empty()));
      if (option.required) CHECK(option.fallback.empty());
      if (option.type == OptionType::secret) {
        CHECK(option.fallback.empty());
        CHECK(option.example.starts_with("credential:"));
      }
      if (option.type != OptionType::choice) continue;
      const std::vector<std::string_view> choices = split(option.choices, '|');
      CHECK(choices.size() > 1);
      CHECK(std::find(choices.begin(), choices.end(), option.fallback) != choices.end());
    }
  }
}

TEST_CASE("the same idea has the same key and type in every connector") {
  std::set<std::string> common;
  for (const Option& option : common_options()) common.emplace(option.key);
  for (const auto& [description, shape] : registered()) {
    std::set<std::string> own;
    for (const Option& option : description->options) {
      const std::string key(option.key);
      INFO(description->name << "." << key);
      CHECK(own.insert(key).second);
      CHECK(common.count(key) == 0);
      const auto other = kOtherNames.find(key);
      if (other != kOtherNames.end()) FAIL_CHECK(key + " is called " + other->second + " here");
      const auto type = kTypeOf.find(key);
      if (type != kTypeOf.end()) CHECK(to_text(option.type) == to_text(type->second));
      const bool lets_in = key.find("token") != key.npos || key.find("password") != key.npos ||
                           key.find("secret") != key.npos;
      if (lets_in) CHECK(option.type == OptionType::secret);
    }
  }
}

TEST_CASE("the sample of a connector is a configuration") {
  for (const auto& [description, shape] : registered()) {
    INFO(description->name);
    for (const Problem& problem : problems_of(render_connector_sample(shape), !shape.source))
      FAIL_CHECK(to_text(problem));
  }
}

TEST_CASE("a connector has a README of the one skeleton") {
  for (const auto& [description, shape] : registered()) {
    const ReadmeFile readme = ReadmeFile::of(description->name);
    INFO(readme.path);
    REQUIRE_FALSE(readme.text.empty());
    CHECK(readme.text.starts_with("# " + std::string(description->name) + "\n\n" +
                                  std::string(description->summary) + "\n\n| | |\n| --- | --- |\n" +
                                  "| direction | " + (shape.source ? "source" : "notifier")));
    const std::vector<std::string> wanted{
        "Before you start", "Configuration", shape.source ? "What it reads" : "What it sends",
        "Check it",         "When it fails", "Limits"};
    CHECK(readme.headings() == wanted);
    for (const std::string& heading : wanted) {
      INFO(heading);
      CHECK(std::string(trim(readme.section(heading))).size() > 20);
    }
    CHECK(readme.section("Check it").find("closemap connectors check ") != std::string::npos);
    CHECK(readme.section("When it fails").find("| message | meaning | do |") != std::string::npos);
  }
}

TEST_CASE("the option table of a README is the rendered one") {
  bool rewritten = false;
  for (const auto& [description, shape] : registered()) {
    const ReadmeFile readme = ReadmeFile::of(description->name);
    const std::string table = render_option_table(shape);
    if (std::getenv("CLOSEMAP_ACCEPT") != nullptr && readme.option_table() != table) {
      readme.write_option_table(table);
      rewritten = true;
      continue;
    }
    INFO(readme.path << ": CLOSEMAP_ACCEPT=1 writes the table anew");
    CHECK(readme.option_table() == table);
  }
  if (rewritten) WARN("skipped: option tables were written anew");
}

// What a README quotes as a message, the code can say: each quoted part between the names in
// capitals stands in a source.
TEST_CASE("messages that a README explains exist") {
  for (const auto& [description, shape] : registered()) {
    const ReadmeFile readme = ReadmeFile::of(description->name);
    for (const std::vector<std::string>& row : readme.table("When it fails")) {
      INFO(readme.path << ": " << row.front());
      REQUIRE(row.size() == 3);
      CHECK_FALSE(row[1].empty());
      CHECK_FALSE(row[2].empty());
      if (row.front().front() != '`') continue;
      std::string part;
      const std::string message = row.front().substr(1, row.front().size() - 2) + " ";
      std::vector<std::string> parts;
      for (const std::string_view word : split(message, ' ')) {
        const bool name = word.empty() || word == "…" ||
                          std::any_of(word.begin(), word.end(), [](char c) { return c == '\''; }) ||
                          std::all_of(word.begin(), word.end(),
                                      [](char c) { return (c >= 'A' && c <= 'Z') || c == ':'; });
        if (!name) part += (part.empty() ? "" : " ") + std::string(word);
        if (!name || part.empty()) continue;
        parts.push_back(part);
        part.clear();
      }
      CHECK_FALSE(parts.empty());
      for (const std::string& quoted : parts)
        if (test::sources().find(quoted) == std::string::npos) FAIL_CHECK("nobody says: " + quoted);
    }
  }
}

}  // namespace
}  // namespace closemap
