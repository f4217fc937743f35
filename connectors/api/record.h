// What a source hands over: pages of records, each the JSON text the API sent (design.md §4).
#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace closemap {

inline constexpr std::size_t kRecordsPerPageMax = 10'000;
inline constexpr std::size_t kPageBytesMax = 8 * 1024 * 1024;

// Rows under one header: every row has all of its columns, so one that is not among them is missing
// for all of them, not empty.
struct RecordTable {
  std::string name;  // of the file, for people
  std::vector<std::string> columns;
};
inline constexpr int kNoTable = -1;

// Views into the Page that owns the bytes.
struct Record {
  std::string_view id;
  std::string_view version;  // the source's modification stamp, informative
  std::string_view body;     // one JSON object; empty in a listing that only names ids
  bool deleted = false;      // the source says so explicitly (tombstone)
  int table = kNoTable;      // its place in Page::tables
  std::string_view error;    // not empty: unreadable as it came; `body` holds what came, goes to
                             // quarantine with this reason
};

// The unit of commit between a source and the store: records and cursor are stored in one
// transaction.
class Page {
 public:
  // Keeps `bytes` alive as long as the page and returns a view of them.
  std::string_view own(std::string bytes) {
    owned_.push_back(std::make_unique<std::string>(std::move(bytes)));
    return *owned_.back();
  }

  // Lets everything go but ids and versions, so that the memory of the bodies can be used again.
  // REQUIRES: nobody needs a body or an error of its records any more.
  void keep_names() {
    std::size_t bytes = 0;
    for (const Record& record : records) bytes += record.id.size() + record.version.size();
    auto names = std::make_unique<std::string>();
    names->reserve(bytes);
    const auto keep = [&names](std::string_view text) {
      const std::size_t at = names->size();
      names->append(text);
      return std::string_view(names->data() + at, text.size());
    };
    for (Record& record : records)
      record = {keep(record.id), keep(record.version), {}, record.deleted, record.table, {}};
    owned_.clear();
    owned_.push_back(std::move(names));
  }

  // Takes in the page that follows: its records come behind, its cursor and marks are now this
  // one's. REQUIRES: neither of the two is part of a listing, or this one is empty.
  void join(Page next) {
    for (Record& record : next.records)
      if (record.table != kNoTable) record.table += static_cast<int>(tables.size());
    std::move(next.tables.begin(), next.tables.end(), std::back_inserter(tables));
    records.insert(records.end(), next.records.begin(), next.records.end());
    std::move(next.owned_.begin(), next.owned_.end(), std::back_inserter(owned_));
    cursor = std::move(next.cursor);
    more = next.more;
    listing = next.listing;
    listing_begins = next.listing_begins;
    listing_ends = next.listing_ends;
    listing_partial = next.listing_partial;
    remote_total = next.remote_total;
  }

  std::vector<Record> records;
  std::vector<RecordTable> tables;  // empty where records have no common columns
  std::string cursor;  // where the next read goes on; opaque to everyone but the source; never
                       // empty after success
  bool more = false;   // another page is ready now
  // A listing names everything that exists, so what it does not name was deleted (mass-change guard
  // applies). A listing may span pages; its cursor is committed only with the page that ends it, so
  // that a crash restarts the listing.
  bool listing = false;
  bool listing_begins = false;
  bool listing_ends = false;
  bool listing_partial =
      false;  // some of it could not be read: it names what it can, and nothing counts as deleted
  std::int64_t remote_total = -1;  // how many records the source says exist; -1 unknown

 private:
  std::vector<std::unique_ptr<std::string>> owned_;
};

}  // namespace closemap
