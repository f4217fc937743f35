// Our own work as alerts: what is known of each source and of what waits for a person, judged when
// it has moved (mapping/signal/own_work.h).
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "daemon/app/engine.h"
#include "daemon/app/source_state.h"
#include "mapping/core/text.h"

namespace closemap {
namespace {

constexpr std::size_t kNamedMax = 5;  // files of one notice that are left out
constexpr std::size_t kIdShownMax = 60, kReasonShownMax = 200, kColumnShownMax = 60;

std::string example_of(const std::optional<UnfitRecord>& record) {
  if (!record) return {};
  return shorten(printable(record->id), kIdShownMax) + ": " +
         shorten(printable(record->reason), kReasonShownMax);
}

void note_lost(std::vector<LostColumn>& all, const std::vector<LostColumn>& lost) {
  for (const LostColumn& column : lost) {
    const auto known = std::find_if(all.begin(), all.end(), [&](const LostColumn& other) {
      return other.table == column.table && other.column == column.column;
    });
    if (known == all.end())
      all.push_back(column);
    else
      known->records += column.records;
  }
}

std::string gone(const LostColumn& lost) {
  return printable(lost.table) + " has no column " + printable(lost.column) + " any more" +
         (lost.near.empty()
              ? ""
              : "; is it \"" + printable(shorten(lost.near, kColumnShownMax)) + "\" now?");
}

// What the inputs of that name say.
std::string joined(const std::vector<Input>& inputs, std::string_view name) {
  std::vector<std::string> texts;
  for (const Input& input : inputs)
    if (input.name == name) texts.push_back(input.text);
  return join(texts, "; ");
}

}  // namespace

void Engine::expect_work(SourceState& source) {
  source.work.connector = source.name;
  source.judged.reset();
  auto unfit = std::exchange(source.work.unfit, {});
  for (const auto& [stream, map] : source.port->maps) source.work.unfit[stream] = unfit[stream];
}

void Engine::note_page(SourceState& source, const PulledPage& page, const IngestReport& report) {
  std::optional<Unfit>& unfit = source.work.unfit[page.stream];
  const bool mostly = report.mostly_unmapped || (unfit && unfit->mostly);
  unfit = Unfit{report.unfit, mostly && report.unfit > 0, example_of(report.unfit_example)};
  if (!page.page.tables.empty()) note_lost(source.lost_columns[page.stream], report.lost_columns);
  if (report.listed) {
    std::vector<Input>& missing = source.work.missing[page.stream + "/listing"];
    missing.clear();
    if (report.guard_tripped)
      missing.push_back({std::string(kFewer), std::to_string(report.would_delete)});
  }
  if (!report.counted) return;
  const auto swept = source.swept_for.find(page.stream);
  const bool listing_explains = swept == source.swept_for.end() || swept->second != report.mismatch;
  if (report.mismatch != 0 && listing_explains) return;  // it is asked for first
  std::vector<Input>& missing = source.work.missing[page.stream + "/total"];
  missing.clear();
  if (report.mismatch > 0)
    missing.push_back({std::string(kBeyond), std::to_string(report.mismatch)});
}

// The log hears of it when it changes.
void Engine::take_remarks(SourceState& source, const std::vector<std::string>& remarks) {
  std::vector<Input> inputs;
  const std::size_t named = std::min(remarks.size(), kNamedMax);
  for (std::size_t i = 0; i < named; ++i) inputs.push_back({std::string(kLeftOut), remarks[i]});
  if (named < remarks.size()) inputs.push_back({"more", std::to_string(remarks.size() - named)});
  std::vector<Input>& files = source.work.missing["files"];
  if (files == inputs) return;
  files = std::move(inputs);
  if (!files.empty()) doors_.log("warn", source.name + ": " + joined(files, kLeftOut));
}

// `whole`: the poll came to its end, so that a table that lacks nothing lacks nothing.
void Engine::note_columns(SourceState& source, bool whole) {
  for (const auto& [stream, lost] : source.lost_columns) {
    if (lost.empty() && !whole) continue;
    std::vector<Input>& missing = source.work.missing[stream + "/columns"];
    missing.clear();
    int records = 0;
    for (const LostColumn& column : lost) {
      missing.push_back({std::string(kColumnGone), gone(column)});
      records = std::max(records, column.records);
    }
    if (missing.empty()) continue;
    missing.push_back({"records", std::to_string(records)});
    doors_.log("warn", source.name + ": " + joined(missing, kColumnGone) +
                           "; what was known from it stays");
  }
  source.lost_columns.clear();
}

// The words of one error differ from try to try; while the same is to be done, the first stand.
void Engine::note_unreadable(SourceState& source, SourceReading how, const std::string& why,
                             const std::string& next) {
  SourceWork& work = source.work;
  if (work.reading == how && work.next == next) return;
  work.reading = how;
  work.why = why;
  work.next = next;
  work.since = source.failing_since;
}

void Engine::judge_work(SourceState& source) {
  const bool again = source.judge_again && *source.judge_again <= now();
  if (!again && source.judged == source.work) return;
  const Status done = doors_.store.write([&]() -> Status {
    WorkAlerts& work = *in_force_->work;
    source.judge_again = work.judge(judge_source(source.work, work.thresholds()), now());
    return ok();
  });
  if (!done) return failed(done.error());
  source.judged = source.work;
}

// While a first sync goes on, more will come: its proposals are told of at once.
void Engine::judge_links() {
  const bool again = links_again_ && *links_again_ <= now();
  if ((!links_moved_ && !again) || first_sync_running()) return;
  const Status done = doors_.store.write([&]() -> Status {
    WorkAlerts& work = *in_force_->work;
    const std::int64_t waiting = doors_.store.links().waiting_count();
    links_again_ = work.judge(std::array{judge_reviews(waiting, work.thresholds())}, now());
    return ok();
  });
  if (!done) return failed(done.error());
  links_moved_ = false;
}

Status Engine::retire_work() {
  std::set<std::string> sources;
  for (const ConnectorSettings& connector : settings().connectors)
    if (connector.party) sources.insert(connector.name);
  return doors_.store.write([&]() -> Status {
    in_force_->work->retire(sources, now());
    return ok();
  });
}

}  // namespace closemap
