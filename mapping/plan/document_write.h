// The parts of a plan document as canonical JSON text; each writes its keys in byte order.
#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/plan/json_text.h"
#include "mapping/plan/plan.h"

namespace closemap::document {

inline void write(JsonWriter& out, std::string_view text) { out.text(text); }
inline void write(JsonWriter& out, int number) { out.integer(number); }
inline void write(JsonWriter& out, Party party) { out.text(to_text(party)); }
void write(JsonWriter& out, const SourceRef& ref);
void write(JsonWriter& out, const Money& money);

// write_steps.cpp: what is to be done.
void write(JsonWriter& out, const Evidence& evidence);
void write(JsonWriter& out, const Milestone& milestone);
void write(JsonWriter& out, const Dependency& dependency);
void write(JsonWriter& out, const Handoff& handoff);
void write(JsonWriter& out, const Anchor& anchor);

// write_terms.cpp: what is agreed.
void write(JsonWriter& out, const Gate& gate);
void write(JsonWriter& out, const SuccessCriterion& criterion);
void write(JsonWriter& out, const IfCriteriaMet& next);
void write(JsonWriter& out, const Risk& risk);
void write(JsonWriter& out, const Payment& payment);
void write(JsonWriter& out, const Economics& economics);
void write(JsonWriter& out, const SharedContext& context);
void write(JsonWriter& out, const JointOutcome& outcome);
void write(JsonWriter& out, const CompellingEvent& event);
void write(JsonWriter& out, const SignOff& signoff);
void write(JsonWriter& out, const Provenance& provenance);

// write_people.cpp: who.
void write(JsonWriter& out, const PartyInfo& party);
void write(JsonWriter& out, const Person& person);
void write(JsonWriter& out, const EscalationStep& step);

// write_beyond.cpp: the member x_closemap, what the schema does not hold.
void write_beyond(JsonWriter& out, const Plan& plan);
// What the schema asks of a handoff; one that lacks it is kept under x_closemap.
bool complete(const Handoff& handoff);
void write_handoffs(JsonWriter& out, const Plan& plan, bool want_complete);

inline void write_word(JsonWriter& out, const JsonName& name, std::string_view word) {
  out.key(name);
  out.text(word);
}

// A list, left out when empty.
template <class T>
void write_list(JsonWriter& out, const JsonName& name, const std::vector<T>& values) {
  if (values.empty()) return;
  out.key(name);
  out.begin_array();
  for (const T& value : values) write(out, value);
  out.end_array();
}

template <class T>
void write(JsonWriter& out, const std::vector<T>& values) {
  out.begin_array();
  for (const T& value : values) write(out, value);
  out.end_array();
}

template <class T>
void write_map(JsonWriter& out, const JsonName& name, const std::map<std::string, T>& map) {
  out.key(name);
  out.begin_object();
  for (const auto& [id, value] : map) {
    out.key_of(id);
    write(out, value);
  }
  out.end_object();
}

// A map, left out when empty.
template <class T>
void write_some(JsonWriter& out, const JsonName& name, const std::map<std::string, T>& map) {
  if (!map.empty()) write_map(out, name, map);
}

// A value, left out when there is none.
template <class T>
void write_if(JsonWriter& out, const JsonName& name, const std::optional<T>& value) {
  if (!value) return;
  out.key(name);
  write(out, *value);
}

}  // namespace closemap::document
