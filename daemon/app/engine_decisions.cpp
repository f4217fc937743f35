// What people decide through commands: plan edits, links, retries.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "daemon/app/engine.h"
#include "daemon/app/source_state.h"
#include "daemon/sync/wiring.h"
#include "mapping/core/text.h"
#include "mapping/plan/change.h"
#include "mapping/plan/document.h"
#include "mapping/plan/signoff.h"
#include "mapping/plan/transitions.h"
#include "mapping/schedule/from_plan.h"
#include "mapping/schedule/reschedule.h"

namespace closemap {
namespace {

constexpr std::size_t kPlansListMax = 1'000'000;
constexpr std::size_t kQuarantineMax = 1'000'000;

Error not_found(const std::string& what) { return Error{Fault::permanent, what, 0}; }

bool matches(const StoredPlan& plan, const std::string& wanted) {
  return plan.id == wanted || plan.id.starts_with(wanted) || plan.name == wanted ||
         (wanted.size() >= 6 && plan.id.ends_with(wanted));
}

// Dates the plan now forecasts become the promises; the customer's date stays (domain.md §2.8).
Status accept_forecast(Plan& plan, const PlanInView& in_view) {
  const RescheduleProposal proposal = propose_reschedule(in_view.network, in_view.schedule);
  if (proposal.empty())
    return Error{Fault::permanent,
                 "every open step is already due on its forecast; there is nothing to accept", 0};
  for (const Party party : kParties) accept_reschedule(plan, proposal.of(party));
  return ok();
}

constexpr int kReviewMinute = 9 * 60;  // of a day that is given alone
constexpr std::int64_t kReviewDayMs = 86'400'000;

Status plan_review(Plan& plan, const std::string& when, const Zone& zone, Instant now) {
  const auto day = parse_date(when);
  constexpr std::size_t kToTheMinute = 16;  // as people write it
  const auto at = day ? Result<Instant>(zone.at(*day, kReviewMinute))
                      : parse_local(when.size() == kToTheMinute ? when + ":00" : when, zone);
  if (!at)
    return Error{Fault::permanent,
                 "\"" + printable(shorten(when, 60)) +
                     "\" is no day or time; write 2026-04-07 or 2026-04-07T14:00",
                 0};
  if (*at < now)
    return Error{Fault::permanent,
                 "\"" + printable(shorten(when, 60)) +
                     "\" is past; say when the next review is, or --review-held for one that was",
                 0};
  plan.next_review_at = *at;
  return ok();
}

// A change set of the document (domain.md §1.4, §7): whole or not at all. What a source says of a
// step comes back with its next word.
Status change(Plan& plan, const PlanEdit& edit, const Settings& settings, Instant now) {
  ChangeSet set;
  set.kind = edit.kind == PlanEdit::Kind::patch ? ChangeSet::Kind::json_patch
                                                : ChangeSet::Kind::merge_patch;
  set.patch = edit.change;
  set.if_match = edit.if_match;
  set.actor = edit.person.empty() ? edit.by : edit.person;
  set.reason = edit.reason;
  InvariantRules rules = invariant_rules(plan, calendars_of(settings));
  rules.origin = Origin::human;
  auto changed = apply_change(plan, set, now, rules);
  if (!changed) return std::move(changed).error();
  plan = std::move(changed->plan);
  return ok();
}

// A person of the party, by e-mail; the third signature makes the plan active (domain.md §1.5).
Status sign_for(Plan& plan, const PlanEdit& edit, Instant now) {
  std::string person;
  std::string known;
  const std::string email = to_lower_ascii(edit.person);
  for (const auto& [id, each] : plan.people) {
    if (each.party != edit.party || each.email.empty()) continue;
    if (to_lower_ascii(each.email) == email) person = id;
    known += (known.empty() ? "" : ", ") + each.email;
  }
  if (person.empty())
    return Error{Fault::permanent,
                 "the plan knows nobody of the " + std::string(to_text(edit.party)) +
                     " with the e-mail \"" + printable(shorten(edit.person, 60)) + "\"; it knows " +
                     (known.empty() ? "nobody of them: a CRM or [[person]] names people" : known),
                 0};
  if (const Status done = sign(plan, edit.party, {person, "verbal_recorded", now}); !done)
    return done;
  if (plan.status == PlanStatus::proposed)
    static_cast<void>(activate(plan));  // or it waits for more
  return ok();
}

Status apply(Plan& plan, const PlanEdit& edit, const PlanInView& in_view, const Settings& settings,
             Instant now) {
  const bool terminal = plan.status == PlanStatus::won || plan.status == PlanStatus::lost ||
                        plan.status == PlanStatus::abandoned;
  if (terminal)
    return Error{
        Fault::permanent,
        "the plan is " + std::string(to_text(plan.status)) + "; it can no longer be edited", 0};
  switch (edit.kind) {
    case PlanEdit::Kind::accept_forecast:
      return accept_forecast(plan, in_view);
    case PlanEdit::Kind::propose:
      return propose(plan, now);
    case PlanEdit::Kind::pause:
      return pause(plan, edit.reason.empty() ? "paused by " + edit.by : edit.reason);
    case PlanEdit::Kind::resume:
      return resume(plan);
    case PlanEdit::Kind::accept_handoff:
      return accept_handoff(plan, edit.handoff, {.by = plan.coordinator, .now = now, .reason = {}});
    case PlanEdit::Kind::review_held:
      advance_review(plan, now, static_cast<int>(settings.plan.review_every_ms / kReviewDayMs));
      return ok();
    case PlanEdit::Kind::next_review:
      return plan_review(plan, edit.when, zone_or(plan.timezone, settings.zone), now);
    case PlanEdit::Kind::merge:
    case PlanEdit::Kind::patch:
      return change(plan, edit, settings, now);
    case PlanEdit::Kind::sign:
      return sign_for(plan, edit, now);
  }
  return Error{Fault::bug, "unknown edit", 0};
}

}  // namespace

Result<PlanInView> Engine::plan(const std::string& wanted) {
  std::optional<StoredPlan> stored;
  const Status looked = doors_.store.read([&]() -> Status {
    stored = doors_.store.plans().find(wanted);
    if (stored) return ok();
    std::vector<Row> rows;
    for (const StoredPlan& plan : doors_.store.plans().list(kPlansListMax))
      if (!wanted.empty() && matches(plan, wanted)) rows.push_back(plan.row);
    for (const auto& [name, source] : sources_) {
      const auto deals = doors_.store.records().known_source(name, kOpportunityStream);
      const auto record = deals ? doors_.store.records().find(*deals, wanted) : std::nullopt;
      const auto plan = record ? doors_.store.plans().of_record(record->row) : std::nullopt;
      if (plan && std::find(rows.begin(), rows.end(), plan->row) == rows.end())
        rows.push_back(plan->row);
    }
    if (rows.empty())
      return not_found("there is no plan \"" + printable(shorten(wanted, 60)) +
                       "\"; closemap plan list shows them");
    if (rows.size() > 1)
      return not_found("\"" + printable(shorten(wanted, 60)) + "\" fits " +
                       std::to_string(rows.size()) + " plans; give more of the id");
    stored = doors_.store.plans().get(rows.front());
    return ok();
  });
  if (!looked) return looked.error();
  auto document = parse_json(stored->document);
  auto plan = document ? plan_from_json(*document) : Result<Plan>(std::move(document).error());
  if (!plan) return Error(std::move(plan).error()).within("plan " + stored->id);
  PlanInView in_view{*std::move(stored), *std::move(plan), {}, {}};
  auto schedule = solve_plan(in_view.plan, settings(), now(), in_view.network);
  if (!schedule) return Error(std::move(schedule).error()).within("plan " + in_view.stored.id);
  in_view.schedule = *std::move(schedule);
  return in_view;
}

Status Engine::edit(const std::string& plan_id, const PlanEdit& edit) {
  auto in_view = plan(plan_id);
  if (!in_view) return in_view.error();
  Plan after = in_view->plan;
  if (const Status applied = apply(after, edit, *in_view, settings(), now()); !applied)
    return applied;
  if (edit.kind != PlanEdit::Kind::review_held && after == in_view->plan) return ok();
  std::vector<PlanEvent> also;
  if (edit.kind == PlanEdit::Kind::review_held)
    also.push_back({"review.held", {}, edit.by, "{\"attendees\":[]}"});
  return doors_.store.write([&]() -> Status {
    in_force_->pass->save_edited(in_view->stored, in_view->plan, after, now(),
                                 {edit.by, edit.reason}, also);
    return ok();
  });
}

Status Engine::decide_link(Row row, LinkState state, const std::string& by) {
  const Status decided = doors_.store.write([&]() -> Status {
    auto link = doors_.store.links().get(row);
    if (!link)
      return not_found("there is no link " + std::to_string(row) +
                       "; closemap links review shows them");
    if (state == LinkState::linked) {
      for (const Row record : {link->vendor_record, link->partner_record}) {
        for (const StoredLink& other : doors_.store.links().of_record(record))
          if (other.state == LinkState::linked && other.row != row)
            return not_found("one of the records is already linked (link " +
                             std::to_string(other.row) + "); undo that one first");
      }
    }
    if (link->state == LinkState::linked && state != LinkState::linked) {
      if (auto plan = doors_.store.plans().of_record(link->vendor_record);
          plan && plan->partner_record == link->partner_record) {
        plan->partner_record =
            0;  // the partner's word leaves the plan; nothing else is lost (domain.md §3.6)
        doors_.store.plans().update(*plan);
        in_force_->pass->refresh(plan->row, now(), by);
      }
    }
    link->state = state;
    link->decided_by = by;
    link->method = "manual";
    link->at = now();
    doors_.store.links().save(*link);
    if (state != LinkState::linked || settings().plan.create == "never") return ok();
    if (auto plan = doors_.store.plans().of_record(link->vendor_record)) {
      plan->partner_record = link->partner_record;
      doors_.store.plans().update(*plan);
      in_force_->pass->refresh(plan->row, now(), by);
    } else {
      in_force_->pass->create_plan(link->vendor_record, link->partner_record, now());
    }
    return ok();
  });
  if (decided) {
    links_moved_ = true;
    judge_links();
  }
  return decided;
}

Status Engine::confirm_link(Row link, const std::string& by) {
  return decide_link(link, LinkState::linked, by);
}
Status Engine::reject_link(Row link, const std::string& by) {
  return decide_link(link, LinkState::rejected, by);
}
Status Engine::undo_link(Row link, const std::string& by) {
  return decide_link(link, LinkState::proposed, by);
}

Status Engine::retry_outbox(Row row) {
  return doors_.store.write([&]() -> Status {
    auto message = doors_.store.outbox().get(row);
    if (!message)
      return not_found("there is no message " + std::to_string(row) +
                       "; closemap outbox shows them");
    if (message->state != OutboxState::dead && message->state != OutboxState::uncertain)
      return not_found("message " + std::to_string(row) + " is " +
                       std::string(to_text(message->state)) +
                       "; only dead and uncertain ones are sent again");
    message->maybe_dup = message->maybe_dup || message->state == OutboxState::uncertain;
    message->state = OutboxState::pending;
    message->not_before = now();
    message->created = now();
    message->error.clear();
    doors_.store.outbox().update(*message);
    return ok();
  });
}

// The record is asked for again: what can be mapped now leaves the quarantine by itself, unchanged
// records cost a look each.
Result<std::int64_t> Engine::retry_quarantine(Row row) {
  std::int64_t count = 0;
  const Status done = doors_.store.write([&]() -> Status {
    RecordRoom& records = doors_.store.records();
    for (const QuarantineRow& entry : records.quarantined(kQuarantineMax)) {
      if (row != 0 && entry.row != row) continue;
      records.clear_cursor(records.source(entry.source.connector, entry.source.stream));
      ++count;
      poll_now(entry.source.connector);
      ask_all_ = true;
    }
    if (count == 0 && row != 0)
      return not_found("there is no quarantined record " + std::to_string(row));
    return ok();
  });
  if (!done) return done.error();
  return count;
}

}  // namespace closemap
