// Reading a folder of CSV exports.
#include "connectors/csv/csv_source.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "connectors/csv/csv_text.h"
#include "mapping/core/json.h"
#include "mapping/core/text.h"

namespace closemap {
namespace {

std::string_view file_prefix(std::string_view stream) {
  if (stream == "opportunity") return "opportunities";
  if (stream == "milestone") return "milestones";
  return "people";
}

std::string loose(std::string_view name) {
  std::string plain;
  for (const char c : to_lower_ascii(name))
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80)
      plain += c;
  return plain;
}

std::string shown_name(std::string_view name) { return printable(shorten(name, 80)); }

std::string twice_in(std::string_view file, std::string_view column) {
  return shown_name(file) + " is not read: its header has the column \"" + shown_name(column) +
         "\" twice";
}

std::string wrong_coding(std::string_view file) {
  return shown_name(file) + " is UTF-16; save it as UTF-8";
}

// What a later poll compares: an equal text means that no file was touched.
std::string file_set_of(const std::vector<FileInfo>& files) {
  Json set = Json::array();
  for (const FileInfo& file : files)
    set.push_back({file.name, file.size, file.modified_ns, file.inode});
  return dump_json({{"files", std::move(set)}});
}

void append_json_text(std::string& out, std::string_view text) {
  constexpr char kHex[] = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      out += "\\u00";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}

std::string row_json(const std::vector<std::string>& headers,
                     const std::vector<std::string>& cells) {
  std::string body = "{";
  for (std::size_t i = 0; i < headers.size(); ++i) {
    if (i > 0) body += ',';
    append_json_text(body, headers[i]);
    body += ':';
    append_json_text(body, cells[i]);
  }
  return body + "}";
}

}  // namespace

CsvSource::CsvSource(const Instance& instance, Services& services)
    : id_column_(loose(instance.options.text("id_column"))),
      services_(services),
      wanted_(instance.wanted) {
  snapshot_ = instance.options.text("mode") != "append";
  const std::string& delimiter = instance.options.text("delimiter");
  if (delimiter == "comma") delimiter_ = ',';
  if (delimiter == "semicolon") delimiter_ = ';';
  if (delimiter == "tab") delimiter_ = '\t';
  if (id_column_.empty()) id_column_ = "id";
}

Status CsvSource::check() {
  const auto files = services_.files.list();
  if (!files) return files.error();
  for (const std::string_view stream : kCsvStreams) {
    const auto exports = files_of(stream);
    if (!exports) return exports.error();
    look_at_headers(stream, *exports);
  }
  const bool any = std::any_of(files->begin(), files->end(),
                               [](const FileInfo& file) { return file.name.ends_with(".csv"); });
  if (!any)
    return Error{Fault::config,
                 "the folder holds no .csv file yet; drop an export named opportunities….csv there",
                 0};
  return ok();
}

// Exports that cannot be read now are no matter of a look at their headers.
void CsvSource::look_at_headers(std::string_view stream, const std::vector<FileInfo>& files) {
  std::vector<std::string>& bad = bad_headers_[std::string(stream)];
  bad.clear();
  for (const FileInfo& file : files) {
    const auto text = file.stable ? services_.files.read(file) : Result<std::string>(std::string());
    if (!text) continue;
    if (is_utf16(*text)) {
      bad.push_back(wrong_coding(file.name));
      continue;
    }
    CsvReader reader(*text, delimiter_ != 0 ? delimiter_ : guess_delimiter(without_bom(*text)));
    CsvRow header;
    if (!reader.next(header)) continue;
    if (const std::string twice = ambiguous_column(stream, header.cells); !twice.empty())
      bad.push_back(twice_in(file.name, twice));
  }
}

std::vector<std::string> CsvSource::remarks() const {
  std::vector<std::string> all;
  for (const auto* of : {&left_out_, &bad_headers_})
    for (const auto& [stream, lines] : *of) all.insert(all.end(), lines.begin(), lines.end());
  return all;
}

std::string CsvSource::ambiguous_column(std::string_view stream,
                                        const std::vector<std::string>& headers) const {
  std::set<std::string> read{id_column_};
  if (wanted_)
    for (const std::string& name : wanted_(stream)) read.insert(loose(name));
  std::set<std::string> seen;
  for (const std::string& header : headers) {
    const std::string name = loose(header);
    if (!seen.insert(name).second && (read.contains(name) || name.starts_with("key")))
      return header;
  }
  return {};
}

Result<std::vector<FileInfo>> CsvSource::files_of(std::string_view stream) {
  auto files = services_.files.list();
  if (!files) return std::move(files).error();
  const auto ours = [&](const std::string& file) {
    const std::string name = to_lower_ascii(file);
    return name.starts_with(file_prefix(stream)) && name.ends_with(".csv");
  };
  std::erase_if(*files, [&](const FileInfo& file) { return !ours(file.name); });
  std::vector<std::string>& left_out = left_out_[std::string(stream)];
  left_out.clear();
  for (const LeftOut& entry : services_.files.left_out())
    if (ours(entry.name))
      left_out.push_back(shown_name(entry.name) + " is not read: it " + entry.why);
  return files;
}

void CsvSource::add_rows(std::string_view stream, const std::string& file, std::string_view text,
                         Reading& reading, std::map<std::string, std::string>& places) {
  const auto leave_out = [&](std::size_t line, std::string body, const std::string& why) {
    reading.partial = true;
    reading.rows.push_back({file + ":" + std::to_string(line), std::move(body), why, 0});
  };
  if (is_utf16(text)) {
    bad_headers_[std::string(stream)].push_back(wrong_coding(file));
    return leave_out(1, {}, wrong_coding(file));
  }
  CsvReader reader(text, delimiter_ != 0 ? delimiter_ : guess_delimiter(without_bom(text)));
  CsvRow row;
  if (!reader.next(row))  // as a program leaves it that has only begun to write
    return leave_out(1, {}, file + " is empty, not even a header stands in it");
  const std::vector<std::string> headers = row.cells;
  if (!row.error.empty())
    return leave_out(row.line, std::string(row.raw), file + " header: " + row.error);
  if (const std::string twice = ambiguous_column(stream, headers); !twice.empty()) {
    bad_headers_[std::string(stream)].push_back(twice_in(file, twice));
    return leave_out(row.line, std::string(row.raw), twice_in(file, twice));
  }
  reading.tables.push_back({file, headers});
  const auto id_at = static_cast<std::size_t>(
      std::find_if(headers.begin(), headers.end(),
                   [&](const std::string& name) { return loose(name) == id_column_; }) -
      headers.begin());
  while (reader.next(row)) {
    const std::string place = file + ":" + std::to_string(row.line);
    std::string error = row.error;
    if (error.empty() && row.cells.size() != headers.size())
      error = std::to_string(row.cells.size()) + " cells where the header has " +
              std::to_string(headers.size());
    // A broken row still says whose it is where its id can be read, so that it does not look
    // deleted.
    const std::string id = id_at < std::min(headers.size(), row.cells.size())
                               ? std::string(trim(row.cells[id_at]))
                               : std::string{};
    if (error.empty() && id_at >= headers.size())
      error = "the file has no column \"" + id_column_ + "\"";
    if (error.empty() && id.empty()) error = "the row has no id";
    if (error.empty()) {
      const auto [known, added] = places.try_emplace(id, place);
      if (!added)
        error = "id " + shorten(printable(id), 60) + " stands already in " + known->second;
    }
    if (error.empty()) {
      reading.rows.push_back({id, row_json(headers, row.cells), {}, reading.tables.size() - 1});
    } else {
      const bool named = !id.empty() && !places.contains(id) && clean_utf8(id) == id;
      if (named) places.emplace(id, place);
      // Where a quote may have taken the rows behind it along, who is missing is not gone.
      const bool may_hide_rows = !row.error.empty() || row.raw.find('\n') != row.raw.npos;
      reading.partial = reading.partial || id.empty() || may_hide_rows;
      std::string why = place;
      why.append(": ").append(error);
      reading.rows.push_back({named ? id : place, std::string(row.raw), std::move(why), 0});
    }
  }
}

Result<CsvSource::Reading> CsvSource::read_files(std::string_view stream,
                                                 const std::vector<FileInfo>& files) {
  Reading reading;
  bad_headers_[std::string(stream)].clear();
  reading.file_set = file_set_of(files);
  std::map<std::string, std::string> places;
  for (const FileInfo& file : files) {
    const auto text = services_.files.read(file);
    if (!text) return Error(text.error());
    add_rows(stream, file.name, *text, reading, places);
  }
  return reading;
}

Page CsvSource::next_page(Reading& reading, bool first) const {
  Page page;
  const std::size_t end = std::min(reading.rows.size(), reading.at + kCsvRowsPerPage);
  std::size_t bytes = 0;
  std::size_t shown = reading.tables.size();  // the table that stands last in the page
  for (; reading.at < end && bytes < kPageBytesMax; ++reading.at) {
    Row& row = reading.rows[reading.at];
    bytes += row.body.size();
    Record record;
    record.id = page.own(std::move(row.id));
    record.body = page.own(std::move(row.body));
    record.error = page.own(std::move(row.error));
    if (record.error.empty()) {
      if (std::exchange(shown, row.table) != row.table)
        page.tables.push_back(reading.tables[row.table]);
      record.table = static_cast<int>(page.tables.size()) - 1;
    }
    page.records.push_back(record);
  }
  page.more = reading.at < reading.rows.size();
  page.cursor =
      page.more ? dump_json({{"at", reading.at}, {"of", reading.file_set}}) : reading.file_set;
  page.listing = snapshot_;
  page.listing_begins = snapshot_ && first;
  page.listing_ends = snapshot_ && !page.more;
  page.listing_partial = reading.partial;
  reading.progress = page.cursor;
  return page;
}

Result<Page> CsvSource::read(const ReadRequest& request) {
  const auto under_way = readings_.find(request.stream);
  if (under_way != readings_.end() && under_way->second.progress == request.cursor &&
      !request.cursor.empty()) {
    Page page = next_page(under_way->second, false);
    if (!page.more) readings_.erase(under_way);
    return page;
  }
  auto files = files_of(request.stream);
  if (!files) return std::move(files).error();
  Page quiet;
  quiet.cursor = request.cursor.empty() ? "{}" : std::string(request.cursor);
  const bool being_written =
      std::any_of(files->begin(), files->end(), [](const FileInfo& file) { return !file.stable; });
  // No export of this stream, one that is still being written, or nothing new: everything stays as
  // it is.
  if (files->empty() || file_set_of(*files) == request.cursor) return quiet;
  if (being_written) {
    if (request.cursor.empty())
      return Error{Fault::transient,
                   "an export is still being written; it is read when it has been still for 2 s",
                   0};
    return quiet;
  }
  auto reading = read_files(request.stream, *files);
  if (!reading) return std::move(reading).error();
  Reading& kept = readings_[std::string(request.stream)];
  kept = *std::move(reading);
  Page page = next_page(kept, true);
  if (!page.more) readings_.erase(std::string(request.stream));
  return page;
}

}  // namespace closemap
