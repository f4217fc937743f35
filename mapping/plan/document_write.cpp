// A plan as canonical JSON text. Keys are written in byte order: a test holds it against
// dump_json().
#include "mapping/plan/document_write.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "mapping/plan/document.h"

namespace closemap {
namespace document {
namespace {

constexpr std::string_view kApart = "x_closemap";
constexpr std::size_t kTextReserve = 16 * 1024;  // a plan of 22 milestones

template <class Array>
void write_per_party(JsonWriter& out, const JsonName& name, const Array& values) {
  out.key(name);
  out.begin_object();
  for (const Party party : {Party::customer, Party::partner, Party::vendor}) {  // byte order
    out.key_of(to_text(party));
    write(out, values[static_cast<std::size_t>(party)]);
  }
  out.end_object();
}

void write_opportunities(JsonWriter& out, const Plan& plan) {
  if (plan.opportunities.empty()) return;
  out.key("opportunities");
  out.begin_array();
  for (const Opportunity& opportunity : plan.opportunities) {
    out.begin_object();
    out.member("link", opportunity.link);
    out.key("ref");
    write(out, opportunity.ref);
    write_word(out, "side", to_text(opportunity.side));
    out.end_object();
  }
  out.end_array();
}

void write_key_dates(JsonWriter& out, const Plan& plan) {
  if (!plan.evaluation_start && !plan.decision_target && !plan.signature_target &&
      !plan.go_live_target && !plan.next_review_at)
    return;
  out.key("key_dates");
  out.begin_object();
  out.member("decision_target", plan.decision_target);
  out.member("evaluation_start", plan.evaluation_start);
  out.member("go_live_target", plan.go_live_target);
  out.member("next_review_at", plan.next_review_at);
  out.member("signature_target", plan.signature_target);
  out.end_object();
}

void write_plan(JsonWriter& out, const Plan& plan) {
  out.begin_object();
  write_some(out, "anchors", plan.anchors);
  out.member("calendar", plan.calendar);
  write_if(out, "compelling_event", plan.compelling_event);
  out.member("coordinator", plan.coordinator);
  out.key("dependencies");
  write(out, plan.dependencies);
  write_if(out, "economics", plan.economics);
  write_list(out, "escalation_path", plan.escalation_path);
  write_some(out, "gates", plan.gates);
  write_handoffs(out, plan, true);
  write_word(out, "id", plan.id);
  write_if(out, "if_criteria_met", plan.if_criteria_met);
  write_if(out, "joint_outcome", plan.joint_outcome);
  write_key_dates(out, plan);
  out.key("milestone_order");
  write(out, plan.milestone_order);
  write_map(out, "milestones", plan.milestones);
  write_word(out, "name", plan.name);
  write_opportunities(out, plan);
  write_per_party(out, "parties", plan.parties);
  write_map(out, "people", plan.people);
  write_some(out, "provenance", plan.provenance);
  write_some(out, "risks", plan.risks);
  write_word(out, "schema", "closemap.plan.v1");
  write_if(out, "shared_context", plan.shared_context);
  write_per_party(out, "signoffs", plan.signoffs);
  write_word(out, "status", to_text(plan.status));
  write_some(out, "success_criteria", plan.success_criteria);
  if (plan.tier != kNoTier) write_word(out, "tier", plan.tier);
  write_word(out, "timezone", plan.timezone);
  out.key("version");
  out.integer(plan.version);
  write_some(out, "visibility", plan.visibility);
  write_beyond(out, plan);
  out.end_object();
}

// Members by id: of an id that is not written the thing has gone, and an empty one would be
// another.
constexpr std::array<std::string_view, 7> kThings{
    "anchors", "gates", "handoffs", "milestones", "people", "risks", "success_criteria"};

// Whether the member of this name in `path` is the id of a thing.
bool is_id(const std::vector<std::string>& path, std::size_t at) {
  const std::size_t outer = !path.empty() && path[0] == kApart ? 2 : 1;
  return at == outer && std::find(kThings.begin(), kThings.end(), path[at - 1]) != kThings.end();
}

// The object that a kept member belongs to, made anew where the model leaves a default out; nothing
// when it has gone.
Json* place_of(Json& tree, const Json::json_pointer& member) {
  std::vector<std::string> path;
  for (Json::json_pointer at = member.parent_pointer(); !at.empty(); at = at.parent_pointer())
    path.insert(path.begin(), at.back());
  Json* node = &tree;
  std::size_t known = 0;
  for (Json::json_pointer at; known < path.size(); ++known) {
    at /= path[known];
    if (!tree.contains(at)) break;
    node = &tree.at(at);
  }
  for (std::size_t i = known; i < path.size(); ++i)
    if (!node->is_object() || is_id(path, i)) return nullptr;
  for (; known < path.size(); ++known) node = &((*node)[path[known]] = Json::object());
  return node->is_object() ? node : nullptr;
}

// Puts the kept members of an import back to their places; one whose place has gone is dropped.
std::string with_imported(const std::string& text, const Plan& plan) {
  Result<Json> tree = parse_json(text);
  if (!tree) return text;
  for (const auto& [pointer, value] : plan.imported) {
    Result<Json> kept = parse_json(value);
    const Json::json_pointer member(pointer);
    Json* place = place_of(*tree, member);
    if (place == nullptr && pointer.starts_with("/handoffs/"))  // not complete: it stands apart
      place = place_of(*tree, Json::json_pointer("/" + std::string(kApart) + pointer));
    if (kept && place != nullptr) (*place)[member.back()] = std::move(*kept);
  }
  return dump_json(*tree);
}

}  // namespace
}  // namespace document

std::string plan_to_text(const Plan& plan) {
  std::string text;
  text.reserve(document::kTextReserve);
  JsonWriter out(text);
  document::write_plan(out, plan);
  if (!plan.imported.empty()) return document::with_imported(text, plan);
  return text;
}

}  // namespace closemap
