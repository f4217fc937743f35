// Bytes as a CSV export: every row is cells or a reason, none longer than the bounds, and reading
// ends.
#include "connectors/csv/csv_text.h"

#include "tests/fuzz/property.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace closemap;
  const std::string_view text = without_bom(fuzz::text_of(data, size));
  CsvReader reader(text, guess_delimiter(text));
  CsvRow row;
  std::size_t rows = 0, line = 0;
  while (reader.next(row)) {
    fuzz::hold(++rows <= size + 1, "no more rows than bytes");
    fuzz::hold(row.line > line, "lines go forward");
    line = row.line;
    fuzz::hold(!row.error.empty() || row.cells.size() <= kCsvColumnsMax, "columns are bounded");
    for (const std::string& cell : row.cells)
      fuzz::hold(!row.error.empty() || cell.size() <= kCsvCellMax, "cells are bounded");
  }
  return 0;
}
