// The alert pipeline of one evaluated plan.
#include "daemon/alert/alert_pipeline.h"

#include <algorithm>
#include <span>
#include <tuple>

#include "daemon/alert/alert_life.h"
#include "daemon/sync/wiring.h"

namespace closemap {
namespace {

// Signals lie in the order of their names, then subjects.
bool ahead_of(const Signal& signal, const AlertRow& alert) {
  return std::tie(signal.name, signal.subject) < std::tie(alert.signal, alert.subject);
}

bool about(const Signal& signal, const AlertRow& alert) {
  return signal.name == alert.signal && signal.subject == alert.subject;
}

// What a reader of this view is told. `kind`: of the notice.
NoticeText words_for(Frame& frame, const Signal& signal, std::string_view kind, const Plan& seen,
                     const Reader& reader) {
  const EvaluatedPlan& plan = frame.plan;
  if (kind == "resolved")
    return describe_resolved(seen, plan.network, plan.schedule, signal, reader, frame.now);
  return describe(seen, plan.network, plan.schedule, frame.what_wins_back(signal), signal, reader,
                  frame.now);
}

}  // namespace

AlertPipeline::AlertPipeline(Doors doors)
    : doors_(std::move(doors)), thresholds_(thresholds_of(doors_.settings)) {}

const AlertParams& AlertPipeline::params_of(const std::string& signal) {
  const auto known = params_.find(signal);
  if (known != params_.end()) return known->second;
  return params_.emplace(signal, alert_params_of(doors_.settings, signal)).first->second;
}

void AlertPipeline::evaluate(EvaluatedPlan& plan, Instant now) {
  evaluate_into(plan.plan, plan.network, plan.schedule, now, thresholds_,
                calendars_of(doors_.settings), signals_);
  Frame frame(plan, signals_, doors_.settings, doors_.outbox, now);
  std::vector<bool> known(signals_.size());  // whose alert there is
  std::size_t count = 0;                     // of its alerts
  bool changed = false;
  if (!plan.is_new) {
    alerts_ = doors_.store.alerts().of_plan(plan.stored.row);
    count = alerts_.size();
    for (AlertRow& alert : alerts_) {
      auto at = std::lower_bound(signals_.begin(), signals_.end(), alert, ahead_of);
      const Signal* found = at != signals_.end() && about(*at, alert) ? &*at : nullptr;
      for (; at != signals_.end() && about(*at, alert); ++at)
        known[static_cast<std::size_t>(at - signals_.begin())] = true;
      if (!runs(alert.signal, plan.plan.status)) continue;  // its life rests as it is
      const Band band = found != nullptr ? Band::bad
                                         : band_of(alert.signal, alert.subject, signals_,
                                                   plan.network, plan.schedule, thresholds_);
      const AlertRow before = alert;
      step_alert(frame, alert, found, band);
      changed = changed || !same_alert(alert, before);
    }
  }
  AlertRow blank;
  blank.plan = plan.stored.row;
  for (std::size_t i = 0; i < signals_.size(); ++i) {
    if (known[i]) continue;
    if (count == alerts_.size()) alerts_.emplace_back();
    AlertRow& alert = alerts_[count++];
    alert = blank;
    alert.id = doors_.ids.make("alr", now);
    alert.signal = signals_[i].name;
    alert.subject = signals_[i].subject;
    step_alert(frame, alert, &signals_[i], Band::bad);
    changed = true;
  }
  if (changed) doors_.store.alerts().save(plan.stored.row, std::span(alerts_).first(count));
}

void AlertPipeline::step_alert(Frame& frame, AlertRow& alert, const Signal* found, Band band) {
  AlertLife life = life_of(alert.life);
  AlertParams params = params_of(alert.signal);
  if (frame.plan.as_found) params.for_n = 1;  // one look decides what was already wrong
  const Audience audience = found != nullptr ? heard_by(*found, frame.signals) : Audience{};
  const bool muted = found != nullptr && audience.empty();
  const Severity severity = found != nullptr ? found->severity : Severity::info;
  if (life.state == AlertState::ok && band != Band::bad) return;
  const AlertStep done = step(life, band, severity, muted, frame.now, params);
  if (found != nullptr) {
    alert.severity = to_text(severity);
    put_inputs(*found, alert.inputs);
  }
  if (life.state == AlertState::firing && alert.state != "firing") {
    alert.fired_at = frame.now;
    alert.resolved_at.reset();
    alert.as_found = frame.plan.as_found;
  }
  if (done.action == AlertAction::resolve) alert.resolved_at = frame.now;
  alert.state = life.state == AlertState::ok ? "resolved" : to_text(life.state);
  alert.recheck = life.state == AlertState::pending ||
                  (life.state == AlertState::firing && band != Band::bad) || (life.held && !muted);
  if (const auto over = cooldown_over(life, severity, params);
      over && *over > frame.now && !muted) {  // look again when nothing holds the notice any more
    std::optional<Instant>& next = frame.plan.stored.next_eval;
    next = next ? std::min(*next, *over) : *over;
  }
  switch (done.action) {
    case AlertAction::fire:
    case AlertAction::notify:
      tell(frame, alert, *found, audience, frame.plan.as_found ? "digest" : "alert");
      break;
    case AlertAction::resolve:
      // What never left the house is withdrawn; only what people were told is taken back.
      if (!doors_.outbox.withdraw(frame.plan.stored.row, alert.id) && done.announced) {
        const Signal last = signal_of(alert);
        tell(frame, alert, last, last.audience, "resolved");
      }
      break;
    case AlertAction::none:
      if (found != nullptr && frame.waits && life.state == AlertState::firing)
        reword_waiting(frame, alert, *found);
      break;
    case AlertAction::hold:
      break;
  }
  alert.notified = life.announced;
  alert.life = frame.text_of(life);
}

void AlertPipeline::tell(Frame& frame, AlertRow& alert, const Signal& signal, Audience audience,
                         std::string_view kind) {
  ++alert.transitions;
  const EvaluatedPlan& plan = frame.plan;
  if (audience.has(Role::operators)) {
    const NoticeText text = words_for(frame, signal, kind, plan.plan, {});
    doors_.outbox.tell_operator(
        {text.severity, text.subject, text.headline, {}, text.ask, std::nullopt},
        alert.id + "/" + std::to_string(alert.transitions), frame.now);
  }
  const auto item_for = [&](const Hearer& hearer) {
    const Plan& seen = frame.seen_by(hearer.party);
    MessageItem item;
    item.alert = alert.id;
    item.signal = signal.name;
    item.subject_id = signal.subject;
    item.dedupe_key = dedupe_key(plan.plan.id, signal);
    item.deal = plan.plan.name;
    item.line = one_line(seen, plan.network, plan.schedule, signal);
    item.text =
        words_for(frame, signal, kind, seen,
                  {hearer.to.name, hearer.draft_for.empty() ? hearer.person : std::string{}});
    return item;
  };
  const Outgoing outgoing{kind,           alert.severity, plan.stored.row,   plan.plan.id,
                          plan.plan.name, alert.id,       alert.transitions, std::cref(item_for)};
  for (const Reached& one : frame.reached(signal, audience, alert.severity)) {
    doors_.outbox.send(*one.hearer, one.carriers, outgoing, frame.now);
    if (one.carriers.able.empty()) tell_stand_in(frame, one, signal, outgoing);
  }
}

// No notifier has an address for a hearer: the party's lead hears instead, and the operator of it.
void AlertPipeline::tell_stand_in(Frame& frame, const Reached& missed, const Signal& signal,
                                  const Outgoing& outgoing) {
  const Hearer& hearer = *missed.hearer;
  doors_.log("no notifier reaches " + hearer.to.email + " for " + signal.name + " of plan " +
             frame.plan.plan.id + (missed.routed.matched ? "" : ": no route matches"));
  const Hearer* lead = frame.stand_in(hearer.party);
  if (lead != nullptr && lead->person != hearer.person)
    doors_.outbox.send(*lead, doors_.outbox.carriers(*lead, missed.routed), outgoing, frame.now);
  doors_.outbox.tell_operator(
      {Severity::warning, hearer.to.name + " cannot be reached",
       "no notifier of the route has an address for " + hearer.to.email,
       "the party's lead hears instead",
       "add a [[person]] with slack or another channel for this e-mail", std::nullopt},
      "unreachable/" + hearer.to.email, frame.now);
}

void AlertPipeline::reword_waiting(Frame& frame, const AlertRow& alert, const Signal& signal) {
  const EvaluatedPlan& plan = frame.plan;
  doors_.outbox.reword(
      plan.stored.row, alert.id, [&](const Message& message, const MessageItem& item) {
        MessageItem again = item;
        std::string person;
        Party party = Party::vendor;
        for (const auto& [id, known] : plan.plan.people) {
          if (known.email != message.to.email || known.email.empty()) continue;
          person = id;
          party = known.party;
        }
        if (!message.draft_for.empty()) {
          person.clear();
          party = Party::customer;
        }
        const Plan& seen = frame.seen_by(party);
        again.line = one_line(seen, plan.network, plan.schedule, signal);
        again.text = words_for(frame, signal, "alert", seen, {message.to.name, person});
        return again;
      });
}

}  // namespace closemap
