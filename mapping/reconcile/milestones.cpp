// Milestones from the sources: matched by external reference or equal key, never by title; a
// promise never moves by itself (design.md §9).
#include <algorithm>
#include <cassert>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "mapping/core/text.h"
#include "mapping/plan/step_words.h"
#include "mapping/reconcile/resolve.h"

namespace closemap {
namespace {

bool same_record(const SourceRef& a, const SourceRef& b) {
  return a.connection == b.connection && a.object == b.object && a.record == b.record;
}

Milestone* find_milestone(Plan& plan, const Observed& said) {
  for (auto& [id, milestone] : plan.milestones)
    for (const SourceRef& ref : milestone.external_refs)
      if (same_record(ref, said.ref)) return &milestone;
  const std::string key = text_or(said.fields, "key");
  if (key.empty() || said.deleted) return nullptr;
  for (auto& [id, milestone] : plan.milestones) {
    if (milestone.key != key) continue;
    const bool own_already =
        std::any_of(milestone.external_refs.begin(), milestone.external_refs.end(),
                    [&](const SourceRef& ref) { return ref.connection == said.ref.connection; });
    if (own_already) continue;  // two rows of one source are two steps
    milestone.external_refs.push_back(said.ref);
    return &milestone;
  }
  return nullptr;
}

Milestone& add_milestone(Plan& plan, const Observed& said, const ResolveInput& input) {
  Milestone milestone;
  milestone.external_refs.push_back(said.ref);
  milestone.party = said.side;
  milestone.key = text_or(said.fields, "key");
  if (input.before != nullptr) milestone.added_at = input.now;
  const std::string id = input.new_id("mst");
  plan.milestone_order.push_back(id);
  return plan.milestones.emplace(id, std::move(milestone)).first->second;
}

Date today_of(const Plan& plan, const Milestone& milestone, Instant now) {
  std::string zone_name = plan.timezone;
  if (const auto owner = plan.people.find(milestone.owner); owner != plan.people.end()) {
    if (!plan.party(owner->second.party).timezone.empty())
      zone_name = plan.party(owner->second.party).timezone;
    if (!owner->second.timezone.empty()) zone_name = owner->second.timezone;
  }
  const auto zone = Zone::find(zone_name);
  return (zone ? *zone : Zone{}).local_date(now);
}

void set_owner(Plan& plan, Milestone& milestone, const Observed& said, PeopleRoll& people) {
  PeopleRoll::Found found = people.owner_of(said);
  milestone.owner = std::move(found.id);
  milestone.owner_word = std::move(found.word);
  milestone.owner_parties = std::move(found.parties);
  if (!milestone.owner.empty()) {
    milestone.party = plan.people.at(milestone.owner).party;
  } else if (const auto party = parse_party(text_or(said.fields, "party"))) {
    milestone.party = *party;
  }
}

// A CRM's word, or what stood there and a lookup of the map has no word for.
std::optional<std::string> word_at(const Observed& said, const std::string& field) {
  auto word = text_at(said.fields, field);
  if (!word) word = text_at(said.fields, field + "_raw");
  if (word && trim(*word).empty()) word.reset();
  return word;
}

// Status, actual and estimate: only the owner's party decides (§3.4); the rest is kept as a
// contender and shown. `wrong` hears what cannot be taken as it is said: of a status nobody knows
// what was known stays.
void set_progress(const Plan& plan, Milestone& milestone, const Observed& said,
                  const ResolveInput& input, std::vector<std::string>& wrong) {
  const auto actual = date_at(said.fields, "actual");
  const Date latest =
      today_of(plan, milestone, input.now) + 1;  // I22: T+1 where the owner is ahead of the plan
  const auto word = word_at(said, "status");
  const auto meant = word ? milestone_status_of(*word) : std::nullopt;
  milestone.actual_start = date_at(said.fields, "actual_start");
  milestone.blocked_reason = text_or(said.fields, "blocked_reason");
  const MilestoneStatus unsaid = actual                   ? MilestoneStatus::complete
                                 : milestone.actual_start ? MilestoneStatus::in_progress
                                 : word && !meant         ? milestone.status
                                                          : MilestoneStatus::pending;
  if (word && !meant) wrong.push_back(word_objection("status", *word, step_states()));
  const MilestoneStatus status = meant.value_or(unsaid);
  const bool unknowable = actual && *actual > latest;  // finished in the future
  if (status != MilestoneStatus::complete) {
    milestone.status = status;
    milestone.actual.reset();
  } else if (unknowable) {
    milestone.status = MilestoneStatus::in_progress;
    milestone.actual.reset();
  } else {
    if (milestone.status != MilestoneStatus::complete || actual)
      milestone.actual = actual ? *actual : today_of(plan, milestone, said.changed_at);
    milestone.status = MilestoneStatus::complete;
  }
  if (milestone.actual && milestone.actual_start && *milestone.actual_start > *milestone.actual)
    milestone.actual_start.reset();
  if (status == MilestoneStatus::complete && unknowable)
    wrong.push_back("actual is " + to_text(*actual) +
                    ", a day to come: the step counts as in progress until then");
}

void set_dates(Milestone& milestone, const Observed& said, bool owner_speaks) {
  const auto due = date_at(said.fields, "due");
  const auto estimate = date_at(said.fields, "estimate");
  if (!milestone.due && due && (owner_speaks || milestone.external_refs.size() == 1))
    milestone.due = due;
  if (!owner_speaks) return;
  // The promise stays; a due date that moved is the owner's new estimate, equal to the promise
  // clears it. One that stands there since before a later promise was agreed is not new.
  std::optional<Date> word = estimate ? estimate : due;
  if (word != milestone.answered) milestone.answered.reset();
  if (!milestone.due && !estimate) word.reset();
  if (word && (word == milestone.due || word == milestone.answered)) word.reset();
  milestone.owner_estimate = word;
  if (milestone.status == MilestoneStatus::complete) milestone.owner_estimate.reset();
}

// A CRM's word where it is one of ours, however it is written; else what was known stays and
// `wrong` hears of it.
void take_word(std::string& into, std::span<const std::string_view> ours, const Observed& said,
               const std::string& field, std::vector<std::string>& wrong) {
  const auto word = word_at(said, field);
  if (!word) return;
  if (auto known = one_of(ours, *word))
    into = *std::move(known);
  else
    wrong.push_back(word_objection(field, *word, ours));
}

void set_words(Milestone& milestone, const Observed& said, std::vector<std::string>& wrong) {
  const std::string title = text_or(said.fields, "title");
  if (!title.empty()) milestone.title = title;
  if (milestone.title.empty())
    milestone.title = milestone.key.empty() ? "step " + said.ref.record : milestone.key;
  take_word(milestone.kind, step_kinds(), said, "kind", wrong);
  take_word(milestone.category, step_categories(), said, "category", wrong);
  if (const auto done = text_at(said.fields, "done_condition")) milestone.done_condition = *done;
  if (const auto days = int_at(said.fields, "duration_days"))
    milestone.duration_bd = static_cast<int>(*days);
  if (const auto days = int_at(said.fields, "min_duration_days"))
    milestone.min_duration_bd = static_cast<int>(*days);
  if (milestone.min_duration_bd && milestone.duration_bd &&
      *milestone.min_duration_bd > *milestone.duration_bd)
    milestone.min_duration_bd.reset();  // I10
  milestone.not_before = date_at(said.fields, "not_before");
  milestone.deadline = date_at(said.fields, "deadline");
  if (!milestone.baseline) milestone.baseline = date_at(said.fields, "baseline");
}

// A source's word on a step of another party's, beside what the plan has: its owner's words, once
// all of them were heard.
void contend(Plan& plan, const std::string& id, const Observed& said) {
  const Milestone& milestone = plan.milestones.at(id);
  const auto add = [&](std::string_view field, std::string_view theirs) {
    plan.contenders.push_back({"/milestones/" + id + "/" + std::string(field), said.ref.connection,
                               "\"" + std::string(theirs) + "\""});
  };
  const auto date = [&](std::string_view said_as, std::string_view field,
                        const std::optional<Date>& ours) {
    const auto theirs = date_at(said.fields, said_as);
    if (theirs && theirs != ours) add(field, to_text(*theirs));
  };
  date("due", "due_date", milestone.due);
  date("actual", "actual_date", milestone.actual);
  if (milestone.status != MilestoneStatus::complete)  // no estimate is heard of what is done
    date("estimate", "owner_estimate_date",
         milestone.owner_estimate ? milestone.owner_estimate : milestone.due);
  const auto status = milestone_status_of(text_or(said.fields, "status"));
  if (status && *status != milestone.status) add("status", to_text(*status));
}

// The step of that kind, else the one that ends the plan: the same that resolve_anchors gives the
// date to.
std::string anchor_of(const PlanTemplate& shape, std::string_view kind) {
  std::string step = shape.steps.empty() ? shape.anchor_step : shape.steps.back().key;
  for (const TemplateStep& each : shape.steps)
    if (each.kind == kind) step = each.key;
  return step;
}

// What a template is worked back from: the customer's date and the step that carries it.
struct CustomerDate {
  Date date;
  std::string step;
};
std::optional<CustomerDate> customer_date(const ResolveInput& input, const Opportunity* first,
                                          const PlanTemplate& shape) {
  const auto said = [](const std::optional<Observed>& side) {
    return side ? &side->fields : nullptr;
  };
  if (const auto wanted = mapped_customer_date(said(input.vendor), said(input.partner)))
    return CustomerDate{wanted->date, anchor_of(shape, step_kind_of(wanted->basis))};
  if (first == nullptr || !first->close_date) return std::nullopt;
  return CustomerDate{*first->close_date, anchor_of(shape, "signature")};
}

const std::string& id_of(const Plan& plan, const Milestone& milestone) {
  for (const auto& [id, candidate] : plan.milestones)
    if (&candidate == &milestone) return id;
  assert(false && "milestone of another plan");
  return plan.id;
}

// A template stands in while no source brings steps, and never adds to what one brings (design.md
// §9). REQUIRES: its steps with a key that a source names are that source's already.
void template_steps_aside(Plan& plan) {
  for (auto& [id, milestone] : plan.milestones)
    if (milestone.external_refs.empty()) milestone.disposition = Disposition::removed;
  std::erase_if(plan.handoffs, [&](const auto& entry) {
    const auto step = plan.milestones.find(entry.second.trigger);
    return entry.second.state == HandoffState::planned && step != plan.milestones.end() &&
           step->second.external_refs.empty();
  });
}

}  // namespace

void resolve_milestones(Plan& plan, const ResolveInput& input, PeopleRoll& people,
                        std::vector<Unplaced>* unplaced) {
  std::vector<std::pair<std::string, const Observed*>> asides;  // on steps of another party
  for (const Observed& said : input.milestones) {
    Milestone* known = find_milestone(plan, said);
    if (said.deleted) {
      if (known != nullptr && same_record(known->external_refs.front(), said.ref))
        known->disposition = Disposition::removed;
      continue;
    }
    Milestone& milestone = known != nullptr ? *known : add_milestone(plan, said, input);
    std::vector<std::string> wrong;
    const bool brought_it = same_record(milestone.external_refs.front(), said.ref);
    if (brought_it) {
      if (milestone.disposition == Disposition::removed)
        milestone.disposition = Disposition::active;
      set_words(milestone, said, wrong);
      set_owner(plan, milestone, said, people);
    } else if (said.side == milestone.party && said.fields.has("owner")) {
      set_owner(plan, milestone, said, people);
    }
    // A source speaks for its own party's steps and, until the customer itself speaks, for the
    // customer's steps it brought.
    const bool owner_speaks =
        said.side == milestone.party || (brought_it && milestone.party == Party::customer);
    if (owner_speaks) set_progress(plan, milestone, said, input, wrong);
    set_dates(milestone, said, owner_speaks);
    if (!owner_speaks) asides.emplace_back(id_of(plan, milestone), &said);
    if (!wrong.empty()) leave_out(unplaced, said.ref, join(wrong, "; "));
  }
  for (const auto& [id, said] : asides)
    if (plan.milestones.at(id).party != said->side) contend(plan, id, *said);
  const bool fed = std::any_of(input.milestones.begin(), input.milestones.end(),
                               [](const Observed& said) { return !said.deleted; });
  if (fed) template_steps_aside(plan);
  if (plan.milestones.empty() && !fed && input.milestones_known && input.plan_template != nullptr) {
    const Opportunity* vendor = plan.opportunity(Party::vendor);
    const Opportunity* first = vendor != nullptr ? vendor : plan.opportunity(Party::partner);
    if (const auto target = customer_date(input, first, *input.plan_template))
      instantiate(plan, *input.plan_template, target->step, target->date, input.now,
                  input.calendars, input.new_id);
  }
}

}  // namespace closemap
