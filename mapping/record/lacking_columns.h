// What a field map cannot read from a table without some of its columns: missing is not empty
// (reliability.md R14).
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/record/observation.h"

namespace closemap {

// A column that the map names and the table has not.
struct LackingColumn {
  std::string column;  // as the map writes it: `"due" or "due_date"`
  std::string field;  // of Mapped::fields that it would fill; "key.*": every key.NAME not in `keys`
  std::string near;   // column of the table that may be the same under another name; "" = none
};

// Of one table; made by FieldMap::lacking().
struct LackingColumns {
  std::string stream;
  std::vector<LackingColumn> columns;
  std::set<std::string, std::less<>> keys;  // key.NAME fields that the table can fill

  // Takes into `fresh` what the same record had before (`before`: Mapped::fields) in fields that
  // the table cannot fill; an owner stays whole, pieces of two would be a guess. A default does not
  // stand in for what was known, unless it is of another map than before. Returns the columns that
  // were missed by it, each as its index in `columns`.
  std::vector<std::size_t> keep(std::string_view before, Mapped& fresh, bool new_map) const;
  // The same for a record that did not map: nothing to keep, only what it missed.
  std::vector<std::size_t> missed_by(std::string_view before) const;
};

}  // namespace closemap
