// The house rules that can be read off the files: include table, banned calls, first lines, lengths
// (design.md §2, style.md).
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace fs = std::filesystem;

struct Source {
  std::string path, text;  // path from the project's root
};

const std::vector<Source>& sources() {
  static const std::vector<Source> all = [] {
    std::vector<Source> found;
    const fs::path root = CLOSEMAP_SOURCE_DIR;
    for (const char* layer : {"mapping", "config", "connectors", "daemon"})
      for (const auto& entry : fs::recursive_directory_iterator(root / layer)) {
        if (entry.path().extension() != ".h" && entry.path().extension() != ".cpp") continue;
        std::ifstream in(entry.path());
        found.push_back({fs::relative(entry.path(), root).string(),
                         {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()}});
      }
    return found;
  }();
  return all;
}

// Room -> rooms it may include. A room is the longest prefix of a path that stands here.
const std::map<std::string, std::set<std::string>> kMay{
    {"mapping/core", {}},
    {"mapping/plan", {"mapping/core"}},
    {"mapping/schedule", {"mapping/core", "mapping/plan"}},
    {"mapping/signal", {"mapping/core", "mapping/plan", "mapping/schedule"}},
    {"mapping/record", {"mapping/core", "mapping/plan"}},
    {"mapping/reconcile", {"mapping/core", "mapping/plan", "mapping/schedule", "mapping/record"}},
    {"mapping/report", {"mapping/core", "mapping/plan", "mapping/schedule", "mapping/signal"}},
    {"config", {"mapping"}},
    {"connectors/api", {"mapping/core", "config/spec.h"}},
    {"connectors/http", {"mapping/core", "config", "connectors/api"}},
    {"connectors/host", {"mapping/core", "config", "connectors/api", "connectors/http"}},
    {"connectors", {"mapping/core", "config/spec.h", "connectors/api"}},  // every single connector
    {"daemon/store", {"mapping"}},
    {"daemon/sync",
     {"mapping", "config", "connectors/api", "daemon/store/store.h", "daemon/store/rows.h"}},
    {"daemon/alert",
     {"mapping", "config", "connectors/api", "daemon/store/store.h", "daemon/store/rows.h",
      "daemon/sync"}},
    {"daemon/web", {"mapping", "daemon/store/store.h"}},
    {"daemon/app", {"mapping", "config", "connectors", "daemon"}},
};

std::string room_of(const std::string& path) {
  std::string best;
  for (const auto& [room, may] : kMay)
    if (path.starts_with(room + "/") && room.size() > best.size()) best = room;
  return best;
}

bool allowed(const std::string& from, const std::string& to) {
  const std::string room = room_of(from);
  if (fs::path(from).parent_path() == fs::path(to).parent_path()) return true;
  const auto& may = kMay.at(room);
  return std::any_of(may.begin(), may.end(), [&](const std::string& prefix) {
    return to == prefix || to.starts_with(prefix + "/");
  });
}

// Third-party header -> where it may stand.
const std::map<std::string, std::vector<std::string>> kForeign{
    {"toml++", {"config/toml_document.cpp"}},
    {"CLI/", {"daemon/app/command_line.cpp"}},
    {"valijson", {"mapping/plan/"}},
    {"simdjson", {"mapping/record/", "connectors/"}},
    {"curl/", {"connectors/http/", "daemon/app/control_client.cpp"}},
    {"SQLiteCpp", {"daemon/store/"}},
    {"sqlite3.h", {"daemon/store/"}},
    {"microhttpd", {"daemon/web/"}},
    {"prometheus/", {"daemon/web/"}},
    {"systemd/", {"daemon/app/run.cpp"}},
    {"spdlog", {"daemon/app/log.cpp"}},
    {"libpsl", {"mapping/reconcile/"}},
    {"unicase.h", {"mapping/reconcile/letters.cpp"}},
    {"unictype.h", {"mapping/reconcile/letters.cpp"}},
    {"uninorm.h", {"mapping/reconcile/letters.cpp"}},
    {"unistr.h", {"mapping/reconcile/letters.cpp"}},
    {"date/", {"mapping/core/"}},
    {"openssl", {"mapping/core/", "connectors/http/", "daemon/store/"}},
    {"libdeflate", {"connectors/http/"}},
};

TEST_CASE("every include of our own headers is one the layers allow") {
  const std::regex include("#include \"([^\"]+)\"");
  for (const Source& source : sources()) {
    for (std::sregex_iterator at(source.text.begin(), source.text.end(), include), end; at != end;
         ++at) {
      const std::string header = (*at)[1];
      if (header.find('/') == std::string::npos) continue;  // generated beside its file
      INFO(source.path << " includes " << header);
      CHECK(allowed(source.path, header));
    }
  }
}

TEST_CASE("every library stands only where the design puts it") {
  const std::regex include("#include <([^>]+)>");
  for (const Source& source : sources()) {
    for (std::sregex_iterator at(source.text.begin(), source.text.end(), include), end; at != end;
         ++at) {
      const std::string header = (*at)[1];
      for (const auto& [library, places] : kForeign) {
        if (!header.starts_with(library)) continue;
        INFO(source.path << " includes <" << header << ">");
        CHECK(std::any_of(places.begin(), places.end(), [&](const std::string& place) {
          return source.path.starts_with(place);
        }));
      }
    }
  }
}

TEST_CASE("clocks, randomness, sleep, threads and the environment stay in the shell") {
  const std::map<std::string, std::vector<std::string>> banned{
      {R"(system_clock::now|steady_clock::now|\bgettimeofday\(|\bclock_gettime\(|\btime\(nullptr\))",
       {"daemon/app/", "daemon/web/"}},
      {R"(\brand\(|random_device|\bgetrandom\()", {"daemon/app/main.cpp"}},
      {R"(sleep_for|\busleep\(|\bnanosleep\()", {"daemon/app/commands.cpp", "daemon/app/run.cpp"}},
      {R"(\bgetenv\()", {"daemon/app/main.cpp"}},
      {R"(std::thread\b|std::jthread\b|std::async\b)", {"daemon/app/", "daemon/web/"}},
  };
  for (const auto& [pattern, places] : banned) {
    const std::regex call(pattern);
    for (const Source& source : sources()) {
      if (std::any_of(places.begin(), places.end(),
                      [&](const std::string& place) { return source.path.starts_with(place); }))
        continue;
      INFO(source.path << " uses " << pattern);
      CHECK_FALSE(std::regex_search(source.text, call));
    }
  }
}

TEST_CASE("every file begins by saying what it is for, and holds one idea") {
  const std::regex later(R"(\b(TO)"
                         R"(DO|FIX)"
                         R"(ME)\b)");
  for (const Source& source : sources()) {
    INFO(source.path);
    CHECK(source.text.starts_with("// "));
    CHECK(std::count(source.text.begin(), source.text.end(), '\n') <= 500);
    CHECK_FALSE(std::regex_search(source.text, later));
  }
}

// Two types of one name in one namespace are undefined behaviour that no compiler sees: the linker
// keeps one of each two functions that are made for them.
TEST_CASE("a type's name is used once in its namespace") {
  const std::regex space("^(inline )?namespace ?([a-z_:]*) \\{"),
      end_of_space("^\\}  // namespace"),
      type("^(struct|class|enum class|enum) ([A-Za-z0-9_]+)( final)?( :.*| \\{.*)$");
  std::map<std::string, std::string> where;
  for (const Source& source : sources()) {
    std::vector<std::string> spaces;
    std::istringstream lines(source.text);
    std::smatch found;
    for (std::string line; std::getline(lines, line);) {
      if (line.empty() || std::string_view("}ceins").find(line.front()) == std::string_view::npos)
        continue;  // an expression costs more than the file
      if (std::regex_search(line, found, space)) {
        spaces.push_back(found[2]);
      } else if (std::regex_search(line, end_of_space) && !spaces.empty()) {
        spaces.pop_back();
      } else if (std::regex_match(line, found, type)) {
        std::string name;
        for (const std::string& each : spaces) name += each.empty() ? source.path : each + "::";
        const auto [first, fresh] = where.emplace(name + found[2].str(), source.path);
        INFO(first->first << " stands in " << first->second << " and in " << source.path);
        CHECK(fresh);
      }
    }
  }
  CHECK(where.size() > 100);
}

TEST_CASE("SQL stands in the store and nowhere else") {
  const std::regex statement(R"("(SELECT|INSERT|UPDATE|DELETE FROM|CREATE TABLE|PRAGMA) )");
  for (const Source& source : sources()) {
    if (source.path.starts_with("daemon/store/")) continue;
    INFO(source.path);
    CHECK_FALSE(std::regex_search(source.text, statement));
  }
}

}  // namespace
