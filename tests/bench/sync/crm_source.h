// The test source: reads the bench's CRM the way a HubSpot connector would, over the real http
// layer.
#pragma once

#include <simdjson.h>

#include <string>

#include "connectors/api/connector.h"

namespace closemap::bench {

// Records of one answer, views into the page that keeps its text. Error: broken JSON, a record
// without id or stamp, a member this protocol does not have. `next`: where the list goes on, "" at
// its end; `newest`: the greatest stamp seen, ms.
struct Answer {
  std::string next;
  std::int64_t newest = 0;
};
class AnswerReader {
 public:
  Result<Answer> read(std::string body, Page& page);

 private:
  simdjson::ondemand::parser parser_;  // its buffers serve every page
};

extern const Description kBenchCrm;

}  // namespace closemap::bench
