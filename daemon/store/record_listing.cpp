// Listings: which live records a source no longer names. In memory: a listing that a stop cuts
// short starts again. One bit a record, so that a sweep of a million costs 125 kB.
#include <algorithm>

#include "daemon/store/record_room.h"
#include "mapping/core/digest.h"

namespace closemap {

void SqlRecordRoom::begin_listing(SourceId source) {
  at(source);
  listings_[source] = Listing{};
}

void SqlRecordRoom::end_listing(SourceId source) { listings_.erase(source); }

void SqlRecordRoom::listed(SourceId source, std::string_view id) {
  connection_.must_be_active();
  const auto listing = listings_.find(source);
  assert(listing != listings_.end() && "listed() without begin_listing()");
  Listing& seen = listing->second;
  sql::Run run(row_of_, source, id);
  if (!run.next()) {  // may be stored later in the same listing
    seen.unknown.push_back(hash64(id));
    seen.sorted = false;
    return;
  }
  const auto row = static_cast<std::size_t>(run.integer(0));
  if (row >= seen.rows.size()) seen.rows.resize(row + row / 4 + 64);
  seen.rows[row] = true;
}

bool SqlRecordRoom::was_listed(SourceId source, std::string_view id) {
  connection_.must_be_active();
  const auto listing = listings_.find(source);
  assert(listing != listings_.end() && "was_listed() without begin_listing()");
  const Listing& seen = listing->second;
  if (std::find(seen.unknown.begin(), seen.unknown.end(), hash64(id)) != seen.unknown.end())
    return true;
  sql::Run run(row_of_, source, id);
  if (!run.next()) return false;
  const auto row = static_cast<std::size_t>(run.integer(0));
  return row < seen.rows.size() && seen.rows[row];
}

// Calls found(id) for each missing record until it returns false.
template <class F>
void SqlRecordRoom::each_missing(SourceId source, F&& found) {
  connection_.must_be_active();
  const auto listing = listings_.find(source);
  assert(listing != listings_.end() && "missing() without begin_listing()");
  Listing& seen = listing->second;
  if (!seen.sorted) std::sort(seen.unknown.begin(), seen.unknown.end());
  seen.sorted = true;
  for (sql::Run run(ids_of_, source); run.next();) {
    const auto row = static_cast<std::size_t>(run.integer(0));
    if (row < seen.rows.size() && seen.rows[row]) continue;
    const std::string_view id = run.view(1);
    if (std::binary_search(seen.unknown.begin(), seen.unknown.end(), hash64(id))) continue;
    if (!sql::Run(live_, row).next()) continue;
    if (!found(id)) return;
  }
}

std::vector<std::string> SqlRecordRoom::missing(SourceId source, std::size_t limit) {
  std::vector<std::string> ids;
  if (limit == 0) return ids;
  each_missing(source, [&](std::string_view id) {
    ids.emplace_back(id);
    return ids.size() < limit;
  });
  return ids;
}

std::int64_t SqlRecordRoom::missing_count(SourceId source) {
  std::int64_t count = 0;
  each_missing(source, [&](std::string_view) { return ++count > 0; });
  return count;
}

}  // namespace closemap
