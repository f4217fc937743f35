// Rows of a search_read answer: their keys, and each as the text it came in.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "connectors/tryton/stamp.h"
#include "mapping/core/result.h"

namespace closemap::tryton {

struct Row {
  std::int64_t id = 0;
  std::optional<Stamp> created, written;
  std::string_view body;  // the JSON object, a view into `result`
};

// `result`: a JSON array of objects with id, create_date and write_date; `room`: how many bytes may
// be read from its first one on (simdjson wants some behind the end).
Result<std::vector<Row>> read_rows(std::string_view result, std::size_t room);
// A JSON array of whole numbers.
Result<std::vector<std::int64_t>> read_ids(std::string_view result);

}  // namespace closemap::tryton
