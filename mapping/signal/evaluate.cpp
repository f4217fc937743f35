// Running the families.
#include "mapping/signal/evaluate.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <numeric>
#include <type_traits>
#include <utility>

#include "mapping/signal/families.h"

namespace closemap {
namespace {

constexpr std::array<std::string_view, 3> kActiveOnly{"no_success_criteria", "no_economic_split",
                                                      "unsigned_party"};

std::optional<Date> target_of(const Plan& plan, const ScheduledAnchor* close) {
  if (close != nullptr) return close->target;
  return plan.signature_target ? plan.signature_target : plan.decision_target;
}

// As the first step of the same owner says it: owners are few, and their names long to read.
Ownership known_ownership(const std::vector<SignalStep>& before, const SignalStep& step) {
  const auto same = [&](const SignalStep& other) {
    return other.owner == step.owner && other.milestone->owner_parties.size() <= 1;
  };
  if (step.owner == nullptr || !same(step)) return ownership_of(step);
  const auto first = std::find_if(before.begin(), before.end(), same);
  return first == before.end() ? ownership_of(step) : first->ownership;
}

// Both are in the order of ids: one walk finds every node's milestone.
std::vector<SignalStep> steps_of(const Plan& plan, const Network& network) {
  std::vector<SignalStep> steps;
  steps.reserve(network.names.size());
  auto at = plan.milestones.begin();
  for (const NetworkName& name : network.names) {
    int order = -1;  // of the plan's milestone against the node's
    while (at != plan.milestones.end() && (order = at->first.compare(name.id)) < 0) ++at;
    SignalStep step;
    if (order == 0) {
      step.milestone = &at->second;
      if (const auto owner = plan.people.find(at->second.owner); owner != plan.people.end())
        step.owner = &owner->second;
      step.ownership = known_ownership(steps, step);
    }
    steps.push_back(step);
  }
  return steps;
}

// By name, then subject. Signals are large: their places are sorted, then each moves once.
void sort_signals(std::vector<Signal>& found) {
  const auto before = [](const Signal& a, const Signal& b) {
    const int names = a.name.compare(b.name);
    return names != 0 ? names < 0 : a.subject < b.subject;
  };
  if (std::is_sorted(found.begin(), found.end(), before)) return;
  std::vector<std::uint32_t> places(found.size());
  std::iota(places.begin(), places.end(), 0U);
  std::sort(places.begin(), places.end(),
            [&](std::uint32_t a, std::uint32_t b) { return before(found[a], found[b]); });
  std::vector<Signal> sorted;
  sorted.reserve(found.size());
  for (const std::uint32_t place : places) sorted.push_back(std::move(found[place]));
  found = std::move(sorted);
}

}  // namespace

Zone plan_zone(const Plan& plan) {
  const auto zone = Zone::find(plan.timezone);
  return zone ? *zone : Zone{};
}

Zone owner_zone(const Plan& plan, const Milestone& milestone) {
  const auto owner = plan.people.find(milestone.owner);
  const bool known = owner != plan.people.end();
  if (known && !owner->second.timezone.empty())
    if (const auto zone = Zone::find(owner->second.timezone)) return *zone;
  const Party party = known ? owner->second.party : milestone.party;
  if (const std::string& name = plan.party(party).timezone; !name.empty())
    if (const auto zone = Zone::find(name)) return *zone;
  return plan_zone(plan);
}

Signal& FoundSignals::add() {
  constexpr std::size_t kSignals = 32;  // few plans give more, and a healthy one none
  if (all_.empty()) all_.reserve(kSignals);
  if (count_ == all_.size()) all_.emplace_back();
  Signal& signal = all_[count_++];
  signal.party.reset();
  signal.inputs.clear();
  signal.value = 0;
  signal.root = true;
  signal.caused_by.clear();
  signal.anchor.clear();
  return signal;
}

Signal& add_signal(FoundSignals& found, std::string_view name, std::string_view subject,
                   Severity severity, Audience audience) {
  Signal& signal = found.add();
  signal.name = name;
  signal.subject = subject;
  signal.severity = severity;
  signal.audience = audience;
  return signal;
}

Signal& add_step_signal(const SignalView& view, FoundSignals& found, std::string_view name,
                        Node node, Severity severity, Audience audience) {
  Signal& signal = add_signal(found, name, view.id(node), severity, audience);
  signal.party = view.step[node].party();
  return signal;
}

void add_input(Signal& signal, std::string_view name, std::string_view text) {
  constexpr std::size_t kInputs = 4;  // most signals have no more
  if (signal.inputs.empty()) signal.inputs.reserve(kInputs);
  signal.inputs.emplace_back(name, text);
}

void add_input(Signal& signal, std::string_view name, Date date) {
  std::array<char, kDateTextMax> text;
  const char* const end = write_text(date, text.data());
  add_input(signal, name,
            std::string_view(text.data(), static_cast<std::size_t>(end - text.data())));
}

void add_input(Signal& signal, std::string_view name, int number) {
  std::array<char, std::numeric_limits<int>::digits10 + 2> text;
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), number);
  add_input(signal, name,
            std::string_view(text.data(), static_cast<std::size_t>(end - text.data())));
}

bool runs(std::string_view name, PlanStatus status) {
  if (closed(status)) return false;
  if (is_ops(name) || status == PlanStatus::active) return true;
  return status == PlanStatus::proposed &&
         std::find(kActiveOnly.begin(), kActiveOnly.end(), name) == kActiveOnly.end();
}

bool enabled(const Thresholds& thresholds, std::string_view signal_name) {
  bool on = true;
  each_threshold(thresholds, [&](std::string_view signal, std::string_view key, const auto& value) {
    if constexpr (std::is_same_v<decltype(value), const bool&>)
      if (signal == signal_name && key == "enabled") on = value;
  });
  return on;
}

std::vector<Signal> evaluate(const Plan& plan, const Network& network, const Schedule& schedule,
                             Instant now, const Thresholds& thresholds,
                             const CalendarLookup& calendars) {
  std::vector<Signal> found;
  evaluate_into(plan, network, schedule, now, thresholds, calendars, found);
  return found;
}

void evaluate_into(const Plan& plan, const Network& network, const Schedule& schedule, Instant now,
                   const Thresholds& thresholds, const CalendarLookup& calendars,
                   std::vector<Signal>& signals) {
  if (closed(plan.status)) {
    signals.clear();
    return;
  }
  const Zone zone = plan_zone(plan);
  const ScheduledAnchor* close = close_dates(plan, network, schedule);
  const SignalView view{plan,
                        network,
                        schedule,
                        now,
                        thresholds,
                        calendars,
                        zone,
                        zone.local_date(now),
                        close,
                        target_of(plan, close),
                        steps_of(plan, network)};
  FoundSignals found(signals);
  add_source_signals(view, found);
  if (plan.status == PlanStatus::proposed || plan.status == PlanStatus::active) {
    add_slip_signals(view, found);
    add_repeated_slip_signals(view, found);
    add_overdue_signals(view, found);
    add_close_signals(view, found);
    add_handoff_signals(view, found);
    add_silence_signals(view, found);
    add_scope_signals(view, found);
    add_meeting_signals(view, found);
    add_owner_signals(view, found);
    add_date_signals(view, found);
    add_share_signals(view, found);
    add_criteria_signals(view, found);
    add_pilot_signals(view, found);
    add_fit_signals(view, found);
    add_agreement_signals(view, found);
    add_crm_signals(view, found);
  }
  found.finish();
  sort_signals(signals);
}

Band band_of(std::string_view name, std::string_view subject, const std::vector<Signal>& found,
             const Network& network, const Schedule& schedule, const Thresholds& thresholds) {
  for (const Signal& signal : found)
    if (signal.name == name && signal.subject == subject) return Band::bad;
  if (name != "at_risk" || !thresholds.at_risk.enabled) return Band::good;
  for (std::size_t i = 0; i < network.milestones.size(); ++i) {
    const NetworkMilestone& step = network.milestones[i];
    const bool open =
        step.disposition == Disposition::active && step.status != MilestoneStatus::complete;
    if (network.names[i].id != subject || !open) continue;
    const auto& slack = schedule.milestones[i].forecast_slack_bd;
    if (slack && *slack < thresholds.at_risk.clear_bd) return Band::between;
  }
  return Band::good;
}

}  // namespace closemap
