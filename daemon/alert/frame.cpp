// What the alerts of one evaluation share.
#include "daemon/alert/frame.h"

#include "daemon/alert/alert_life.h"
#include "mapping/plan/view.h"
#include "mapping/report/notice_text.h"
#include "mapping/schedule/from_plan.h"

namespace closemap {
namespace {

std::optional<Absorption> absorption_of(const EvaluatedPlan& plan,
                                        const std::vector<Signal>& signals) {
  const ScheduledAnchor* close = close_dates(plan.plan, plan.network, plan.schedule);
  if (close == nullptr || close->forecast_gap_bd <= 0) return std::nullopt;
  std::optional<Party> slipped;
  for (const Signal& signal : signals)
    if (signal.name == "slip" && signal.root) slipped = signal.party;
  return absorb(plan.network, {close->milestone, close->target}, slipped);
}

}  // namespace

Frame::Frame(EvaluatedPlan& evaluated, const std::vector<Signal>& found, const Settings& settings,
             OutboxWriter& outbox, Instant at)
    : plan(evaluated),
      signals(found),
      now(at),
      waits(!evaluated.is_new && outbox.waits(evaluated.stored.row)),
      settings_(settings),
      outbox_(outbox),
      hearers_(evaluated.plan, settings) {
  for (const Opportunity& opportunity : plan.plan.opportunities)
    connectors_.push_back(opportunity.ref.connection);
}

const std::vector<Reached>& Frame::reached(const Signal& signal, Audience audience,
                                           std::string_view severity) {
  if (!same_for_every_subject(audience) || !plan.plan.visibility.empty())
    return once_ = reach_all(signal, audience, severity);
  for (const Audible& one : audible_)
    if (one.audience == audience && one.party == signal.party && one.severity == severity &&
        one.signal == signal.name)
      return one.reached;
  return audible_
      .emplace_front(Audible{signal.name, std::string(severity), audience, signal.party,
                             reach_all(signal, audience, severity)})
      .reached;
}

std::vector<Reached> Frame::reach_all(const Signal& signal, Audience audience,
                                      std::string_view severity) {
  std::vector<Reached> all;
  for (const Hearer* hearer : who_may_hear(signal, audience))
    all.push_back(reach(*hearer, signal, severity));
  return all;
}

Reached Frame::reach(const Hearer& hearer, const Signal& signal, std::string_view severity) const {
  Routed routed = route(settings_, {signal.name, severity, to_text(hearer.party), plan.plan.id,
                                    plan.plan.name, connectors_});
  Carriers carriers = outbox_.carriers(hearer, routed);
  return {&hearer, std::move(routed), std::move(carriers)};
}

// Nobody hears of what is hidden from their party; where that leaves nobody, somebody who may.
std::vector<const Hearer*> Frame::who_may_hear(const Signal& signal, Audience audience) {
  std::vector<const Hearer*> all = hearers_.of(signal, audience);
  if (plan.plan.visibility.empty() || all.empty()) return all;
  const auto may_not = [&](const Hearer* hearer) { return !may_hear(*hearer, signal); };
  std::erase_if(all, may_not);
  for (const Party party : kParties)
    if (const Hearer* other = all.empty() ? stand_in(party) : nullptr;
        other != nullptr && !may_not(other))
      all.push_back(other);
  return all;
}

bool Frame::may_hear(const Hearer& hearer, const Signal& signal) {
  return plan.plan.visibility.empty() || may_be_told(plan.plan, seen_by(hearer.party), signal);
}

const Plan& Frame::seen_by(Party party) {
  std::unique_ptr<const Plan>& seen = views_.at(static_cast<std::size_t>(party));
  if (!seen) seen = std::make_unique<const Plan>(view(plan.plan, party));
  return *seen;
}

const Absorption* Frame::what_wins_back(const Signal& signal) {
  if (!tells_wins(signal.name)) return nullptr;
  if (!absorbed_) absorption_ = absorption_of(plan, signals);
  absorbed_ = true;
  return absorption_ ? &*absorption_ : nullptr;
}

const std::string& Frame::text_of(const AlertLife& life) {
  if (life_ != life) {
    life_ = life;
    life_text_ = life_text(life);
  }
  return life_text_;
}

}  // namespace closemap
