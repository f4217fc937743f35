// A Tryton server in memory: evaluates the domains it is sent over its rows, and is as strict as
// the real one about envelopes, methods and fields.
#pragma once

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "connectors/api/connector.h"
#include "mapping/core/json.h"
#include "tests/support/fake_services.h"

namespace closemap {
extern const Description k_tryton_connector;
}

namespace closemap::test {

// {"__class__":"datetime",…} at so many seconds and microseconds after 2026-05-04T10:00:00.
Json tryton_time(std::int64_t second, std::int64_t microsecond = 0);

class FakeTryton final : public Http {
 public:
  Result<HttpReply> send(const HttpRequest& request) override;

  // A row with id, create_date and write_date (both from tryton_time, or null) and further values.
  void add(const std::string& model, std::int64_t id, Json create, Json write, Json more = {});
  Json& row(const std::string& model, std::int64_t id);
  void remove(const std::string& model, std::int64_t id);

  std::map<std::string, std::map<std::int64_t, Json>> tables;  // model -> id -> row
  std::set<std::int64_t> unreadable;  // ids whose dotted fields may not be read
  std::optional<Instant> clock;       // Date header of every reply
  std::string token = "t0ken";        // of the next login; another one ends the sessions
  bool refuse_login = false;          // wrong password
  bool refuse_sessions = false;       // 401 to everything behind the login
  std::function<void()> before_search_read;
  std::function<std::string(const Json& request)> instead;  // a body to answer with, or ""
  std::vector<Json> requests;                               // as parsed
  std::vector<std::string> broken_rules;                    // what no client should send
  int count(const std::string& method) const;

 private:
  HttpReply reply(const Json& envelope) const;
  Json dispatch(const Json& request);
  Json records(const std::string& model, const std::string& rpc, const Json& params);
  Json shown(const Json& row, const Json& fields) const;
  std::string session_token_;
};

// The source opened on a fake, with options.
struct Rig {
  explicit Rig(FakeTryton& server, std::map<std::string, std::string> options = {});
  // Reads until there is no more; the cursor is carried on.
  std::vector<Page> pass(std::string_view stream, bool sweep = false);
  Result<Page> read(std::string_view stream, bool sweep = false);

  FakeServices services;
  OptionValues options;
  std::vector<std::string> wanted;
  std::unique_ptr<Source> source;
  std::string cursor;

 private:
  std::unique_ptr<Instance> instance_;
};

std::vector<std::string> ids(const std::vector<Page>& pages);

}  // namespace closemap::test
