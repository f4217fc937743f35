// The alert pipeline of one evaluated plan.
#include "daemon/alert/alert_pipeline.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "daemon/alert/alert_life.h"
#include "daemon/sync/wiring.h"
#include "mapping/plan/view.h"

namespace closemap {

struct AlertPipeline::Frame {
  EvaluatedPlan& plan;
  const std::vector<Signal>& signals;
  Instant now;
  bool waits = false;                        // some notice of this plan has not gone yet
  std::vector<std::string_view> connectors;  // the plan's sources, for the routes

  bool absorbed = false;
  std::optional<Absorption> absorption;  // see what_wins_back()
};

namespace {

std::optional<Absorption> absorption_of(const EvaluatedPlan& plan,
                                        const std::vector<Signal>& signals) {
  const std::string* close = close_anchor(plan.plan);
  if (close == nullptr || signals.empty()) return std::nullopt;
  std::optional<Party> slipped;
  for (const Signal& signal : signals)
    if (signal.name == "slip" && signal.root) slipped = signal.party;
  for (const ScheduledAnchor& anchor : plan.schedule.anchors) {
    if (plan.network.names.at(anchor.milestone).id != *close || anchor.forecast_gap_bd <= 0)
      continue;
    return absorb(plan.network, {anchor.milestone, anchor.target}, slipped);
  }
  return std::nullopt;
}

}  // namespace

// Of the close anchor, null unless its forecast is late. Worked out when somebody will read it.
const Absorption* AlertPipeline::what_wins_back(Frame& frame) {
  if (!frame.absorbed) frame.absorption = absorption_of(frame.plan, frame.signals);
  frame.absorbed = true;
  return frame.absorption ? &*frame.absorption : nullptr;
}

AlertPipeline::AlertPipeline(Doors doors)
    : doors_(std::move(doors)), thresholds_(thresholds_of(doors_.settings)) {}

void AlertPipeline::evaluate(EvaluatedPlan& plan, Instant now) {
  evaluate_into(plan.plan, plan.network, plan.schedule, now, thresholds_,
                calendars_of(doors_.settings), signals_);
  Frame frame{plan, signals_, now,         !plan.is_new && doors_.outbox.waits(plan.stored.row),
              {},   false,    std::nullopt};
  for (const Opportunity& opportunity : plan.plan.opportunities)
    frame.connectors.push_back(opportunity.ref.connection);
  std::vector<AlertRow> known;
  if (!plan.is_new) known = doors_.store.alerts().of_plan(plan.stored.row);
  std::set<std::pair<std::string, std::string>> seen;
  for (AlertRow& alert : known) {
    seen.emplace(alert.signal, alert.subject);
    if (!runs(alert.signal, plan.plan.status)) continue;  // its life rests as it is
    const auto found =
        std::find_if(frame.signals.begin(), frame.signals.end(), [&](const Signal& signal) {
          return signal.name == alert.signal && signal.subject == alert.subject;
        });
    const Band band = band_of(alert.signal, alert.subject, frame.signals, plan.network,
                              plan.schedule, thresholds_);
    step_alert(frame, alert, found == frame.signals.end() ? nullptr : &*found, band);
  }
  for (const Signal& signal : frame.signals) {
    if (seen.contains({signal.name, signal.subject})) continue;
    AlertRow alert;
    alert.id = doors_.ids.make("alr", now);
    alert.plan = plan.stored.row;
    alert.signal = signal.name;
    alert.subject = signal.subject;
    step_alert(frame, alert, &signal, Band::bad);
  }
}

void AlertPipeline::step_alert(Frame& frame, AlertRow& alert, const Signal* found, Band band) {
  std::optional<AlertRow> before;
  if (alert.row != 0) before = alert;
  AlertLife life = life_of(alert.life);
  AlertParams params = alert_params_of(doors_.settings, alert.signal);
  if (frame.plan.as_found) params.for_n = 1;  // one look decides what was already wrong
  const bool muted = found != nullptr && inhibited(*found, frame.signals);
  const Severity severity = found != nullptr ? found->severity : Severity::info;
  if (life.state == AlertState::ok && band != Band::bad) return;
  const AlertStep done = step(life, band, severity, muted, frame.now, params);
  if (found != nullptr) {
    alert.severity = std::string(to_text(severity));
    alert.inputs = inputs_text(*found);
  }
  const auto last = [&] {
    Signal signal = found != nullptr ? *found : signal_of(alert);
    if (found != nullptr && !muted) signal.audience = heard_by(*found, frame.signals);
    return signal;
  };
  if (life.state == AlertState::firing && alert.state != "firing") {
    alert.fired_at = frame.now;
    alert.resolved_at.reset();
    alert.as_found = frame.plan.as_found;
  }
  if (done.action == AlertAction::resolve) alert.resolved_at = frame.now;
  alert.state = life.state == AlertState::ok ? "resolved" : std::string(to_text(life.state));
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
      tell(frame, alert, last());
      break;
    case AlertAction::resolve:
      // What never left the house is withdrawn; only what people were told is taken back.
      if (!doors_.outbox.withdraw(frame.plan.stored.row, alert.id) && done.announced)
        tell_resolved(frame, alert, last());
      break;
    case AlertAction::none:
      if (found != nullptr && frame.waits && life.state == AlertState::firing)
        reword_waiting(frame, alert, *found);
      break;
    case AlertAction::hold:
      break;
  }
  alert.notified = life.announced;
  alert.life = life_text(life);
  if (before && same_alert(alert, *before)) return;
  doors_.store.alerts().save(alert);
}

void AlertPipeline::send_all(
    Frame& frame, AlertRow& alert, const Signal& signal, std::string_view kind,
    const std::function<NoticeText(const Plan& view, const Reader& reader)>& words) {
  ++alert.transitions;
  const EvaluatedPlan& plan = frame.plan;
  RouteLabels labels{signal.name,  alert.severity, {},
                     plan.plan.id, plan.plan.name, frame.connectors};
  const auto item_for = [&](const Hearer& hearer) {
    const Plan seen = view(plan.plan, hearer.party);
    MessageItem item;
    item.alert = alert.id;
    item.signal = signal.name;
    item.subject_id = signal.subject;
    item.dedupe_key = dedupe_key(plan.plan.id, signal);
    item.deal = plan.plan.name;
    item.line = one_line(seen, plan.network, plan.schedule, signal);
    item.text =
        words(seen, {hearer.to.name, hearer.draft_for.empty() ? hearer.person : std::string{}});
    return item;
  };
  const auto outgoing_for = [&](const Hearer& hearer) {
    Outgoing outgoing;
    outgoing.kind = kind;
    outgoing.severity = alert.severity;
    outgoing.plan = plan.stored.row;
    outgoing.plan_id = plan.plan.id;
    outgoing.plan_name = plan.plan.name;
    outgoing.alert = alert.id;
    outgoing.transition = alert.transitions;
    outgoing.item = [&item_for, &hearer] { return item_for(hearer); };
    return outgoing;
  };
  if (signal.audience.has(Role::operators)) {
    const NoticeText text = words(plan.plan, {});
    doors_.outbox.tell_operator(
        {text.severity, text.subject, text.headline, {}, text.ask, std::nullopt},
        alert.id + "/" + std::to_string(alert.transitions), frame.now);
  }
  for (const Hearer& hearer : audience_of(plan.plan, signal, doors_.settings)) {
    labels.party = to_text(hearer.party);
    const Routed routed = route(doors_.settings, labels);
    if (doors_.outbox.send(hearer, routed, outgoing_for(hearer), frame.now)) continue;
    doors_.log("no notifier reaches " + hearer.to.email + " for " + signal.name + " of plan " +
               plan.plan.id + (routed.matched ? "" : ": no route matches"));
    const Hearer lead = stand_in(plan.plan, hearer.party, doors_.settings);
    if (lead.person != hearer.person && !lead.person.empty())
      doors_.outbox.send(lead, routed, outgoing_for(lead), frame.now);
    doors_.outbox.tell_operator(
        {Severity::warning, hearer.to.name + " cannot be reached",
         "no notifier of the route has an address for " + hearer.to.email,
         "the party's lead hears instead",
         "add a [[person]] with slack or another channel for this e-mail", std::nullopt},
        "unreachable/" + hearer.to.email, frame.now);
  }
}

void AlertPipeline::tell(Frame& frame, AlertRow& alert, const Signal& signal) {
  const EvaluatedPlan& plan = frame.plan;
  const std::string_view kind = plan.as_found ? "digest" : "alert";
  send_all(frame, alert, signal, kind, [&](const Plan& seen, const Reader& reader) {
    return describe(seen, plan.network, plan.schedule, what_wins_back(frame), signal, reader,
                    frame.now);
  });
}

void AlertPipeline::tell_resolved(Frame& frame, AlertRow& alert, const Signal& last) {
  const EvaluatedPlan& plan = frame.plan;
  send_all(frame, alert, last, "resolved", [&](const Plan& seen, const Reader& reader) {
    return describe_resolved(seen, plan.network, plan.schedule, last, reader, frame.now);
  });
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
        const Plan seen = view(plan.plan, party);
        again.line = one_line(seen, plan.network, plan.schedule, signal);
        again.text = describe(seen, plan.network, plan.schedule, what_wins_back(frame), signal,
                              {message.to.name, person}, frame.now);
        return again;
      });
}

}  // namespace closemap
