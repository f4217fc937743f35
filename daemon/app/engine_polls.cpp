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
  doors_.executor.io(
      Executor::Lane::pull, [this, &source, run, gate = source.gate, pulls = std::move(pulls)] {
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
        doors_.executor.core(
            [this, &source, run, result, remarks = source.port->source->remarks()]() mutable {
              if (source.run != run) return;
              take_remarks(source, std::move(remarks));
              poll_finished(source, result);
            });
      });
}

// Names what the operator hears of at most once a day.
std::string Engine::today() const { return to_text(settings().zone.local_date(now())); }

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
    source.held = std::to_string(report->would_lose) + " records of " + source.name + "/" +
                  page.stream + " would lose values or be closed at once";
    return false;
  }
  note_lost_columns(source, report->lost_columns);
  if (report->mostly_unmapped)
    tell_operator({Severity::warning,
                   std::to_string(report->quarantined) + " records of " + source.name + "/" +
                       page.stream + " do not map",
                   report->reason, "what was known of them stays; the rest goes on",
                   "closemap quarantine lists them; put the export or the field map right", now()},
                  "unmapped/" + source.name + "/" + page.stream + "/" + today());
  if (report->wrote()) {
    newcomers_ = newcomers_ || page.stream != kMilestoneStream;
    source.changed = true;
    source.last_new_data = now();
  }
  if (report->quarantined > 0)
    doors_.log("warn", std::to_string(report->quarantined) + " records of " + source.name + "/" +
                           page.stream + " are in quarantine; see closemap quarantine");
  if (report->guard_tripped) {
    const std::string what = source.name + "/" + page.stream + " lists " +
                             std::to_string(report->would_delete) + " records fewer than are known";
    doors_.log("error", what + "; nothing was deleted");
    tell_operator({Severity::critical, what,
                   "all of them, or more than " + std::to_string(kMassChangePercent) +
                       " %, would be deleted at once",
                   "nothing was deleted; the plans stay as they are",
                   "check the export; if they are really gone, closemap connectors believe " +
                       source.name + " lets them go",
                   now()},
                  "mass_change/" + source.name + "/" + page.stream + "/" + today());
  }
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

void Engine::note_lost_columns(SourceState& source, const std::vector<LostColumn>& lost) {
  for (const LostColumn& column : lost) {
    auto& all = source.lost_columns;
    const auto known = std::find_if(all.begin(), all.end(), [&](const LostColumn& other) {
      return other.table == column.table && other.column == column.column;
    });
    if (known == all.end())
      all.push_back(column);
    else
      known->records += column.records;
  }
}

// The log hears of it when it changes, the operator once a day while it lasts.
void Engine::take_remarks(SourceState& source, std::vector<std::string> remarks) {
  const bool fresh = source.remarks != remarks;
  const std::string day = today();
  const bool new_day = std::exchange(source.remarks_day, day) != day;
  source.remarks = std::move(remarks);
  if (source.remarks.empty() || stopping_ || (!fresh && !new_day)) return;
  constexpr std::size_t kNamedMax = 5;
  const std::size_t named = std::min(source.remarks.size(), kNamedMax);
  std::string what =
      source.name + ": " +
      join({source.remarks.begin(), source.remarks.begin() + static_cast<std::ptrdiff_t>(named)},
           "; ");
  if (named < source.remarks.size())
    what += "; and " + std::to_string(source.remarks.size() - named) + " more";
  if (fresh) doors_.log("warn", what);
  tell_operator({Severity::warning, what, "", "the rest is read, and what was known stays",
                 "put a plain file of its own into the folder; closemap connectors check " +
                     source.name + " lists what is left out",
                 now()},
                "left_out/" + what + "/" + day);
}

// One message, however many columns and pages it took.
void Engine::tell_lost_columns(const SourceState& source) {
  std::vector<std::string> named;
  int records = 0;
  for (const LostColumn& lost : source.lost_columns) {
    named.push_back(
        printable(lost.table) + " has no column " + printable(lost.column) + " any more" +
        (lost.near.empty() ? "" : "; is it \"" + printable(shorten(lost.near, 60)) + "\" now?"));
    records = std::max(records, lost.records);
  }
  if (named.empty()) return;
  const std::string what = source.name + ": " + join(named, "; ");
  doors_.log("warn", what + "; what was known from it stays");
  tell_operator({Severity::warning, what, std::to_string(records) + " records had values in it",
                 "what was known stays; the rest of the export is read",
                 "give the column its name back, name the new one in the field map, or let "
                 "closemap connectors believe " +
                     source.name + " take the values away",
                 now()},
                "columns/" + what + "/" + today());
}

void Engine::poll_finished(SourceState& source, const Status& result) {
  source.running = false;
  if (stopping_) return;
  tell_lost_columns(source);
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
  if (source.told_operator || (!at_once && !lasts)) return;
  tell_blind(
      source, error.what,
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
}

void Engine::tell_blind(SourceState& source, const std::string& what, const std::string& ask) {
  source.told_operator = true;
  tell_operator({Severity::warning, "connector " + source.name + " cannot be read", what,
                 "alerts of its plans rest until it can be read again", ask, source.failing_since},
                "blind/" + source.name + "/" + std::to_string(source.failing_since->ms));
}

// Nothing can be taken from a worker that does not come back: its poll goes on, and what it still
// brings is taken in.
void Engine::poll_hangs(SourceState& source) {
  if (std::exchange(source.hangs, true)) return;
  ++source.failures;
  source.error = "it has given no page for " + duration_text(kStuckAfterMs);
  if (!source.failing_since) source.failing_since = now();
  doors_.log("warn", "reading " + source.name + " hangs: " + source.error);
  if (!source.told_operator)
    tell_blind(source, source.error,
               "the poll goes on; where it does not end, look at what it reads, and restart "
               "closemap");
}

void Engine::poll_succeeded(SourceState& source) {
  const bool back = source.failures > 0;
  // Before a source's first answer its plans are not judged either: by a command that decided
  // something, or by a daemon that was stopped then.
  any_back_ = any_back_ || back || !source.succeeded;
  // What a first sync found was judged by one look.
  if (!first_sync(source.name)) to_recheck_.insert(source.name);
  if (back) doors_.log("info", source.name + " can be read again");
  if (source.told_operator)
    tell_operator({Severity::info, "connector " + source.name + " can be read again", "",
                   "its alerts are live again", "", now()},
                  "back/" + source.name + "/" + std::to_string(source.failing_since->ms));
  source.answered = source.succeeded = true;
  source.told_operator = false;
  source.failures = 0;
  source.error.clear();
  source.failing_since.reset();
  source.last_success = now();
  source.next_poll_mono = doors_.clock.mono_ms() + source.interval_ms;
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
  work_off();
  if (!may_pass()) return;
  settle_unplaced();
  if (std::exchange(any_back_, false))
    if (const auto report = in_force_->pass->rested(now()); !report) failed(report.error());
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
