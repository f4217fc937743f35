// Scalars and words of a plan document, and unknown members.
#include <nlohmann/json.hpp>

#include "mapping/plan/document_read.h"

namespace closemap::document {
namespace {

constexpr Name kForeign = "x_";

// What is told of a thing apart, because the schema has no room for it, is told of that thing.
std::string at_the_thing(std::string place) {
  constexpr Name kApartPlace = "/x_closemap";
  for (const Name thing : {"/handoffs/", "/milestones/", "/opportunities/", "/people/"})
    if (place.starts_with(std::string(kApartPlace).append(thing)))
      return place.substr(kApartPlace.size());
  return place;
}

template <class E, class Parse>
void read_word(PlanReader& in, E& out, Parse parse) {
  const std::string word = in.text();
  if (!in.good()) return;
  const std::optional<E> value = parse(word);
  if (value) out = *value;
  if (!value) in.fault("an unknown word");
}

std::optional<LagUnit> parse_lag_unit(Name word) {
  if (word == "bd") return LagUnit::bd;
  if (word == "cd") return LagUnit::cd;
  return std::nullopt;
}

}  // namespace

void PlanReader::unknown(Name name) {
  const bool foreign = name.substr(0, kForeign.size()) == kForeign;
  if (!foreign && unknown_ == UnknownFields::reject)
    return fault("an unknown field: correct its name, or import the document to keep it");
  std::string place = pointer();
  if (!foreign) place.insert(place.rfind('/') + 1, kForeign);
  const std::string_view text = raw();
  if (!good()) return;
  Result<Json> value = parse_json(text);
  if (!value) return fault("an unknown field that is no JSON");
  kept_.emplace(at_the_thing(std::move(place)), dump_json(*value));
}

void read(PlanReader& in, std::string& text) {
  if (!in.null()) text = in.text();
}
void read(PlanReader& in, bool& yes) { yes = in.boolean(); }
void read(PlanReader& in, int& number) { number = in.small_integer(); }
void read(PlanReader& in, std::int64_t& number) { number = in.integer(); }
void read(PlanReader& in, double& number) { number = in.number(); }
void read(PlanReader& in, Date& date) { date = in.date(); }
void read(PlanReader& in, Instant& instant) { instant = in.instant(); }
void read(PlanReader& in, LagUnit& unit) { read_word(in, unit, parse_lag_unit); }
void read(PlanReader& in, Party& value) {
  read_word(in, value, [](Name word) { return parse_party(word); });
}
void read(PlanReader& in, PlanStatus& value) { read_word(in, value, parse_plan_status); }
void read(PlanReader& in, MilestoneStatus& value) { read_word(in, value, parse_milestone_status); }
void read(PlanReader& in, Disposition& value) { read_word(in, value, parse_disposition); }
void read(PlanReader& in, Hardness& value) { read_word(in, value, parse_hardness); }
void read(PlanReader& in, PersonKind& value) { read_word(in, value, parse_person_kind); }
void read(PlanReader& in, AnchorBasis& value) { read_word(in, value, parse_anchor_basis); }
void read(PlanReader& in, HandoffState& value) { read_word(in, value, parse_handoff_state); }
void read(PlanReader& in, SignOffState& value) { read_word(in, value, parse_sign_off_state); }
void read(PlanReader& in, GateState& value) { read_word(in, value, parse_gate_state); }
void read(PlanReader& in, CriterionState& value) { read_word(in, value, parse_criterion_state); }
void read(PlanReader& in, RiskState& value) { read_word(in, value, parse_risk_state); }

}  // namespace closemap::document
