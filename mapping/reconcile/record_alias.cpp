// Following merged records.
#include "mapping/reconcile/record_alias.h"

#include <algorithm>

#include "mapping/core/text.h"

namespace closemap {
namespace {

SourceRef record_only(const SourceRef& ref) { return {ref.connection, ref.object, ref.record, {}}; }

// Which of two words of one record stays: the later, then the one that is no deletion, then by
// content.
bool stays(const Observed& a, const Observed& b) {
  if (a.changed_at != b.changed_at) return a.changed_at > b.changed_at;
  if (a.deleted != b.deleted) return !a.deleted;
  return a.fields.text() >= b.fields.text();
}

}  // namespace

Status RecordAliases::merge(const SourceRef& old, const SourceRef& survivor) {
  if (old.connection != survivor.connection || old.object != survivor.object)
    return Error{Fault::permanent,
                 "record " + printable(old.record) + " was merged into one of another stream"};
  const SourceRef last = this->survivor(survivor);
  if (last == record_only(old))
    return Error{Fault::permanent,
                 "record " + printable(old.record) + " would be merged into itself"};
  aliases_[record_only(old)] = last;
  return ok();
}

SourceRef RecordAliases::survivor(const SourceRef& record) const {
  SourceRef at = record_only(record);
  for (auto next = aliases_.find(at); next != aliases_.end(); next = aliases_.find(at))
    at = next->second;  // merge() lets no circle in
  at.field = record.field;
  return at;
}

std::vector<Observed> under_survivors(std::vector<Observed> said, const RecordAliases& aliases) {
  std::map<SourceRef, Observed> kept;
  for (Observed& one : said) {
    const SourceRef now = aliases.survivor(one.ref);
    const bool merged_away = now != one.ref;
    if (merged_away && one.deleted) continue;
    one.ref = now;
    const auto [known, added] = kept.try_emplace(now, one);
    if (!added && stays(one, known->second)) known->second = std::move(one);
  }
  std::vector<Observed> out;
  out.reserve(kept.size());
  for (auto& [ref, one] : kept) out.push_back(std::move(one));
  return out;
}

}  // namespace closemap
