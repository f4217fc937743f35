// Reading the parts of a plan document: one table of members per type, and what becomes of members
// that no table knows.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/plan/document.h"
#include "mapping/plan/json_text.h"

namespace closemap::document {

using Name = std::string_view;
using Kept = std::map<std::string, std::string>;  // Plan::imported

// A reader that knows what to do with an unknown member: x_* is kept as it is, any other is a
// fault (reject) or kept under its name with x_ in front (keep).
class PlanReader : public JsonReader {
 public:
  PlanReader(std::string_view text, UnknownFields unknown, Kept& kept)
      : JsonReader(text), unknown_(unknown), kept_(kept) {}
  void unknown(Name name);

 private:
  UnknownFields unknown_;
  Kept& kept_;
};

// read_scalars.cpp
void read(PlanReader& in, std::string& text);  // null stands for the empty text: "owner": null
void read(PlanReader& in, bool& yes);
void read(PlanReader& in, int& number);
void read(PlanReader& in, std::int64_t& number);
void read(PlanReader& in, double& number);
void read(PlanReader& in, Date& date);
void read(PlanReader& in, Instant& instant);
void read(PlanReader& in, LagUnit& unit);
void read(PlanReader& in, Party& value);
void read(PlanReader& in, PlanStatus& value);
void read(PlanReader& in, MilestoneStatus& value);
void read(PlanReader& in, Disposition& value);
void read(PlanReader& in, Hardness& value);
void read(PlanReader& in, PersonKind& value);
void read(PlanReader& in, AnchorBasis& value);
void read(PlanReader& in, HandoffState& value);
void read(PlanReader& in, SignOffState& value);
void read(PlanReader& in, GateState& value);
void read(PlanReader& in, CriterionState& value);
void read(PlanReader& in, RiskState& value);

// read_steps.cpp
void read(PlanReader& in, SourceRef& ref);
void read(PlanReader& in, Evidence& evidence);
void read(PlanReader& in, Estimate3& estimate);
void read(PlanReader& in, Milestone& milestone);
void read(PlanReader& in, Dependency& dependency);
void read(PlanReader& in, Handoff& handoff);
void read(PlanReader& in, Anchor& anchor);

// read_terms.cpp
void read(PlanReader& in, Money& money);
void read(PlanReader& in, Gate& gate);
void read(PlanReader& in, SuccessCriterion& criterion);
void read(PlanReader& in, IfCriteriaMet& next);
void read(PlanReader& in, Risk& risk);
void read(PlanReader& in, Payment& payment);
void read(PlanReader& in, Economics& economics);
void read(PlanReader& in, SharedContext& context);
void read(PlanReader& in, JointOutcome& outcome);
void read(PlanReader& in, CompellingEvent& event);
void read(PlanReader& in, SignOff& signoff);
void read(PlanReader& in, Provenance& provenance);

// document_read.cpp
void read(PlanReader& in, PartyInfo& party);
void read(PlanReader& in, Person& person);
void read(PlanReader& in, EscalationStep& step);

// read_beyond.cpp
void read_beyond(PlanReader& in, Plan& plan);
void read_opportunities(PlanReader& in, Plan& plan);

template <class T>
void read(PlanReader& in, std::optional<T>& value) {
  if (!in.null()) read(in, value.emplace());
}
template <class T>
void read(PlanReader& in, std::vector<T>& list) {
  in.array([&] { read(in, list.emplace_back()); });
}
template <class T>
void read(PlanReader& in, std::map<std::string, T>& map) {
  in.object([&](Name id) { read(in, map[std::string(id)]); });
}
template <class T>
void read(PlanReader& in, std::array<T, 3>& per_party) {
  in.object([&](Name name) {
    const auto party = parse_party(name);
    if (party) return read(in, per_party[static_cast<std::size_t>(*party)]);
    in.fault("an unknown party");
  });
}

// A member of an object and how it gets into a T.
template <class T>
struct Field {
  Name name;
  void (*read)(PlanReader&, T&);
};
template <class T, class M>
T owner_of(M T::*);
template <auto Member>
constexpr auto field(Name name) {
  using T = decltype(owner_of(Member));
  return Field<T>{name, [](PlanReader& in, T& out) { document::read(in, out.*Member); }};
}
template <class T, std::size_t N>
void read_fields(PlanReader& in, T& out, const std::array<Field<T>, N>& fields) {
  in.object([&](Name name) {
    for (const Field<T>& each : fields)
      if (each.name == name) return each.read(in, out);
    in.unknown(name);
  });
}

}  // namespace closemap::document
