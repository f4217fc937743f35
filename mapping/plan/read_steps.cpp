// Milestones, dependencies, handoffs and anchors from text.
#include "mapping/plan/document_read.h"

namespace closemap::document {
namespace {

constexpr std::array kSourceRef{
    field<&SourceRef::connection>("connection"), field<&SourceRef::object>("object"),
    field<&SourceRef::record>("record"), field<&SourceRef::field>("field")};

constexpr std::array kEvidence{field<&Evidence::kind>("kind"), field<&Evidence::ref>("ref"),
                               field<&Evidence::at>("at"), field<&Evidence::by>("by")};

constexpr std::array kEstimate3{field<&Estimate3::o>("o"), field<&Estimate3::m>("m"),
                                field<&Estimate3::p>("p")};

constexpr std::array kMilestone{field<&Milestone::title>("title"),
                                field<&Milestone::status>("status"),
                                field<&Milestone::party>("party"),
                                field<&Milestone::owner>("owner"),
                                field<&Milestone::disposition>("disposition"),
                                field<&Milestone::kind>("kind"),
                                field<&Milestone::category>("category"),
                                field<&Milestone::due>("due_date"),
                                field<&Milestone::baseline>("baseline_date"),
                                field<&Milestone::actual>("actual_date"),
                                field<&Milestone::actual_start>("actual_start_date"),
                                field<&Milestone::owner_estimate>("owner_estimate_date"),
                                field<&Milestone::duration_bd>("duration_bd"),
                                field<&Milestone::min_duration_bd>("min_duration_bd"),
                                field<&Milestone::remaining_bd>("remaining_bd"),
                                field<&Milestone::estimate3>("estimate3"),
                                field<&Milestone::not_before>("not_before"),
                                field<&Milestone::deadline>("deadline"),
                                field<&Milestone::added_at>("added_at"),
                                field<&Milestone::scheduled_at>("scheduled_at"),
                                field<&Milestone::key>("key"),
                                field<&Milestone::calendar>("calendar"),
                                field<&Milestone::blocked_reason>("blocked_reason"),
                                field<&Milestone::done_condition>("done_condition"),
                                field<&Milestone::risk>("risk"),
                                field<&Milestone::evidence>("evidence"),
                                field<&Milestone::supporting>("supporting"),
                                field<&Milestone::external_refs>("external_refs")};

void read_lag(PlanReader& in, Dependency& dependency) {
  in.object([&](Name name) {
    if (name == "n") return read(in, dependency.lag.n);
    if (name == "unit") return read(in, dependency.lag.unit);
    if (name == "calendar") return read(in, dependency.lag_calendar);
    in.unknown(name);
  });
}
void read_type(PlanReader& in, Dependency&) {
  if (in.text() != "FS")
    in.fault("unsupported_dependency_type: only FS dependencies are supported");
}
constexpr std::array kDependency{field<&Dependency::pred>("pred"), field<&Dependency::succ>("succ"),
                                 field<&Dependency::hardness>("hardness"),
                                 Field<Dependency>{"lag", read_lag},
                                 Field<Dependency>{"type", read_type}};

void read_end(PlanReader& in, Party& party, std::string& person) {
  in.object([&](Name name) {
    if (name == "party") return read(in, party);
    if (name == "person") return read(in, person);
    in.unknown(name);
  });
}
void read_from(PlanReader& in, Handoff& handoff) {
  read_end(in, handoff.from, handoff.from_person);
}
void read_to(PlanReader& in, Handoff& handoff) { read_end(in, handoff.to, handoff.to_person); }
constexpr std::array kHandoff{field<&Handoff::trigger>("trigger"),
                              field<&Handoff::what>("what"),
                              field<&Handoff::accepts_milestone>("accepts_milestone"),
                              field<&Handoff::accept_within_bh>("accept_within_bh"),
                              field<&Handoff::state>("state"),
                              field<&Handoff::offered_at>("offered_at"),
                              field<&Handoff::accepted_at>("accepted_at"),
                              Field<Handoff>{"from", read_from},
                              Field<Handoff>{"to", read_to}};

constexpr std::array kAnchor{field<&Anchor::date>("date"), field<&Anchor::basis>("basis"),
                             field<&Anchor::source>("source")};

}  // namespace

void read(PlanReader& in, SourceRef& ref) { read_fields(in, ref, kSourceRef); }
void read(PlanReader& in, Evidence& evidence) { read_fields(in, evidence, kEvidence); }
void read(PlanReader& in, Estimate3& estimate) { read_fields(in, estimate, kEstimate3); }
void read(PlanReader& in, Milestone& milestone) { read_fields(in, milestone, kMilestone); }
void read(PlanReader& in, Dependency& dependency) { read_fields(in, dependency, kDependency); }
void read(PlanReader& in, Handoff& handoff) { read_fields(in, handoff, kHandoff); }
void read(PlanReader& in, Anchor& anchor) { read_fields(in, anchor, kAnchor); }

}  // namespace closemap::document
