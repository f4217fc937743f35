// RFC 4180 text into rows: quotes, embedded newlines, CRLF or LF, UTF-8 with or without BOM. Bad
// rows are named, not fatal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace closemap {

inline constexpr std::size_t kCsvCellMax = 1024 * 1024;
inline constexpr std::size_t kCsvColumnsMax = 2'000;

struct CsvRow {
  std::size_t line = 0;  // 1-based line its first character stands on
  std::vector<std::string> cells;
  std::string error;     // not empty: why the row cannot be used
  std::string_view raw;  // as it stands in the text, without its line end
};

// Reads one row after the other; views point into `text`, which must outlive the reader.
class CsvReader {
 public:
  CsvReader(std::string_view text, char delimiter);
  bool next(CsvRow& row);  // false at the end; empty lines are skipped

 private:
  void read_cell(CsvRow& row);
  void read_quoted(CsvRow& row, std::string& cell);
  bool at_line_end() const;
  void skip_line_end();

  std::string_view text_;
  std::size_t at_ = 0, line_ = 1;
  char delimiter_;
};

// The delimiter of the header line: the one of , ; tab that occurs most outside quotes.
char guess_delimiter(std::string_view text);
bool is_utf16(std::string_view text);  // by its byte order mark
std::string_view without_bom(std::string_view text);

}  // namespace closemap
