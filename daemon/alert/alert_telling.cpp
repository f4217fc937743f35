// What people are told of an alert: when it fires, changes hands, waits and ends.
#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "daemon/alert/alert_life.h"
#include "daemon/alert/alert_pipeline.h"

namespace closemap {
namespace {

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

Outgoing AlertPipeline::outgoing(const Frame& frame, const AlertRow& alert, std::string_view kind,
                                 std::function<MessageItem(const Hearer&)> item) {
  const EvaluatedPlan& plan = frame.plan;
  return {kind,     alert.severity,    plan.stored.row, plan.plan.id,   plan.plan.name,
          alert.id, alert.transitions, plan.as_found,   std::move(item)};
}

MessageItem AlertPipeline::item_for(Frame& frame, const AlertRow& alert, const Signal& signal,
                                    std::string_view kind, const Hearer& hearer) {
  const EvaluatedPlan& plan = frame.plan;
  const Plan& seen = frame.seen_by(hearer.party);
  MessageItem item;
  item.alert = alert.id;
  item.kind = kind;
  item.plan = plan.stored.row;
  item.signal = signal.name;
  item.subject_id = signal.subject;
  item.dedupe_key = dedupe_key(plan.plan.id, signal);
  item.deal = plan.plan.name;
  item.line = kind == "resolved" ? settled_line(seen, plan.network, plan.schedule, signal)
                                 : one_line(seen, plan.network, plan.schedule, signal);
  item.text = words_for(frame, signal, kind, seen,
                        {hearer.to.name, hearer.draft_for.empty() ? hearer.person : std::string{}});
  return item;
}

void AlertPipeline::tell_operators(Frame& frame, const AlertRow& alert, const Signal& signal,
                                   std::string_view kind) {
  const NoticeText text = words_for(frame, signal, kind, frame.plan.plan, {});
  doors_.outbox.tell_operator(
      {text.severity, text.subject, text.headline, {}, text.ask, std::nullopt},
      alert.id + "/" + std::to_string(alert.transitions), frame.now,
      {alert.id, std::string(kind), signal.name, signal.subject,
       dedupe_key(frame.plan.plan.id, signal)});
}

void AlertPipeline::tell(Frame& frame, AlertRow& alert, const Signal& signal, Audience audience,
                         std::string_view kind) {
  ++alert.transitions;
  if (audience.has(Role::operators)) tell_operators(frame, alert, signal, kind);
  tell_each(frame, alert, signal, audience, kind);
}

// Whom the alert has not been written to in this episode, or at this change.
void AlertPipeline::tell_each(Frame& frame, AlertRow& alert, const Signal& signal,
                              Audience audience, std::string_view kind) {
  const auto item = [&](const Hearer& hearer) {
    return item_for(frame, alert, signal, kind, hearer);
  };
  const Outgoing what = outgoing(frame, alert, kind, std::cref(item));
  const auto told = [&](const Hearer& hearer) {
    if (std::find(alert.told.begin(), alert.told.end(), hearer.of) == alert.told.end())
      alert.told.push_back(hearer.of);
  };
  for (const Reached& one : frame.reached(signal, audience, alert.severity)) {
    doors_.outbox.send(*one.hearer, one.carriers, what, frame.now);
    told(*one.hearer);
    if (!one.carriers.able.empty()) continue;
    if (const Hearer* lead = tell_stand_in(frame, one, signal, what)) told(*lead);
  }
}

// A step that slips, or is in another trouble, has a new owner: they inherit it.
void AlertPipeline::tell_new_owner(Frame& frame, AlertRow& alert, const Signal& signal,
                                   Audience audience) {
  if (!audience.has(Role::owner) || alert.told.empty()) return;
  const auto step = frame.plan.plan.milestones.find(signal.subject);
  if (step == frame.plan.plan.milestones.end() || step->second.owner.empty()) return;
  const std::string& owner = step->second.owner;
  if (std::find(alert.told.begin(), alert.told.end(), owner) != alert.told.end()) return;
  tell_each(frame, alert, signal, {Role::owner}, "alert");
}

// What never left the house is withdrawn; what people were told is taken back, from each of them.
void AlertPipeline::tell_settled(Frame& frame, AlertRow& alert, bool announced) {
  const auto withdrawn = doors_.outbox.withdraw(frame.plan.stored.row, alert.id);
  const std::vector<std::string> told = std::exchange(alert.told, {});
  if (!announced) return;
  const Signal last = signal_of(alert);
  if (told.empty()) {  // no person, or before it was kept who
    if (withdrawn.empty()) tell(frame, alert, last, last.audience, "resolved");
    alert.told.clear();
    return;
  }
  ++alert.transitions;
  if (last.audience.has(Role::operators)) tell_operators(frame, alert, last, "resolved");
  const auto item = [&](const Hearer& hearer) {
    return item_for(frame, alert, last, "resolved", hearer);
  };
  const Outgoing what = outgoing(frame, alert, "resolved", std::cref(item));
  for (const std::string& id : told) {
    const Hearer* hearer = frame.person(id);
    if (hearer == nullptr || !frame.may_hear(*hearer, last)) continue;
    Reached one = frame.reach(*hearer, last, alert.severity);
    std::erase_if(one.carriers.able, [&](const Carrier& carrier) {
      return std::find(withdrawn.begin(), withdrawn.end(), addressed(carrier, *hearer)) !=
             withdrawn.end();
    });
    doors_.outbox.send(*hearer, one.carriers, what, frame.now);
  }
}

// No notifier has an address for a hearer: the party's lead hears instead, and the operator of it.
const Hearer* AlertPipeline::tell_stand_in(Frame& frame, const Reached& missed,
                                           const Signal& signal, const Outgoing& outgoing) {
  const Hearer& hearer = *missed.hearer;
  doors_.log("no notifier reaches " + hearer.to.email + " for " + signal.name + " of plan " +
             frame.plan.plan.id + (missed.routed.matched ? "" : ": no route matches"));
  const Hearer* lead = frame.stand_in(hearer.party);
  if (lead != nullptr && lead->person == hearer.person) lead = nullptr;
  if (lead != nullptr)
    doors_.outbox.send(*lead, doors_.outbox.carriers(*lead, missed.routed), outgoing, frame.now);
  doors_.outbox.tell_operator(
      {Severity::warning, hearer.to.name + " cannot be reached",
       "no notifier of the route has an address for " + hearer.to.email,
       "the party's lead hears instead",
       "add a [[person]] with slack or another channel for this e-mail", std::nullopt},
      "unreachable/" + hearer.to.email, frame.now);
  return lead;
}

// Who is not to hear of it any more, though told so far only in what still waits, does not.
void AlertPipeline::reword_waiting(Frame& frame, AlertRow& alert, const Signal& signal,
                                   Audience audience) {
  const std::vector<Reached> now = frame.reached(signal, audience, alert.severity);
  doors_.outbox.reword(
      frame.plan.stored.row, alert.id,
      [&](const Addressed& to, const Message& message,
          const MessageItem& item) -> std::optional<MessageItem> {
        const auto reader = std::find_if(now.begin(), now.end(), [&](const Reached& one) {
          return one.hearer->to.email == message.to.email && one.hearer->draft_for == to.draft_for;
        });
        if (reader == now.end()) {
          if (to.recipient.empty() || alert.told.empty()) return item;  // a place many read
          std::erase_if(alert.told, [&](const std::string& id) {
            const Hearer* told = frame.person(id);
            return told != nullptr && told->to.email == to.recipient &&
                   told->draft_for == to.draft_for;
          });
          return std::nullopt;
        }
        MessageItem again = item_for(frame, alert, signal, "alert", *reader->hearer);
        MessageItem newer = item;
        newer.line = std::move(again.line);
        newer.text = std::move(again.text);
        return newer;
      });
}

}  // namespace closemap
