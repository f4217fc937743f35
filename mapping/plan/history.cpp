// Folding events into the history of a plan.
#include "mapping/plan/history.h"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>
#include <vector>

#include "mapping/core/text.h"
#include "mapping/plan/zones.h"

namespace closemap {
namespace {

constexpr std::string_view kConnector = "connector:";

bool same_address(std::string_view a, std::string_view b) {
  return a.size() == b.size() && to_lower_ascii(a) == to_lower_ascii(b);
}

std::optional<Party> party_of_person(const Plan& plan, std::string_view actor) {
  for (const auto& [id, person] : plan.people)
    if (id == actor || (!person.email.empty() && same_address(person.email, actor)))
      return person.party;
  return std::nullopt;
}

// The party whose records a connector reads.
std::optional<Party> party_of_connector(const Plan& plan, std::string_view name) {
  for (const Opportunity& each : plan.opportunities)
    if (each.ref.connection == name) return each.side;
  for (const Party party : kParties)
    for (const SourceRef& ref : plan.party(party).account_refs)
      if (ref.connection == name) return party;
  return std::nullopt;
}

bool change_in_a_source(std::string_view type) {
  constexpr std::array<std::string_view, 4> kKinds{"opportunity.", "milestone.", "handoff.",
                                                   "gate."};
  return std::any_of(kKinds.begin(), kKinds.end(),
                     [&](std::string_view kind) { return type.starts_with(kind); });
}

// Who has shown by this event that they are there.
std::vector<Party> active_parties(const Plan& plan, const PlanEvent& event) {
  std::vector<Party> active;
  const auto add = [&](std::optional<Party> party) {
    if (party) active.push_back(*party);
  };
  const std::string_view actor = event.actor;
  if (!actor.starts_with(kConnector)) {
    add(party_of_person(plan, actor));
  } else if (change_in_a_source(event.type)) {
    for (const std::string_view name : split(actor.substr(kConnector.size()), ','))
      add(party_of_connector(plan, name));
  }
  return active;
}

std::optional<Date> date_at(const Json& payload, std::string_view key) {
  const auto text = text_at(payload, key);
  if (!text) return std::nullopt;
  const Result<Date> date = parse_date(*text);
  return date ? std::optional(*date) : std::nullopt;
}

Json payload_of(const PlanEvent& event) {
  Result<Json> read = parse_json(event.payload);
  return read ? *std::move(read) : Json();
}

void slip(PlanHistory& history, const PlanEvent& event, Date day,
          const WorkingDaysBetween& working_days) {
  const Json payload = payload_of(event);
  const auto from = date_at(payload, "from");
  const auto to = date_at(payload, "to");
  if (!from || !to || *to <= *from) return;
  const int delta =
      working_days ? working_days(event.subject, *from, *to) : Calendar().wd(*from, *to);
  history.slip_events.push_back({event.subject, day, delta, text_or(payload, "reason")});
  if (history.slip_events.size() > kSlipEventsMax)
    history.slip_events.erase(history.slip_events.begin());
}

class Fold {
 public:
  Fold(const Plan& plan, PlanHistory& history, const WorkingDaysBetween& working_days)
      : plan_(plan),
        history_(history),
        working_days_(working_days),
        zone_(zone_or_utc(plan.timezone)) {}

  void take(const PlanEvent& event, Instant at) {
    const Date day = zone_.local_date(at);
    for (const Party party : active_parties(plan_, event)) active(party, day);
    if (event.type == "plan.activated") history_.activated_on = day;
    if (event.type == "plan.proposed" && !history_.partner_invited_on)
      history_.partner_invited_on = day;
    if (event.type == "party.invited" && event.subject == to_text(Party::partner))
      history_.partner_invited_on = day;
    if (event.type == "milestone.due_changed") slip(history_, event, day, working_days_);
    if (event.type == "review.held") review(payload_of(event), day);
  }

 private:
  void active(Party party, Date day) {
    auto& last = history_.last_activity[static_cast<std::size_t>(party)];
    last = last ? std::max(*last, day) : day;
  }

  void review(const Json& payload, Date day) {
    history_.last_review = history_.last_review ? std::max(*history_.last_review, day) : day;
    const Json* attendees = find(payload, "attendees");
    if (attendees == nullptr || !attendees->is_array()) return;
    for (const Json& each : *attendees) {
      if (!each.is_string()) continue;
      if (const auto party = party_of_person(plan_, each.get_ref<const std::string&>()))
        active(*party, day);
    }
  }

  const Plan& plan_;
  PlanHistory& history_;
  const WorkingDaysBetween& working_days_;
  const Zone zone_;
};

}  // namespace

void fold(Plan& plan, const PlanEvent& event, Instant at, const WorkingDaysBetween& working_days) {
  Fold(plan, plan.history, working_days).take(event, at);
}

PlanHistory history_of(const Plan& plan, const std::vector<DatedEvent>& events,
                       const WorkingDaysBetween& working_days) {
  PlanHistory history;
  Fold all(plan, history, working_days);
  for (const DatedEvent& each : events) all.take(each.event, each.at);
  return history;
}

}  // namespace closemap
