// Approvals, criteria, risks, economics, sign-offs and provenance as text.
#include "mapping/plan/document_write.h"

namespace closemap::document {

void write(JsonWriter& out, const Money& money) {
  out.begin_object();
  write_word(out, "currency", money.currency);
  out.key("minor");
  out.integer(money.minor);
  out.end_object();
}

void write(JsonWriter& out, const Gate& gate) {
  out.begin_object();
  out.member("approver", gate.approver);
  out.member("decided_at", gate.decided_at);
  write_word(out, "kind", gate.kind);
  out.member("milestone", gate.milestone);
  out.key("required");
  out.boolean(gate.required);
  write_word(out, "state", to_text(gate.state));
  out.end_object();
}

void write(JsonWriter& out, const SuccessCriterion& criterion) {
  out.begin_object();
  out.member("decided_on", criterion.decided_on);
  out.member("how_validated", criterion.how_validated);
  out.member("measure", criterion.measure);
  out.member("milestone", criterion.milestone);
  out.key("pass_fail");
  out.boolean(criterion.pass_fail);
  write_word(out, "state", to_text(criterion.state));
  out.member("target", criterion.target);
  write_word(out, "text", criterion.text);
  out.member("type", criterion.type);
  out.end_object();
}

void write(JsonWriter& out, const IfCriteriaMet& next) {
  out.begin_object();
  out.member("milestone", next.milestone);
  write_word(out, "next", next.next);
  out.end_object();
}

void write(JsonWriter& out, const Risk& risk) {
  out.begin_object();
  out.member("impact", risk.impact);
  out.member("impact_bd", risk.impact_bd);
  out.member("milestone", risk.milestone);
  out.member("mitigation", risk.mitigation);
  out.member("owner", risk.owner);
  out.member("probability_bp", risk.probability_bp);
  write_word(out, "state", to_text(risk.state));
  write_word(out, "text", risk.text);
  out.end_object();
}

void write(JsonWriter& out, const Payment& payment) {
  out.begin_object();
  out.member("basis", payment.basis);
  write_if(out, "fixed", payment.fixed);
  write_word(out, "kind", payment.kind);
  write_word(out, "payee", payment.payee);
  write_word(out, "payer", payment.payer);
  out.member("rate_bp", payment.rate_bp);
  out.member("trigger", payment.trigger);
  out.end_object();
}

void write(JsonWriter& out, const Economics& economics) {
  out.begin_object();
  write_list(out, "agreed_by", economics.agreed_by);
  write_list(out, "payments", economics.payments);
  write_map(out, "recognised_bp", economics.recognised_bp);
  write_if(out, "total", economics.total);
  out.member("whose_paper", economics.whose_paper);
  out.end_object();
}

void write(JsonWriter& out, const SharedContext& context) {
  out.begin_object();
  out.member("partner_relationship", context.partner_relationship);
  out.member("state", context.state);
  out.member("trigger", context.trigger);
  out.member("who", context.who);
  out.end_object();
}

void write(JsonWriter& out, const JointOutcome& outcome) {
  out.begin_object();
  if (outcome.low || outcome.high) {
    out.key("amount_range");
    out.begin_object();
    write_if(out, "high", outcome.high);
    write_if(out, "low", outcome.low);
    out.end_object();
  }
  out.member("closer", outcome.closer);
  out.member("outcome", outcome.outcome);
  out.member("paper", outcome.paper);
  out.member("term_months", outcome.term_months);
  out.end_object();
}

void write(JsonWriter& out, const CompellingEvent& event) {
  out.begin_object();
  out.member("date", event.date);
  write_word(out, "source", to_text(event.source));
  write_word(out, "text", event.text);
  if (event.verified) {
    out.key("verified");
    out.boolean(true);
  }
  out.end_object();
}

void write(JsonWriter& out, const SignOff& signoff) {
  out.begin_object();
  out.member("at", signoff.at);
  out.member("by", signoff.by);
  out.member("content_hash", signoff.content_hash);
  out.member("method", signoff.method);
  if (signoff.plan_version != 0) out.member("plan_version", std::optional(signoff.plan_version));
  write_word(out, "state", to_text(signoff.state));
  out.end_object();
}

void write(JsonWriter& out, const Provenance& provenance) {
  out.begin_object();
  out.member("actor", provenance.actor);
  out.member("event", provenance.event);
  write_word(out, "method", provenance.method);
  out.member("observed_at", std::optional(provenance.observed_at));
  write_if(out, "source", provenance.source);
  out.member("source_clock", provenance.source_clock);
  out.end_object();
}

}  // namespace closemap::document
