// Records that their CRM merged: the old one lives on under the survivor (domain.md §3.6, L13).
#pragma once

#include <map>
#include <string>

#include "mapping/core/result.h"
#include "mapping/plan/plan.h"
#include "mapping/reconcile/resolve.h"

namespace closemap {

class RecordAliases {
 public:
  // Both of one connection and stream. Error (permanent): another connection or stream, or a
  // circle.
  Status merge(const SourceRef& old, const SourceRef& survivor);
  // Where the record's words belong now; itself when it was never merged. Chains are followed.
  SourceRef survivor(const SourceRef& record) const;
  std::size_t size() const { return aliases_.size(); }

 private:
  std::map<SourceRef, SourceRef> aliases_;
};

// What was said of merged records, said of their survivors; the later word of one record stays,
// and a merged record's own deletion is no deletion of the survivor.
std::vector<Observed> under_survivors(std::vector<Observed> said, const RecordAliases& aliases);

}  // namespace closemap
