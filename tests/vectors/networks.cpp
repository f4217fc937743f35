// Vector plans as networks: short field names of domain.md §8.
#include "tests/vectors/networks.h"

#include <algorithm>
#include <stdexcept>

#include "tests/vectors/words.h"

namespace closemap::vectors {
namespace {

// A milestone as the vectors write it, with what a network keeps elsewhere.
struct ReadMilestone {
  NetworkName name;
  NetworkMilestone milestone;
  std::string calendar;
  std::optional<Estimate3> estimate;
};

ReadMilestone read_milestone(Checks& checks, const Json& object) {
  Fields f(checks, "milestone", object);
  ReadMilestone out;
  NetworkMilestone& m = out.milestone;
  out.name = {f.text("id"), f.text_or("title", "")};
  const auto party = parse_party(f.text_or("party", "vendor"));
  if (!party) checks.fail(out.name.id + ".party", "unknown party");
  m.party = party.value_or(Party::vendor);
  const std::string status = f.text_or("status", "pending");
  if (status == "complete")
    m.status = MilestoneStatus::complete;
  else if (status == "in_progress")
    m.status = MilestoneStatus::in_progress;
  else if (status == "blocked")
    m.status = MilestoneStatus::blocked;
  else if (status != "pending")
    checks.fail(out.name.id + ".status", "unknown status " + status);
  const std::string disposition = f.text_or("disposition", "active");
  if (disposition == "waived")
    m.disposition = Disposition::waived;
  else if (disposition == "removed")
    m.disposition = Disposition::removed;
  else if (disposition != "active")
    checks.fail(out.name.id + ".disposition", "unknown disposition " + disposition);
  m.duration_bd = f.maybe_number("dur");
  m.min_duration_bd = f.maybe_number("min_dur");
  m.remaining_bd = f.maybe_number("remaining");
  m.due = f.maybe_date("due");
  m.baseline = f.maybe_date("baseline");
  m.actual = f.maybe_date("actual");
  m.actual_start = f.maybe_date("actual_start");
  m.owner_estimate = f.maybe_date("override");
  m.not_before = f.maybe_date("snet");
  m.deadline = f.maybe_date("deadline");
  const Json* advance = f.maybe("advance");
  m.advance = advance != nullptr && advance->get<bool>();
  out.calendar = f.text_or("cal", "");
  if (const Json* tri = f.maybe("tri"))
    out.estimate =
        Estimate3{tri->at(0).get<double>(), tri->at(1).get<double>(), tri->at(2).get<double>()};
  kind_of_step(f);
  category_of_step(f);
  for (const char* key : {"week_from", "week_to"}) f.ignore(key);
  f.finish();
  return out;
}

NetworkRisk read_risk(Checks& checks, const Network& network, const Json& object) {
  Fields f(checks, "risk", object);
  NetworkRisk risk;
  risk.id = f.text("id");
  risk.milestone = node_named(network, f.text("milestone"));
  risk.probability = f.at("p").get<double>();
  risk.impact_bd = f.number("impact_bd");
  f.finish();
  return risk;
}

// Handoffs move no dates; what they say must be known all the same.
void know_handoff(Checks& checks, const Json& object) {
  Fields f(checks, "handoff", object);
  for (const char* key : {"id", "trigger", "from", "to", "what", "accepts_milestone"})
    f.ignore(key);
  f.finish();
}

class CalendarIndex {
 public:
  CalendarIndex(const CalendarMap& calendars, Network& network)
      : calendars_(calendars), network_(network) {}
  std::uint32_t operator()(const std::string& id) {
    const auto found = std::find(ids_.begin(), ids_.end(), id);
    if (found != ids_.end()) return static_cast<std::uint32_t>(found - ids_.begin());
    const auto calendar = calendars_.find(id);
    if (calendar == calendars_.end()) throw std::runtime_error("unknown calendar " + id);
    ids_.push_back(id);
    network_.calendars.push_back(calendar->second);
    return static_cast<std::uint32_t>(ids_.size() - 1);
  }

 private:
  const CalendarMap& calendars_;
  Network& network_;
  std::vector<std::string> ids_;
};

NetworkEdge read_edge(Checks& checks, const Network& network, CalendarIndex& index,
                      const Json& object) {
  Fields f(checks, "dependency", object);
  NetworkEdge edge;
  edge.pred = node_named(network, f.text("pred"));
  edge.succ = node_named(network, f.text("succ"));
  std::string calendar;
  if (const Json* lag = f.maybe("lag")) edge.lag = read_lag(checks, *lag, &calendar);
  if (!calendar.empty()) edge.calendar = index(calendar);
  const std::string hardness = f.text_or("hardness", "mandatory");
  if (hardness == "discretionary")
    edge.hardness = Hardness::discretionary;
  else if (hardness == "external")
    edge.hardness = Hardness::external;
  else if (hardness != "mandatory")
    checks.fail("dependency.hardness", "unknown hardness " + hardness);
  if (f.text_or("type", "FS") != "FS") checks.fail("dependency.type", "only FS is known");
  f.finish();
  return edge;
}

Json milestone_json(const Network& network, const Schedule& schedule, Node node) {
  const ScheduledMilestone& s = schedule.milestones[node];
  return {{"early_finish", json_of(s.early_finish)},
          {"forecast", json_of(s.forecast)},
          {"late_finish", json_of(s.late_finish)},
          {"late_start_point", json_of(s.late_start_point)},
          {"start_by", json_of(start_by(network, schedule, node))},
          {"total_slack_bd", json_of(s.total_slack_bd)},
          {"free_slack_bd", json_of(s.free_slack_bd)},
          {"forecast_slack_bd", json_of(s.forecast_slack_bd)},
          {"duration_bd", s.duration_bd},
          {"duration_source", to_text(s.duration_source)},
          {"critical", s.critical()},
          {"set_by", to_text(s.set_by)},
          {"slip_vs_baseline_bd", json_of(slip_vs_baseline_bd(network, schedule, node))}};
}

Json anchor_json(const Network& network, const ScheduledAnchor& a) {
  Json ratio;
  if (a.compression_ratio) ratio = *a.compression_ratio;
  return {{"target", json_of(a.target)},
          {"early_finish", json_of(a.early_finish)},
          {"forecast", json_of(a.forecast)},
          {"forecast_gap_bd", a.forecast_gap_bd},
          {"forecast_gap_cd", a.forecast_gap_cd},
          {"required_bd", a.required_bd},
          {"available_bd", a.available_bd},
          {"overrun_bd", a.overrun_bd},
          {"compression_ratio", ratio},
          {"feasible", a.feasible},
          {"driving_path", ids_json(network, a.driving_path)}};
}

Json moves_json(const Network& network, const std::vector<Move>& moves) {
  Json list = Json::array();
  for (const Move& move : moves) {
    const NetworkMilestone& m = network.milestones[move.milestone];
    Json pred;
    if (move.pred) pred = network.names[*move.pred].id;
    list.push_back({{"move", to_text(move.kind)},
                    {"milestone", network.names[move.milestone].id},
                    {"pred", pred},
                    {"party", to_text(m.party)},
                    {"gain_bd", move.gain_bd}});
  }
  return list;
}

}  // namespace

void read_calendar(Checks& checks, const Json& object, CalendarMap& out) {
  Fields f(checks, "calendar", object);
  CalendarSpec spec = weekdays_calendar(f.text("id"));
  if (const Json* week = f.maybe("week")) {
    spec.week = {};
    for (const Json& day : *week) spec.week.at(whole<std::size_t>(day) - 1) = {{9 * 60, 17 * 60}};
  }
  if (const Json* days = f.maybe("holidays"))
    for (const Json& day : *days) spec.holidays.push_back(read_date(day));
  if (const Json* days = f.maybe("extra_working_days"))
    for (const Json& day : *days) spec.extra_working_days.push_back(read_date(day));
  f.finish();
  const std::string id = spec.id;
  Result<Calendar> calendar = Calendar::compile(std::move(spec));
  if (!calendar) throw std::runtime_error(calendar.error().what);
  out.insert_or_assign(id, *calendar);
}

CalendarMap read_calendars(Checks& checks, const Json* list) {
  CalendarMap out{{"MF", Calendar()}};
  if (list == nullptr) return out;
  for (const Json& object : *list) read_calendar(checks, object, out);
  return out;
}

Lag read_lag(Checks& checks, const Json& object, std::string* calendar) {
  Fields f(checks, "lag", object);
  Lag lag{f.number("n"), LagUnit::bd};
  const std::string unit = f.text_or("unit", "bd");
  if (unit == "cd")
    lag.unit = LagUnit::cd;
  else if (unit != "bd")
    checks.fail("lag.unit", "unknown unit " + unit);
  if (calendar != nullptr) *calendar = f.text_or("calendar", "");
  f.finish();
  return lag;
}

Node node_named(const Network& network, const std::string& id) {
  for (Node node = 0; node < network.milestones.size(); ++node)
    if (network.names[node].id == id) return node;
  throw std::runtime_error("unknown milestone " + id);
}

Network read_plan(Checks& checks, const Json& plan) {
  Fields f(checks, "plan", plan);
  Network network;
  network.plan_start = f.date("plan_start");
  network.status_date = f.date("status_date");
  const std::string mode = f.text_or("progress_mode", "retained_logic");
  if (mode == "progress_override")
    network.mode = ProgressMode::progress_override;
  else if (mode != "retained_logic")
    checks.fail("plan.progress_mode", "unknown mode " + mode);
  const CalendarMap calendars = read_calendars(checks, f.maybe("calendars"));
  CalendarIndex index(calendars, network);
  const std::string own = f.text_or("calendar", "MF");
  index(own);
  std::vector<ReadMilestone> read;
  for (const Json& object : f.at("milestones")) read.push_back(read_milestone(checks, object));
  std::sort(read.begin(), read.end(),
            [](const ReadMilestone& a, const ReadMilestone& b) { return a.name.id < b.name.id; });
  for (ReadMilestone& one : read) {
    if (one.estimate)
      network.estimates.push_back({static_cast<Node>(network.milestones.size()), *one.estimate});
    one.milestone.calendar = index(one.calendar.empty() ? own : one.calendar);
    network.add(std::move(one.name.id), std::move(one.name.title)) = one.milestone;
  }
  if (const Json* list = f.maybe("dependencies"))
    for (const Json& object : *list)
      network.edges.push_back(read_edge(checks, network, index, object));
  if (const Json* anchors = f.maybe("anchors"))
    for (const auto& [id, date] : anchors->items())
      network.anchors.push_back({node_named(network, id), read_date(date)});
  if (const Json* risks = f.maybe("risks"))
    for (const Json& object : *risks) network.risks.push_back(read_risk(checks, network, object));
  std::sort(network.risks.begin(), network.risks.end(),
            [](const NetworkRisk& a, const NetworkRisk& b) { return a.id < b.id; });
  if (const Json* handoffs = f.maybe("handoffs"))
    for (const Json& object : *handoffs) know_handoff(checks, object);
  f.finish();
  return network;
}

Schedule solved(const Network& network) {
  Result<Schedule> schedule = solve(network);
  if (!schedule) throw std::runtime_error(schedule.error().what);
  return std::move(*schedule);
}

Json ids_json(const Network& network, const std::vector<Node>& nodes) {
  Json list = Json::array();
  for (const Node node : nodes) list.push_back(network.names[node].id);
  return list;
}

Json schedule_json(const Network& network, const Schedule& schedule) {
  Json milestones = Json::object();
  for (Node node = 0; node < network.milestones.size(); ++node)
    milestones[network.names[node].id] = milestone_json(network, schedule, node);
  Json anchors = Json::object();
  for (const ScheduledAnchor& anchor : schedule.anchors)
    anchors[network.names[anchor.milestone].id] = anchor_json(network, anchor);
  return {{"milestones", milestones}, {"anchors", anchors}};
}

Json absorption_json(const Network& network, const Absorption& a) {
  return {{"target", json_of(a.target)},
          {"forecast_before", json_of(a.forecast_before)},
          {"forecast_after", json_of(a.forecast_after)},
          {"deficit_bd", a.deficit_bd},
          {"residual_bd", a.residual_bd},
          {"absorbed", a.absorbed},
          {"single_move_gains", moves_json(network, a.single_moves)},
          {"chosen", moves_json(network, a.chosen)}};
}

}  // namespace closemap::vectors
