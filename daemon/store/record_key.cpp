// Link keys: which records can be found by which value.
//
// The keys of a source come into the index when its first sync is complete, sorted: one by one they
// would touch a page of the index for every record of a bulk load. Until then nobody looks for
// them (a pass waits for the first sync).
#include <algorithm>

#include "daemon/store/record_room.h"

namespace closemap {
namespace {

constexpr std::size_t kKeyBytes = sizeof(std::uint64_t);
constexpr std::size_t kKeysSorted = 256 * 1024;  // at a time: 6 MiB

std::vector<std::int64_t> read_keys(std::string_view bytes) {
  std::vector<std::int64_t> keys(bytes.size() / kKeyBytes);
  if (!keys.empty()) std::memcpy(keys.data(), bytes.data(), keys.size() * kKeyBytes);
  return keys;
}

}  // namespace

std::string key_bytes(std::vector<std::uint64_t> keys) {
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  std::string bytes(keys.size() * kKeyBytes, '\0');
  if (!keys.empty()) std::memcpy(bytes.data(), keys.data(), bytes.size());
  return bytes;
}

// The index holds the keys of live records only.
void SqlRecordRoom::move_keys(const Source& source, Row row, std::string_view before,
                              std::string_view after) {
  if (!source.first_sync_done || before == after) return;
  const std::vector<std::int64_t> old_keys = read_keys(before), new_keys = read_keys(after);
  const auto holds = [](const std::vector<std::int64_t>& keys, std::int64_t key) {
    return std::find(keys.begin(), keys.end(), key) != keys.end();
  };
  for (const std::int64_t key : old_keys) {
    if (!holds(new_keys, key)) sql::Run(key_delete_, key, source.id, row).done();
  }
  for (const std::int64_t key : new_keys) {
    if (!holds(old_keys, key)) sql::Run(key_insert_, key, source.id, row).done();
  }
}

void SqlRecordRoom::index_keys(const Source& source) {
  struct Entry {
    std::int64_t key;
    Row row;
    bool open;
  };
  std::vector<Entry> entries;
  const bool others = std::any_of(sources_.begin(), sources_.end(), [&](const Source& other) {
    return other.id != source.id && other.first_sync_done;
  });
  std::vector<Row> met;  // share a key with another source
  const auto flush = [&] {
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
      return a.key != b.key ? a.key < b.key : a.row < b.row;
    });
    std::optional<std::int64_t> looked_for;
    bool elsewhere = false;  // another source has the key looked for
    for (const Entry& entry : entries) {
      sql::Run(key_insert_, entry.key, source.id, entry.row).done();
      if (!others || !entry.open) continue;
      if (looked_for != entry.key) {
        looked_for = entry.key;
        elsewhere = sql::Run(elsewhere_, entry.key, source.id, 1).next();
      }
      if (elsewhere) met.push_back(entry.row);
    }
    entries.clear();
  };
  for (sql::Run run(all_keys_, source.id); run.next();) {
    const bool open = source.opportunities && (run.integer(1) & kClosed) == 0;
    for (const std::int64_t key : read_keys(run.view(2)))
      entries.push_back({key, run.integer(0), open});
    if (entries.size() >= kKeysSorted) flush();
  }
  flush();
  std::sort(met.begin(), met.end());
  for (const Row row : met) mark_dirty(row);
}

// A record that shares no key with another source has nobody to be linked with: whoever brings
// that key later is looked at then. A closed one starts no plan.
bool SqlRecordRoom::meets_others(const Source& source, const Mapped& mapped,
                                 std::string_view keys) {
  if (!source.first_sync_done || mapped.closed) return false;
  const std::vector<std::int64_t> all = read_keys(keys);
  return std::any_of(all.begin(), all.end(), [&](std::int64_t key) {
    return sql::Run(elsewhere_, key, source.id, 1).next();
  });
}

std::vector<Row> SqlRecordRoom::with_key(std::uint64_t key, std::size_t limit) {
  connection_.must_be_active();
  std::vector<Row> rows;
  for (sql::Run run(with_key_, static_cast<std::int64_t>(key), limit); run.next();)
    rows.push_back(run.integer(0));
  return rows;
}

std::vector<Row> SqlRecordRoom::with_key_elsewhere(std::uint64_t key, SourceId source,
                                                   std::size_t limit) {
  connection_.must_be_active();
  std::vector<Row> rows;
  for (sql::Run run(elsewhere_, static_cast<std::int64_t>(key), source, limit); run.next();)
    rows.push_back(run.integer(0));
  return rows;
}

}  // namespace closemap
