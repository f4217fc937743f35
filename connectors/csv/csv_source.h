// The source behind [[connector]] type = "csv": a folder of exports as streams of records
// (design.md §9 "CSV columns").
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/api/connector.h"

namespace closemap {

inline constexpr std::size_t kCsvRowsPerPage = 2'000;
inline constexpr std::array<std::string_view, 3> kCsvStreams{"opportunity", "milestone", "person"};

class CsvSource final : public Source {
 public:
  CsvSource(const Instance& instance, Services& services);
  Status check() override;
  Result<Page> read(const ReadRequest& request) override;
  std::vector<std::string> remarks() const override;

 private:
  struct Row {
    std::string id, body, error;
    std::size_t table = 0;  // of Reading::tables, where it has no error
  };
  // One reading of all files of a stream, handed out in pages.
  struct Reading {
    std::string file_set, progress;  // cursor it ends with; cursor of the page handed out last
    std::vector<RecordTable> tables;
    std::vector<Row> rows;
    std::size_t at = 0;
    bool partial = false;  // a row could not even be named
  };
  Result<std::vector<FileInfo>> files_of(std::string_view stream);
  Result<Reading> read_files(std::string_view stream, const std::vector<FileInfo>& files);
  void add_rows(std::string_view stream, const std::string& file, std::string_view text,
                Reading& reading, std::map<std::string, std::string>& places);
  Page next_page(Reading& reading, bool first) const;
  // The column that a header has twice, though the map reads it; "" = none.
  std::string ambiguous_column(std::string_view stream,
                               const std::vector<std::string>& headers) const;
  void look_at_headers(std::string_view stream, const std::vector<FileInfo>& files);

  std::string id_column_;
  char delimiter_ = 0;  // 0: by the header line
  bool snapshot_ = true;
  Services& services_;
  std::function<std::vector<std::string>(std::string_view stream)> wanted_;
  // By stream: entries of the folder that are no files of ours to read, and files whose header is
  // no good.
  std::map<std::string, std::vector<std::string>, std::less<>> left_out_, bad_headers_;
  std::map<std::string, Reading, std::less<>> readings_;  // by stream, while a listing is under way
};

}  // namespace closemap
