// Tryton's JSON-RPC: logging in, calling, and classing what comes back (api-facts §7.1, §7.2,
// §7.6).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "connectors/api/connector.h"

namespace closemap::tryton {

// What a call returned. Either `result` or `refusal`.
struct Answer {
  std::string body;  // the reply as it came, with room for a JSON parser behind it
  std::size_t result_at = 0, result_size = 0;
  std::optional<Instant> server_time;
  std::string refusal;  // text of a UserError: what was asked for may not be read
  std::string_view result() const { return std::string_view(body).substr(result_at, result_size); }
};

// One login, kept until the server no longer accepts it. Needs the options database, user and
// password; the session token is never shown.
class Session {
 public:
  Session(const Instance& instance, Services& services);

  // `method` as "model.sale.opportunity.search_read"; `args` the parameters as JSON without
  // brackets, the context is added. 401: logs in anew once; a second 401 is Fault::auth.
  Result<Answer> call(std::string_view method, const std::string& args);
  // The same, with a refusal as Fault::permanent.
  Result<Answer> must(std::string_view method, const std::string& args);

 private:
  Status log_in();
  Status read_context();
  // Nothing: the server answered 401.
  Result<std::optional<Answer>> post(std::string_view method, const std::string& params,
                                     bool login);

  Services& services_;
  std::string database_path_;
  std::string user_;
  std::string authorization_;   // "" when not logged in
  std::string context_ = "{}";  // JSON object, last parameter of every call
  std::int64_t last_id_ = 0;
};

}  // namespace closemap::tryton
