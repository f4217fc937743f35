// Milestones, dependencies, handoffs and anchors as text.
#include "mapping/plan/document_write.h"

namespace closemap::document {
namespace {

void write_end(JsonWriter& out, const JsonName& name, Party party, const std::string& person) {
  out.key(name);
  out.begin_object();
  write_word(out, "party", to_text(party));
  out.member("person", person);
  out.end_object();
}

void write_estimate(JsonWriter& out, const std::optional<Estimate3>& estimate) {
  if (!estimate) return;
  out.key("estimate3");
  out.begin_object();
  out.key("m");
  out.number(estimate->m);
  out.key("o");
  out.number(estimate->o);
  out.key("p");
  out.number(estimate->p);
  out.end_object();
}

}  // namespace

void write(JsonWriter& out, const SourceRef& ref) {
  out.begin_object();
  write_word(out, "connection", ref.connection);
  out.member("field", ref.field);
  write_word(out, "object", ref.object);
  write_word(out, "record", ref.record);
  out.end_object();
}

void write(JsonWriter& out, const Evidence& evidence) {
  out.begin_object();
  out.member("at", std::optional(evidence.at));
  out.member("by", evidence.by);
  write_word(out, "kind", evidence.kind);
  write_word(out, "ref", evidence.ref);
  out.end_object();
}

void write(JsonWriter& out, const Milestone& milestone) {
  out.begin_object();
  out.member("actual_date", milestone.actual);
  out.member("actual_start_date", milestone.actual_start);
  out.member("added_at", milestone.added_at);
  out.member("baseline_date", milestone.baseline);
  out.member("blocked_reason", milestone.blocked_reason);
  out.member("calendar", milestone.calendar);
  write_word(out, "category", milestone.category);
  out.member("deadline", milestone.deadline);
  write_word(out, "disposition", to_text(milestone.disposition));
  out.member("done_condition", milestone.done_condition);
  out.member("due_date", milestone.due);
  out.member("duration_bd", milestone.duration_bd);
  write_estimate(out, milestone.estimate3);
  write_list(out, "evidence", milestone.evidence);
  write_list(out, "external_refs", milestone.external_refs);
  out.member("key", milestone.key);
  write_word(out, "kind", milestone.kind);
  out.member("min_duration_bd", milestone.min_duration_bd);
  out.member("not_before", milestone.not_before);
  out.member("owner", milestone.owner);
  out.member("owner_estimate_date", milestone.owner_estimate);
  write_word(out, "party", to_text(milestone.party));
  out.member("remaining_bd", milestone.remaining_bd);
  out.member("risk", milestone.risk);
  out.member("scheduled_at", milestone.scheduled_at);
  write_word(out, "status", to_text(milestone.status));
  out.members("supporting", milestone.supporting);
  write_word(out, "title", milestone.title);
  out.end_object();
}

void write(JsonWriter& out, const Dependency& dependency) {
  const Lag& lag = dependency.lag;
  out.begin_object();
  write_word(out, "hardness", to_text(dependency.hardness));
  if (lag != Lag{} || !dependency.lag_calendar.empty()) {
    out.key("lag");
    out.begin_object();
    out.member("calendar", dependency.lag_calendar);
    out.key("n");
    out.integer(lag.n);
    write_word(out, "unit", lag.unit == LagUnit::bd ? "bd" : "cd");
    out.end_object();
  }
  write_word(out, "pred", dependency.pred);
  write_word(out, "succ", dependency.succ);
  write_word(out, "type", "FS");
  out.end_object();
}

void write(JsonWriter& out, const Handoff& handoff) {
  out.begin_object();
  out.key("accept_within_bh");
  out.integer(handoff.accept_within_bh);
  out.member("accepted_at", handoff.accepted_at);
  out.member("accepts_milestone", handoff.accepts_milestone);
  write_end(out, "from", handoff.from, handoff.from_person);
  out.member("offered_at", handoff.offered_at);
  write_word(out, "state", to_text(handoff.state));
  write_end(out, "to", handoff.to, handoff.to_person);
  out.member("trigger", handoff.trigger);
  out.member("what", handoff.what);
  out.end_object();
}

void write(JsonWriter& out, const Anchor& anchor) {
  out.begin_object();
  write_word(out, "basis", to_text(anchor.basis));
  out.member("date", std::optional(anchor.date));
  write_word(out, "source", to_text(anchor.source));
  out.end_object();
}

}  // namespace closemap::document
