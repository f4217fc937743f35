// Slack's Web API: calls, and what its error words ask of the caller (api-facts §12.2).
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connectors/api/services.h"
#include "mapping/core/json.h"
#include "mapping/core/result.h"

namespace closemap::slack {

// A reply that is JSON: ok, or Slack's error word for the caller to judge.
struct Answer {
  bool ok = false;
  std::string error;   // "channel_not_found"
  std::string detail;  // needed scope, or what is wrong with the blocks
  std::string body;    // the whole document
};

// POST with a JSON body. `posts`: repeating it may show people the message twice.
Result<Answer> call(Http& http, std::string_view method, const std::string& json, bool posts);
// GET with a query: the methods that refuse JSON bodies.
Result<Answer> ask(Http& http, std::string_view method,
                   const std::vector<std::pair<std::string, std::string>>& arguments);

// REQUIRES: !answer.ok.
Error judge(std::string_view method, const Answer& answer, bool posts);
// The message itself is refused, not the place it goes to: plain text may still pass.
bool refuses_blocks(std::string_view error);

}  // namespace closemap::slack
