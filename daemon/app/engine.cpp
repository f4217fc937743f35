// The engine's frame: configuration in force, the tick, passes and deliveries.
#include "daemon/app/engine.h"

#include <algorithm>

#include "daemon/app/engine_keys.h"
#include "daemon/app/source_state.h"
#include "mapping/core/text.h"

namespace closemap {
namespace {

constexpr std::int64_t kTickMaxMs = 60'000;
constexpr std::int64_t kLatelyMs = 60'000;
constexpr std::int64_t kPassesInARowMs = 2'000;  // then the core looks at its queue again

}  // namespace

Engine::Engine(EngineDoors doors)
    : doors_(std::move(doors)), random_(doors_.seed), ids_(random_.next()) {}
Engine::~Engine() = default;

const Settings& Engine::settings() const { return *in_force_->settings; }

Notifier* Engine::notifier(const std::string& name) {
  Port* port = in_force_->ports.find(name);
  if (port == nullptr || port->notifier == nullptr) return nullptr;
  if (!doors_.show_only) return port->notifier.get();
  auto& shown = show_[name];
  if (!shown) shown = std::make_unique<ShownNotices>(port->notifier.get(), name, shown_);
  return shown.get();
}

Status Engine::adopt(std::unique_ptr<Settings> settings, OpenedPorts ports) {
  auto fresh = std::make_unique<InForce>();
  fresh->settings = std::move(settings);
  fresh->ports = std::move(ports);
  const Settings& in_force = *fresh->settings;
  const auto lookup = [this](const std::string& name) { return notifier(name); };
  const auto log = [this](const std::string& line) { doors_.log("warn", line); };
  std::function<void(const std::vector<PlanNews>&)> watch;
  if (doors_.watch_plans)
    watch = [this](const std::vector<PlanNews>& news) {
      news_.insert(news_.end(), news.begin(), news.end());
    };
  fresh->writer = std::make_unique<OutboxWriter>(doors_.store, in_force, lookup);
  fresh->alerts = std::make_unique<AlertPipeline>(
      AlertPipeline::Doors{doors_.store, in_force, ids_, *fresh->writer, log});
  fresh->work =
      std::make_unique<WorkAlerts>(WorkAlerts::Doors{doors_.store, in_force, ids_, *fresh->writer});
  fresh->pass = std::make_unique<Pass>(
      Pass::Doors{doors_.store, in_force, *fresh->alerts, ids_,
                  [this](const std::string& name) { return blind(name); },
                  [this](const std::string& name) { return first_sync(name); }, log, watch,
                  [this](Job job) { doors_.executor.aside(std::move(job)); }});
  fresh->delivery = std::make_unique<Delivery>(
      Delivery::Doors{doors_.store, in_force, random_, *fresh->writer, lookup, log});
  show_.clear();
  in_force_ = std::move(fresh);
  std::map<std::string, std::unique_ptr<SourceState>> sources;
  for (const auto& port : in_force_->ports.ports) {
    if (port->source == nullptr) continue;
    auto& state = sources[port->settings->name];
    const auto before = sources_.find(port->settings->name);
    state = before == sources_.end() ? std::make_unique<SourceState>() : std::move(before->second);
    state->name = port->settings->name;
    state->port = port.get();
    expect_work(*state);
    state->parked = false;
    if (port->settings->options.has("interval"))
      state->interval_ms = port->settings->options.integer("interval");
    state->next_poll_mono = doors_.clock.mono_ms();
    if (state->last_sweep_mono == 0) state->last_sweep_mono = doors_.clock.mono_ms();
  }
  sources_ = std::move(sources);
  if (doors_.store.is_backup() && !doors_.show_only)
    if (const Status begun = begin_restored(); !begun) return begun;
  watch_clock();  // from here on
  if (const Status looked = look_at_clock(); !looked) return looked;
  if (const Status recovered = in_force_->delivery->recover(); !recovered) return recovered;
  links_moved_ = true;
  if (const Status retired = retire_work(); !retired) return retired;
  return doors_.store.write([&]() -> Status {
    const std::int64_t last = number_of(doors_.store.meta(), kHeartbeatKey);
    const bool long_silence = last > 0 && now().ms - last > kLongSilenceMs;
    in_force_->writer->after_restore(doors_.store.meta().get(kRestoredKey).value_or("") == "1");
    baseline_done_.clear();
    for (const auto& [name, source] : sources_) {
      if (long_silence) doors_.store.meta().set(baseline_key(name), "");
      const auto done = doors_.store.meta().get(baseline_key(name));
      if (done && !done->empty()) baseline_done_.insert(name);
    }
    return ok();
  });
}

bool Engine::first_sync(const std::string& connector) const {
  return !baseline_done_.contains(connector);
}

bool Engine::blind(const std::string& connector) const {
  const auto found = sources_.find(connector);
  return found == sources_.end() || found->second->failures > 0 || !found->second->succeeded;
}

bool Engine::first_round_done() const {
  return std::all_of(sources_.begin(), sources_.end(),
                     [](const auto& entry) { return entry.second->answered; });
}

bool Engine::any_trouble() const {
  return std::any_of(sources_.begin(), sources_.end(),
                     [](const auto& entry) { return entry.second->failures > 0; });
}

bool Engine::overdue(const SourceState& source) const {
  const std::int64_t mono = doors_.clock.mono_ms();
  return source.running && (mono - source.last_page_mono > kStuckAfterMs ||
                            mono - source.started_mono > kFirstPollHoldsMs);
}

bool Engine::first_sync_running() const {
  return std::any_of(sources_.begin(), sources_.end(), [&](const auto& entry) {
    const SourceState& source = *entry.second;
    return source.running && first_sync(source.name) && !overdue(source);
  });
}

bool Engine::may_pass() const {
  if (doors_.clock.mono_ms() < unbelieved_until_mono_) return false;
  return std::all_of(sources_.begin(), sources_.end(), [&](const auto& entry) {
    return entry.second->answered || overdue(*entry.second);
  });
}

bool Engine::idle() const {
  const bool reading = std::any_of(sources_.begin(), sources_.end(),
                                   [](const auto& entry) { return entry.second->running; });
  return !reading && !in_force_->delivery->in_flight();
}

bool Engine::store_refused_lately() const {
  return refused_mono_ && doors_.clock.mono_ms() - *refused_mono_ < kLatelyMs;
}

void Engine::failed(const Error& error) {
  if (troubles_.now(error.what, doors_.clock.mono_ms())) doors_.log("error", error.what);
  store_trouble_ = true;
  refused_mono_ = doors_.clock.mono_ms();
}

bool Engine::pass_once() {
  bool any = false;
  const Status looked = doors_.store.read([&]() -> Status {
    any = doors_.store.records().any_dirty();
    return ok();
  });
  if (!looked) failed(looked.error());
  if (!looked || !any) return false;
  const auto report = in_force_->pass->dirty(now());
  if (!report) {
    failed(report.error());
    return false;
  }
  store_trouble_ = false;
  if (report->unplaced > 0)
    doors_.log("warn", counted(report->unplaced, "step") +
                           " with what has no place in a plan; see closemap quarantine");
  links_moved_ = links_moved_ || report->links > 0 || report->proposals > 0;
  if (report->plans_created > 0)
    doors_.log("info", counted(report->plans_created, "plan") + " created");
  return true;
}

bool Engine::work_off() {
  if (!may_pass()) return true;
  const std::int64_t until = doors_.clock.mono_ms() + kPassesInARowMs;
  bool done = false;
  while (!done && doors_.clock.mono_ms() < until) done = !pass_once();
  settle_first_syncs();
  return done;
}

void Engine::settle_first_syncs() {
  std::vector<std::string> settled;
  for (const auto& [name, source] : sources_)
    if (source->succeeded && !source->running && !baseline_done_.contains(name))
      settled.push_back(name);
  if (settled.empty()) return;
  const Status done = doors_.store.write([&]() -> Status {
    if (doors_.store.records().any_dirty()) return ok();
    for (const std::string& name : settled) {
      doors_.store.meta().set(baseline_key(name), std::to_string(now().ms));
      baseline_done_.insert(name);
    }
    if (baseline_done_.size() < sources_.size()) return ok();
    doors_.store.meta().set(kRestoredKey, "");
    in_force_->writer->after_restore(false);
    return ok();
  });
  if (!done) return failed(done.error());
  const Status checkpointed = doors_.store.checkpoint();  // a first sync is a bulk load
  if (!checkpointed) failed(checkpointed.error());
}

void Engine::run_due() {
  if (!may_pass()) return;
  if (set_back_) {
    if (const Status done = in_force_->pass->planned_ahead(now()); !done)
      return failed(done.error());
    set_back_ = false;
  }
  for (const std::int64_t until = doors_.clock.mono_ms() + kPassesInARowMs;
       doors_.clock.mono_ms() < until;) {
    std::optional<Instant> due;
    const Status looked = doors_.store.read([&]() -> Status {
      due = doors_.store.plans().next_due();
      return ok();
    });
    if (!looked) return failed(looked.error());
    if (!due || *due > now()) return;
    const auto report = in_force_->pass->due(now());
    if (!report) return failed(report.error());
  }
}

void Engine::deliver() {
  in_force_->delivery->hold_digests(first_sync_running());
  auto taken = in_force_->delivery->take(now());
  if (!taken) return failed(taken.error());
  for (std::vector<DeliveryJob>& jobs : *taken) {
    Notifier* carrier = notifier(jobs.front().notifier);
    if (carrier == nullptr) continue;
    doors_.executor.io(Executor::Lane::deliver, [this, carrier, jobs = std::move(jobs)] {
      const std::int64_t until = doors_.clock.mono_ms() + kNoticesAtOnceMs;
      auto results =
          carry_out(*carrier, jobs, [&] { return !stopping_ && doors_.clock.mono_ms() < until; });
      doors_.executor.core([this, results = std::move(results)] { delivered(results); });
    });
  }
}

// Recorded by the tick that follows.
void Engine::delivered(const std::vector<DeliveryResult>& results) {
  for (const DeliveryResult& result : results)
    if (result.error) doors_.log("warn", "notice not delivered: " + result.error->what);
  in_force_->delivery->finished(results);
}

void Engine::tell_operator(const OperatorNote& note, const std::string& key) {
  const Status done = doors_.store.write([&]() -> Status {
    in_force_->writer->tell_operator(note, key, now());
    return ok();
  });
  if (!done) failed(done.error());
}

// A long silence is noticed at the next start; once an hour is enough, and quiet polls still write
// nothing.
void Engine::heartbeat(bool closing) {
  const std::int64_t mono = doors_.clock.mono_ms();
  if (!closing && heartbeat_at_ != 0 && mono - heartbeat_at_ < kHeartbeatEveryMs) return;
  heartbeat_at_ = mono;
  const Status done = doors_.store.write([&]() -> Status {
    doors_.store.meta().set(kHeartbeatKey, std::to_string(now().ms));
    return ok();
  });
  if (!done) failed(done.error());
}

std::int64_t Engine::tick() {
  watch_clock();
  heartbeat(false);
  const std::int64_t mono = doors_.clock.mono_ms();
  std::int64_t wait = kTickMaxMs;
  for (auto& [name, source] : sources_) {
    if (source->running && mono - source->last_page_mono > kStuckAfterMs) poll_hangs(*source);
    if (source->running || source->parked || stopping_) continue;
    if (source->next_poll_mono <= mono) {
      start_poll(*source, false);
    } else {
      wait = std::min(wait, source->next_poll_mono - mono);
    }
  }
  if (!stopping_) {
    if (!work_off()) wait = 0;
    run_due();
    deliver();
  }
  // What an inline executor has carried out already, and what ended while stopping.
  if (const Status done = in_force_->delivery->record(now()); !done) failed(done.error());
  const auto next_delivery = in_force_->delivery->next(now());
  if (next_delivery && *next_delivery)
    wait = std::min(wait, std::max<std::int64_t>(**next_delivery - now(), 10));
  static_cast<void>(doors_.store.read([&]() -> Status {
    if (const auto due = doors_.store.plans().next_due(); due && may_pass())
      wait = std::min(wait, std::max<std::int64_t>(*due - now(), 10));
    return ok();
  }));
  return wait;
}

Status Engine::run_once(const std::string& only_connector) {
  heartbeat(false);
  if (!only_connector.empty() && !sources_.contains(only_connector))
    return Error{Fault::config,
                 "there is no source named " + only_connector + "; see closemap connectors list",
                 0};
  in_round_ = true;
  for (auto& [name, source] : sources_)
    if (only_connector.empty() || name == only_connector) {
      start_poll(*source, false);
    } else {
      source->answered = source->succeeded = true;
    }
  in_round_ = false;
  while (!work_off()) {
  }
  judge();
  run_due();
  for (auto due = in_force_->delivery->next(now()); due && *due && **due <= now();
       due = in_force_->delivery->next(now()))
    deliver();
  if (!store_trouble_) return ok();
  return Error{Fault::transient, "the store refused a change; see the log", 0};
}

Status Engine::close() {
  heartbeat(true);
  return doors_.store.checkpoint();
}

}  // namespace closemap
