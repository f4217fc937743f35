// Link keys: which records can be found by which value.
//
// The keys of a source come into the index when its first sync is complete, sorted: one by one they
// would touch a page of the index for every record of a bulk load. Until then nobody looks for
// them (a pass waits for the first sync). They wait in memory; more of them than kKeysSorted, a
// restart or a rolled back page, and they are read from the records instead.
#include <algorithm>

#include "daemon/store/record_room.h"

namespace closemap {
namespace {

constexpr std::size_t kKeyBytes = sizeof(std::uint64_t);
constexpr std::size_t kKeysSorted = 256 * 1024;  // at a time, and at most waiting: 4 MiB

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

void SqlRecordRoom::keep_for_later(Source& source, Row row, std::string_view keys, bool open) {
  if (!source.keys_wait) return;
  if (source.waiting.size() + keys.size() / kKeyBytes > kKeysSorted) return lose_waiting(source);
  add_waiting(source.waiting, keys, row, open);
}

void SqlRecordRoom::add_waiting(std::vector<WaitingKey>& all, std::string_view keys, Row row,
                                bool open) {
  for (; keys.size() >= kKeyBytes; keys.remove_prefix(kKeyBytes)) {
    std::int64_t key = 0;
    std::memcpy(&key, keys.data(), kKeyBytes);
    all.push_back({key, row * 2 + (open ? 1 : 0)});
  }
}

void SqlRecordRoom::lose_waiting(Source& source) {
  source.keys_wait = false;
  source.waiting = {};
}

// The index holds the keys of live records only.
void SqlRecordRoom::move_keys(Source& source, Row row, std::string_view before,
                              std::string_view after) {
  if (before == after) return;
  if (!source.first_sync_done) return lose_waiting(source);
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

void SqlRecordRoom::index_sorted(const Source& source, std::vector<WaitingKey>& keys,
                                 std::vector<Row>& met) {
  std::sort(keys.begin(), keys.end(), [](const WaitingKey& a, const WaitingKey& b) {
    return a.key != b.key ? a.key < b.key : a.row_and_open < b.row_and_open;
  });
  const bool others = std::any_of(sources_.begin(), sources_.end(), [&](const Source& other) {
    return other.id != source.id && other.first_sync_done;
  });
  // The first key of another source at or after ours: as many questions as there are keys of both.
  std::optional<std::int64_t> theirs;
  bool looked = false;
  for (auto begin = keys.cbegin(), end = begin; begin != keys.cend(); begin = end) {
    const std::int64_t key = begin->key;
    std::size_t open = 0;
    for (; end != keys.cend() && end->key == key; ++end) {
      sorted_key_insert_.add(key, source.id, end->row());
      if (end->open()) ++open;
    }
    if (!others || open == 0) continue;
    if (!looked || (theirs && *theirs < key)) {
      looked = true;
      sql::Run run(next_elsewhere_, key, source.id);
      theirs = run.next() ? std::optional(run.integer(0)) : std::nullopt;
    }
    if (theirs != key || met_by_fewer(source, key, open, met)) continue;
    for (auto ours = begin; ours != end; ++ours)
      if (ours->open()) met.push_back(ours->row());
  }
  sorted_key_insert_.flush();
  keys.clear();
}

// A pair need only be looked at from one end. Unless more records of other sources have the key
// than the `ours` of this one, theirs are met in our stead: one partner's deal in an account
// instead of the hundred that the vendor has there. Only if each of them may become a plan, as ours
// may.
bool SqlRecordRoom::met_by_fewer(const Source& source, std::int64_t key, std::size_t ours,
                                 std::vector<Row>& met) {
  const std::size_t before = met.size();
  for (sql::Run run(elsewhere_, key, source.id, ours + 1); run.next();) {
    const Row row = run.integer(1);
    if (met.size() - before == ours || !at(run.integer(0)).opportunities || closed(row) ||
        used_by_plan(row)) {
      met.resize(before);
      return false;
    }
    met.push_back(row);
  }
  return true;
}

void SqlRecordRoom::index_keys(Source& source) {
  std::vector<Row> met;  // share a key with another source
  std::vector<WaitingKey> keys = std::move(source.waiting);
  if (!source.keys_wait) {
    keys.clear();
    for (sql::Run run(all_keys_, source.id); run.next();) {
      const bool open = source.opportunities && (run.integer(1) & kClosed) == 0;
      const std::string_view more = run.view(2);
      if (keys.size() + more.size() / kKeyBytes > kKeysSorted) index_sorted(source, keys, met);
      add_waiting(keys, more, run.integer(0), open);
    }
  }
  index_sorted(source, keys, met);
  lose_waiting(source);
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

std::vector<KeyHolder> SqlRecordRoom::holders(std::uint64_t key, std::size_t limit) {
  connection_.must_be_active();
  std::vector<KeyHolder> holders, read;
  for (SourceId from = 0;; from = read.front().source + 1) {
    read.clear();
    for (sql::Run run(holders_, static_cast<std::int64_t>(key), from, limit + 1); run.next();)
      read.push_back({run.integer(0), run.integer(1)});
    const bool all = read.size() <= limit;
    // Else the share of the first source among them; the others are read again behind it.
    for (const KeyHolder& holder : std::span(read).first(std::min(read.size(), limit)))
      if (all || holder.source == read.front().source) holders.push_back(holder);
    if (all) return holders;
  }
}

}  // namespace closemap
