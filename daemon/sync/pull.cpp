// Reading and mapping pages.
#include "daemon/sync/pull.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "mapping/reconcile/deal_record.h"
#include "mapping/reconcile/plausible.h"

namespace closemap {
namespace {

// Maps the records of `page` and joins it to what was read before it.
void join(PulledPage& pulled, Page page, const StreamPull& pull, FieldMap::Scratch& scratch) {
  bool all_good = true;
  for (const Record& record : page.records) {
    MappedRecord& out = pulled.records.emplace_back();
    if (!record.error.empty()) {
      out.error = record.error;
    } else if (record.body.empty()) {
      out.named_only = !record.deleted;
    } else if (!record.deleted) {
      pulled.bytes += record.body.size();
      auto mapped = pull.map->apply(record.body, scratch);
      if (mapped) {
        out.error = implausible(pull.stream, mapped->fields);
        if (pull.stream == kOpportunityStream) add_account_keys(mapped->fields, mapped->keys);
        out.mapped = *std::move(mapped);
      } else {
        out.error = mapped.error().what;
      }
    }
    if (record.id.empty() && out.error.empty()) out.error = "the record has no id";
    all_good = all_good && out.error.empty();
  }
  for (const RecordTable& table : page.tables)
    pulled.lacking.push_back(pull.map->lacking(table.columns));
  if (all_good) page.keep_names();  // a bad record goes to quarantine with its body
  pulled.page.join(std::move(page));
}

Status check_bounds(const Page& page, const std::string& cursor) {
  if (page.records.size() > kRecordsPerPageMax)
    return Error{Fault::permanent,
                 "page holds " + std::to_string(page.records.size()) + " records, the bound is " +
                     std::to_string(kRecordsPerPageMax) + "; lower page_size",
                 0};
  if (page.more && page.cursor == cursor)
    return Error{Fault::permanent,
                 "the source offers more but repeats its cursor; stopped instead of looping", 0};
  return ok();
}

// Whether more of its stream should come before a commit.
bool waits(const PulledPage& pulled) {
  return pulled.page.more && !pulled.page.listing && pulled.records.size() < kRecordsPerCommit &&
         pulled.bytes < kBytesPerCommit;
}

// One stream to its end; false: `take` wants no more.
Result<bool> pull_stream(Source& source, const StreamPull& pull, FieldMap::Scratch& scratch,
                         const std::function<bool(PulledPage)>& take) {
  std::string cursor = pull.cursor;
  std::optional<PulledPage> pulled;
  const auto hand_over = [&] { return !pulled || take(*std::exchange(pulled, std::nullopt)); };
  for (int pages = 0; pages < kPagesPerPollMax; ++pages) {
    auto page = source.read({pull.stream, cursor, pull.sweep});
    if (const Status good = page ? check_bounds(*page, cursor) : Status(page.error()); !good) {
      hand_over();
      return good.error();
    }
    const bool more = page->more;
    cursor = page->cursor;
    if (page->listing && !hand_over()) return false;
    if (!pulled) {
      pulled = PulledPage{pull.stream, pull.map->fingerprint(), {}, {}, 0, {}};
      pulled->records.reserve(std::max(page->records.size(), kRecordsPerCommit));
    }
    join(*pulled, *std::move(page), pull, scratch);
    if (!waits(*pulled) && !hand_over()) return false;
    if (!more) return true;
  }
  hand_over();
  return Error{Fault::permanent,
               "more than " + std::to_string(kPagesPerPollMax) + " pages in one poll", 0};
}

}  // namespace

Status pull_streams(Source& source, const std::vector<StreamPull>& streams,
                    const std::function<bool(PulledPage)>& take) {
  FieldMap::Scratch scratch;
  for (const StreamPull& pull : streams) {
    const auto all = pull_stream(source, pull, scratch, take);
    if (!all) return Error(all.error()).within(pull.stream);
    if (!*all) return ok();
  }
  return ok();
}

}  // namespace closemap
