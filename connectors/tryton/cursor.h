// The cursor of one Tryton stream: high-water marks, and where an unfinished walk or sweep stands.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "connectors/tryton/stamp.h"
#include "mapping/core/result.h"

namespace closemap::tryton {

// The greatest key seen of never-written rows (by create_date) and of written rows (by write_date).
struct Marks {
  std::optional<Position> created, written;
};

// A poll that took more than one page. Never-written rows come first: a row that is written
// meanwhile moves to the walk that is still to come, none moves back.
struct Walk {
  bool written = false;        // which of the two walks
  std::optional<Position> at;  // the last key read; nothing: from the start
  Marks seen;                  // what the marks become when the poll ends
  std::optional<Stamp> cap;    // the server's time when the poll began (L03)
};

// A listing that took more than one page; `back` is the cursor it ends with.
struct Sweep {
  std::int64_t after = 0;
  std::string back;
};

struct Cursor {
  Marks marks;
  std::optional<Walk> walk;
  std::optional<Sweep> sweep;
};

// "" is the start. The same cursor is always written as the same text: {"c":[stamp,id],"w":…}.
Result<Cursor> parse_cursor(std::string_view text);
std::string to_text(const Cursor& cursor);

}  // namespace closemap::tryton
