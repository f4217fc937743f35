// Reading and mapping pages.
#include "daemon/sync/pull.h"

namespace closemap {
namespace {

PulledPage map_page(Page page, const StreamPull& pull, FieldMap::Scratch& scratch) {
  PulledPage pulled{pull.stream, pull.map->fingerprint(), std::move(page), {}};
  pulled.records.resize(pulled.page.records.size());
  for (std::size_t i = 0; i < pulled.page.records.size(); ++i) {
    const Record& record = pulled.page.records[i];
    MappedRecord& out = pulled.records[i];
    if (!record.error.empty()) {
      out.error = record.error;
    } else if (record.body.empty()) {
      out.named_only = !record.deleted;
    } else if (!record.deleted) {
      auto mapped = pull.map->apply(record.body, scratch);
      if (mapped) {
        out.mapped = *std::move(mapped);
      } else {
        out.error = mapped.error().what;
      }
    }
    if (record.id.empty() && out.error.empty()) out.error = "the record has no id";
  }
  return pulled;
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

}  // namespace

Status pull_streams(Source& source, const std::vector<StreamPull>& streams,
                    const std::function<bool(PulledPage)>& take) {
  FieldMap::Scratch scratch;
  for (const StreamPull& pull : streams) {
    std::string cursor = pull.cursor;
    for (int pages = 0;; ++pages) {
      if (pages == kPagesPerPollMax)
        return Error{
            Fault::permanent,
            pull.stream + ": more than " + std::to_string(kPagesPerPollMax) + " pages in one poll",
            0};
      auto page = source.read({pull.stream, cursor, pull.sweep});
      if (!page) return Error(std::move(page).error()).within(pull.stream);
      if (const Status good = check_bounds(*page, cursor); !good)
        return Error(good.error()).within(pull.stream);
      const bool more = page->more;
      cursor = page->cursor;
      if (!take(map_page(*std::move(page), pull, scratch))) return ok();
      if (!more) break;
    }
  }
  return ok();
}

}  // namespace closemap
