// Records that name what nobody knows: into the quarantine, and out of it when that is known.
#include <algorithm>
#include <utility>

#include "daemon/sync/pass.h"
#include "mapping/core/text.h"

namespace closemap {
namespace {

constexpr std::size_t kShownMax = 60;

}  // namespace

Row Pass::deal_of(const SourceName& source, const StoredRecord& milestone) {
  RecordRoom& records = doors_.store.records();
  const std::string deal = text_or(ObservedFields(milestone.fields), "opportunity");
  const auto found = records.find(records.source(source.connector, kOpportunityStream), deal);
  return found ? found->row : 0;
}

void Pass::hold_back(const SourceName& source, const StoredRecord& milestone, Instant now) {
  const std::string named = text_or(ObservedFields(milestone.fields), "opportunity");
  const std::string why = "opportunity names \"" + shorten(printable(named), kShownMax) +
                          "\", which " + source.connector + " does not have";
  const bool fresh = doors_.store.records().set_unplaced(milestone.source, milestone.id, why,
                                                         milestone.fields, now);
  report_.unplaced += fresh ? 1 : 0;
}

void Pass::place(const ResolveInput& input, const std::vector<Unplaced>& unplaced, Instant now) {
  RecordRoom& records = doors_.store.records();
  if (unplaced.empty() && records.unplaced_count() == 0) return;
  for (const Observed& said : input.milestones) {
    if (said.deleted) continue;
    const SourceId source = records.source(said.ref.connection, said.ref.object);
    const auto why = std::find_if(unplaced.begin(), unplaced.end(),
                                  [&](const Unplaced& each) { return each.ref == said.ref; });
    if (why == unplaced.end()) {
      records.set_placed(source, said.ref.record);
    } else if (const auto record = records.find(source, said.ref.record)) {
      report_.unplaced +=
          records.set_unplaced(source, record->id, why->why, record->fields, now) ? 1 : 0;
    }
  }
}

Result<PassReport> Pass::settle_unplaced(Instant now, bool all) {
  const bool look_at_plans = std::exchange(people_came_, false) || all;
  const Status done = transact([&] {
    RecordRoom& records = doors_.store.records();
    std::set<Row> plans;
    std::vector<QuarantineRow> rows;
    Row after = 0;
    do {
      rows = records.unplaced(kPassRecordsMax, after);
      for (const QuarantineRow& row : rows) {
        after = row.row;
        const SourceId source = records.source(row.source.connector, row.source.stream);
        const auto record = records.find(source, row.id);
        const Row deal = record ? deal_of(row.source, *record) : 0;
        if (deal == 0) continue;
        const auto of_deal = doors_.store.plans().plans_using(deal);
        if (of_deal.empty()) records.set_placed(source, row.id);
        if (look_at_plans) plans.insert(of_deal.begin(), of_deal.end());
      }
    } while (rows.size() == kPassRecordsMax);
    for (const Row plan : plans) refresh(plan, now, "closemap");
  });
  if (!done) return Error(done.error()).within("pass over records without a place");
  return report_;
}

}  // namespace closemap
