// Polls: starting them, taking their pages, judging how they ended.
#include <algorithm>
#include <array>
#include <utility>

#include "daemon/app/engine.h"
#include "daemon/app/source_state.h"
#include "mapping/core/text.h"

namespace closemap {
namespace {

// People and accounts before the deals that name them, deals before their steps.
constexpr std::string_view kStreamOrder[] = {kPersonStream, kAccountStream, kOpportunityStream,
                                             kMilestoneStream};

std::string believe_key(const std::string& connector) { return "believe/" + connector; }

}  // namespace

std::vector<StreamPull> Engine::streams_of(SourceState& source, bool sweep_only) {
  std::vector<StreamPull> pulls;
  const bool sweep_due = source.port->description->needs_sweep &&
                         doors_.clock.mono_ms() - source.last_sweep_mono >= kSweepEveryMs;
  const Status looked = doors_.store.read([&]() -> Status {
    RecordRoom& records = doors_.store.records();
    source.new_maps.clear();
    source.believe = !doors_.store.meta().get(believe_key(source.name)).value_or("").empty();
    for (const std::string_view stream : kStreamOrder) {
      const auto map = source.port->maps.find(std::string(stream));
      if (map == source.port->maps.end()) continue;
      const bool wanted = source.sweep_wanted.contains(std::string(stream));
      if (sweep_only && !wanted) continue;
      const auto id = records.known_source(source.name, stream);
      // A changed field map reads the source again from the start: every record may map to
      // something else now.
      const bool same_map = id && records.map_fingerprint(*id) == map->second.fingerprint();
      if (!same_map) source.new_maps.insert(std::string(stream));
      pulls.push_back({std::string(stream), same_map ? records.cursor(*id) : std::string{},
                       sweep_only || sweep_due, &map->second});
    }
    return ok();
  });
  if (!looked) failed(looked.error());
  if (sweep_due) source.last_sweep_mono = doors_.clock.mono_ms();
  return pulls;
}

void Engine::start_poll(SourceState& source, bool sweep_only) {
  std::vector<StreamPull> pulls = streams_of(source, sweep_only);
  source.running = true;
  source.page_failed = false;
  source.hangs = false;
  source.held.clear();
  source.lost_columns.clear();
  if (!sweep_only) source.changed = false;
  source.started_mono = source.last_page_mono = doors_.clock.mono_ms();
  const std::int64_t run = ++source.run;
  source.gate = std::make_shared<PageGate>(kPagesInFlight);
  doors_.executor.io(Executor::Lane::pull, [this, &source, run, gate = source.gate,
                                            pulls = std::move(pulls)] {
    auto refused = std::make_shared<std::atomic<bool>>(false);
    // Their memory comes back to the thread that will fill it again: not the core frees it.
    std::array<std::shared_ptr<const PulledPage>, kPagesInFlight + 1> kept;
    std::size_t pages = 0;
    const Status result = pull_streams(*source.port->source, pulls, [&](PulledPage page) {
      if (stopping_ || *refused) return false;
      gate->enter();
      const auto shared = std::make_shared<const PulledPage>(std::move(page));
      kept[pages++ % kept.size()] = shared;
      doors_.executor.core([this, &source, run, gate, refused, shared] {
        if (source.run == run && !source.page_failed && source.held.empty() &&
            !take_page(source, *shared))
          *refused = true;
        gate->leave();
      });
      return !*refused;
    });
    doors_.executor.core([this, &source, run, result, remarks = source.port->source->remarks()] {
      if (source.run != run) return;
      if (result || !remarks.empty()) take_remarks(source, remarks);
      poll_finished(source, result);
    });
  });
}

bool Engine::take_page(SourceState& source, const PulledPage& page) {
  source.last_page_mono = doors_.clock.mono_ms();
  const bool alone = in_force_->settings->plan.create == "all";
  const auto report = ingest(doors_.store, source.name, page, now(),
                             {alone, source.believe, source.new_maps.contains(page.stream)});
  if (!report) {
    source.page_failed = true;
    source.error = report.error().what;
    failed(report.error());
    return false;
  }
  store_trouble_ = false;
  if (report->would_lose > 0) {
    source.held = counted(report->would_lose, "record") + " of " + source.name + "/" + page.stream +
                  " would lose values or be closed at once";
    return false;
  }
  note_page(source, page, *report);
  if (report->wrote()) {
    newcomers_ = newcomers_ || page.stream != kMilestoneStream;
    source.changed = true;
    source.last_new_data = now();
  }
  if (report->quarantined > 0)
    doors_.log("warn", "in quarantine: " + counted(report->quarantined, "record") + " of " +
                           source.name + "/" + page.stream + "; see closemap quarantine");
  if (report->guard_tripped)
    doors_.log("error", source.name + "/" + page.stream + " lists " +
                            counted(report->would_delete, "record") +
                            " fewer than are known; nothing was deleted");
  if (page.page.listing_ends) {
    source.sweep_wanted.erase(page.stream);
  } else if (report->mismatch != 0) {
    const auto known = source.swept_for.find(page.stream);
    if (known == source.swept_for.end() || known->second != report->mismatch)
      source.sweep_wanted[page.stream] = report->mismatch;
  } else {
    source.sweep_wanted.erase(page.stream);
    source.swept_for.erase(page.stream);
  }
  return true;
}

void Engine::poll_finished(SourceState& source, const Status& result) {
  source.running = false;
  if (stopping_) return;
  note_columns(source, result && !source.page_failed && source.held.empty());
  if (source.page_failed) {
    source.next_poll_mono =
        doors_.clock.mono_ms() + kRetryBaseMs;  // the store's trouble, not the source's
    return;
  }
  if (!source.held.empty()) {
    poll_failed(source, Error{Fault::permanent, source.held, 0});
    source.next_poll_mono = doors_.clock.mono_ms() + source.interval_ms;
    return;
  }
  if (!result) return poll_failed(source, result.error());
  if (!source.sweep_wanted.empty()) {  // the counts differ: one listing explains it, at most one
                                       // for the same difference
    for (const auto& [stream, mismatch] : source.sweep_wanted) source.swept_for[stream] = mismatch;
    return start_poll(source, true);
  }
  poll_succeeded(source);
}

void Engine::poll_failed(SourceState& source, const Error& error) {
  source.answered = true;
  source.error = error.what;
  if (!source.failing_since) source.failing_since = now();
  ++source.failures;
  const bool person_must_act = error.fault == Fault::auth || error.fault == Fault::config;
  source.parked = person_must_act;
  source.sweep_wanted.clear();
  source.next_poll_mono =
      doors_.clock.mono_ms() + retry_delay_ms(source.failures, error.retry_after_ms, random_);
  if (source.failures == 1 || person_must_act)
    doors_.log("warn", "cannot read " + source.name + ": " + error.what);
  const bool at_once = person_must_act || !source.held.empty();
  const bool put_off = error.fault == Fault::rate_limited;  // waiting one's turn is no failure
  const bool lasts = put_off ? now() - *source.failing_since >= kTellWaitingAfterMs
                             : source.failures >= kTellOperatorAfter;
  if (at_once || lasts)
    note_unreadable(
        source, error.fault == Fault::auth ? SourceReading::refused : SourceReading::stalled,
        error.what,
        put_off ? "closemap asks again when the source lets it; look at its quota, and at who else "
                  "uses it"
        : !source.held.empty()
            ? "nothing of it was taken in; put the export or the field map right, or let closemap "
              "connectors believe " +
                  source.name + " take it as it is"
        : person_must_act
            ? "put it right, then reload closemap; closemap connectors check " + source.name +
                  " tries it"
            : "closemap keeps trying; closemap connectors check " + source.name + " tries it now");
  else if (source.work.reading == SourceReading::well ||
           source.work.reading == SourceReading::unknown)
    note_unreadable(source, SourceReading::failing, {}, {});
  judge_work(source);
}

// Nothing can be taken from a worker that does not come back: its poll goes on, and what it still
// brings is taken in.
void Engine::poll_hangs(SourceState& source) {
  if (std::exchange(source.hangs, true)) return;
  ++source.failures;
  source.error = "it has given no page for " + duration_text(kStuckAfterMs);
  if (!source.failing_since) source.failing_since = now();
  doors_.log("warn", "reading " + source.name + " hangs: " + source.error);
  if (source.work.reading != SourceReading::stalled)
    note_unreadable(source, SourceReading::stalled, source.error,
                    "the poll goes on; where it does not end, look at what it reads, and restart "
                    "closemap");
  judge_work(source);
}

void Engine::poll_succeeded(SourceState& source) {
  const bool back = source.failures > 0;
  // Before a source's first answer its plans are not judged either: by a command that decided
  // something, or by a daemon that was stopped then.
  any_back_ = any_back_ || back || !source.succeeded;
  // What a first sync found was judged by one look.
  if (!first_sync(source.name)) to_recheck_.insert(source.name);
  if (back) doors_.log("info", source.name + " can be read again");
  source.answered = source.succeeded = true;
  source.failures = 0;
  source.error.clear();
  source.failing_since.reset();
  source.last_success = now();
  source.next_poll_mono = doors_.clock.mono_ms() + source.interval_ms;
  note_unreadable(source, SourceReading::well, {}, {});
  judge_work(source);
  if (source.believe) {
    const Status done = doors_.store.write([&]() -> Status {
      doors_.store.meta().set(believe_key(source.name), "");
      return ok();
    });
    if (!done) failed(done.error());
  }
  if (!in_round_) judge();
}

// After a poll, or a round of them: what changed, and what was waiting for another look.
void Engine::judge() {
  const bool all = work_off();
  if (!may_pass()) return;
  if (all) judge_links();
  settle_unplaced();
  if (std::exchange(any_back_, false))
    if (const Status done = in_force_->pass->rested(now()); !done) failed(done.error());
  const auto report = in_force_->pass->recheck(std::exchange(to_recheck_, {}), now());
  if (!report) failed(report.error());
}

void Engine::settle_unplaced() {
  if (!newcomers_ && !ask_all_) return;
  bool any = false;
  const Status looked = doors_.store.read([&]() -> Status {
    any = doors_.store.records().unplaced_count() > 0;
    return ok();
  });
  if (!looked) return failed(looked.error());
  if (any)
    if (const auto report = in_force_->pass->settle_unplaced(now(), ask_all_); !report)
      return failed(report.error());
  newcomers_ = ask_all_ = false;
}

Status Engine::believe(const std::string& connector) {
  const auto found = sources_.find(connector);
  if (found == sources_.end())
    return Error{Fault::config,
                 "there is no source named " + connector + "; see closemap connectors list", 0};
  const Status done = doors_.store.write([&]() -> Status {
    RecordRoom& records = doors_.store.records();
    doors_.store.meta().set(believe_key(connector), "1");
    for (const auto& [stream, map] : found->second->port->maps)
      records.clear_cursor(records.source(connector, stream));
    return ok();
  });
  if (done) poll_now(connector);
  return done;
}

void Engine::poll_now(const std::string& connector) {
  for (auto& [name, source] : sources_) {
    if (!connector.empty() && name != connector) continue;
    source->parked = false;
    source->next_poll_mono = doors_.clock.mono_ms();
  }
}

std::vector<ConnectorHealth> Engine::health() const {
  std::vector<ConnectorHealth> all;
  for (const auto& port : in_force_->ports.ports) {
    ConnectorHealth health{port->settings->name, port->settings->type, "ok", {}, {}, {}, {}, 0};
    if (const auto found = sources_.find(port->settings->name); found != sources_.end()) {
      const SourceState& source = *found->second;
      const std::int64_t mono = doors_.clock.mono_ms();
      const bool stuck = source.running && mono - source.last_page_mono > kStuckAfterMs;
      health.state = stuck                                   ? "stuck"
                     : source.parked                         ? "parked"
                     : source.running                        ? "reading"
                     : source.failures >= kTellOperatorAfter ? "blind"
                     : source.failures > 0                   ? "failing"
                     : source.succeeded                      ? "ok"
                                                             : "waiting";
      health.error = source.error;
      health.last_success = source.last_success;
      health.last_new_data = source.last_new_data;
      health.failures = source.failures;
      if (!source.running && !source.parked)
        health.next_poll = now() + std::max<std::int64_t>(source.next_poll_mono - mono, 0);
    }
    all.push_back(std::move(health));
  }
  return all;
}

}  // namespace closemap
