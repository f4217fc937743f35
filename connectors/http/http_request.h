// From an HttpRequest to what goes on the wire: link check first, credentials after it (T1).
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "connectors/http/client.h"
#include "connectors/http/easy.h"
#include "connectors/http/link.h"
#include "connectors/http/redactor.h"

namespace closemap {

struct PreparedRequest {
  Url url;
  std::string where;  // "GET host/path": how error texts name the request
  std::vector<std::string> header_lines;
  std::string body;
  bool with_auth = false;
  ~PreparedRequest();  // wipes header lines and body
  PreparedRequest() = default;
  PreparedRequest(const PreparedRequest&) = delete;
  PreparedRequest& operator=(const PreparedRequest&) = delete;
};

// Fills `out`; every secret used is taught to `redactor` first. `pinned` is the origin a client
// without a base_url first used.
Status prepare_request(const HttpRequest& request, const ClientOptions& options,
                       const std::string& pinned, Redactor& redactor, PreparedRequest& out);

// The options of one HTTP transfer, all of them. `lines` and `prepared` must outlive it.
void apply_request(Easy& easy, const ClientOptions& options, const HttpRequest& request,
                   const PreparedRequest& prepared, Lines& lines, Transfer& transfer);

// Status line and headers of what arrived; the body still packed.
HttpReply read_reply(Easy& easy, const Transfer& transfer);

}  // namespace closemap
