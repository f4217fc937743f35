// Reading CSV rows.
#include "connectors/csv/csv_text.h"

#include <algorithm>

#include "mapping/core/text.h"

namespace closemap {

std::string_view without_bom(std::string_view text) {
  constexpr std::string_view kBom = "\xEF\xBB\xBF";
  return text.starts_with(kBom) ? text.substr(kBom.size()) : text;
}

bool is_utf16(std::string_view text) {
  return text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF");
}

char guess_delimiter(std::string_view text) {
  std::size_t commas = 0, semicolons = 0, tabs = 0;
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n' || c == '\r') break;
    commas += c == ',' ? 1U : 0U;
    semicolons += c == ';' ? 1U : 0U;
    tabs += c == '\t' ? 1U : 0U;
  }
  if (semicolons > commas && semicolons >= tabs) return ';';
  return tabs > commas ? '\t' : ',';
}

CsvReader::CsvReader(std::string_view text, char delimiter)
    : text_(without_bom(text)), delimiter_(delimiter) {}

bool CsvReader::at_line_end() const {
  return at_ >= text_.size() || text_[at_] == '\n' || text_[at_] == '\r';
}

void CsvReader::skip_line_end() {
  if (at_ < text_.size() && text_[at_] == '\r') ++at_;
  if (at_ < text_.size() && text_[at_] == '\n') ++at_;
  ++line_;
}

void CsvReader::read_quoted(CsvRow& row, std::string& cell) {
  const std::size_t opened = line_;
  ++at_;
  for (;;) {
    if (at_ >= text_.size()) {
      row.error = "the quote opened on line " + std::to_string(opened) + " is never closed";
      return;
    }
    const char c = text_[at_];
    if (c == '"') {
      if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
        cell += '"';
        at_ += 2;
        continue;
      }
      ++at_;
      break;
    }
    if (c == '\n') ++line_;
    cell += c;
    ++at_;
  }
  if (at_line_end() || text_[at_] == delimiter_) return;
  if (row.error.empty())
    row.error = "text follows a closing quote; write \"\" for a quote within quotes";
  while (!at_line_end() && text_[at_] != delimiter_) ++at_;
}

void CsvReader::read_cell(CsvRow& row) {
  std::string cell;
  if (!at_line_end() && text_[at_] == '"') {
    read_quoted(row, cell);
  } else {
    const std::size_t from = at_;
    while (!at_line_end() && text_[at_] != delimiter_) ++at_;
    cell.assign(text_.substr(from, at_ - from));
    if (cell.find('"') != std::string::npos && row.error.empty())
      row.error = "a quote stands inside an unquoted cell; quote the whole cell";
  }
  if (cell.size() > kCsvCellMax && row.error.empty())
    row.error = "a cell is larger than " + std::to_string(kCsvCellMax) + " bytes";
  if (cell.find('\0') != std::string::npos && row.error.empty())
    row.error = "the row holds a NUL byte";
  if (row.cells.size() >= kCsvColumnsMax) {
    if (row.error.empty())
      row.error = "the row has more than " + std::to_string(kCsvColumnsMax) + " cells";
    return;
  }
  row.cells.push_back(std::move(cell));
}

bool CsvReader::next(CsvRow& row) {
  while (at_ < text_.size() && at_line_end()) skip_line_end();
  if (at_ >= text_.size()) return false;
  row.cells.clear();
  row.error.clear();
  row.line = line_;
  const std::size_t from = at_;
  for (;;) {
    read_cell(row);
    if (at_line_end()) break;
    ++at_;  // the delimiter
  }
  row.raw = text_.substr(from, at_ - from);
  if (at_ < text_.size()) skip_line_end();
  if (row.error.empty() && clean_utf8(row.raw).size() != row.raw.size()) {
    // clean_utf8 drops control characters, too: only text that is not UTF-8 is an error.
    const std::string cleaned = clean_utf8(row.raw);
    if (cleaned.find("\xEF\xBF\xBD") != std::string::npos &&
        row.raw.find("\xEF\xBF\xBD") == std::string_view::npos)
      row.error = "the row is not UTF-8; save the export as UTF-8";
  }
  return true;
}

}  // namespace closemap
