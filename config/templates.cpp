// Reading plan templates.
#include "config/templates.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "builtin_templates.h"  // generated: kBuiltinTemplates
#include "config/sections.h"
#include "mapping/core/text.h"

namespace closemap {

namespace {

constexpr int kLagMax = 260;

bool is_key_char(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

bool is_key(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_key_char);
}

TemplateStep step_of(const OptionValues& values, Problems& problems) {
  TemplateStep step;
  step.key = values.text("key");
  step.title = values.text("title");
  step.party = parse_party(values.text("party")).value_or(Party::vendor);
  if (values.has("kind")) step.kind = values.text("kind");
  if (values.has("category")) step.category = values.text("category");
  if (values.has("duration_bd")) step.duration_bd = static_cast<int>(values.integer("duration_bd"));
  if (values.has("min_duration_bd"))
    step.min_duration_bd = static_cast<int>(values.integer("min_duration_bd"));
  step.owner = values.text("owner");
  step.handoff_to = values.text("handoff_to");
  step.handoff_what = values.text("handoff_what");
  step.done_condition = values.text("done_condition");
  if (!step.key.empty() && !is_key(step.key))
    problems.error(place_of(values, "key"),
                   "\"key\" takes small letters, digits and _ only, not " + in_quotes(step.key));
  if (step.min_duration_bd.value_or(0) > step.duration_bd)
    problems.error(place_of(values, "min_duration_bd"),
                   "\"min_duration_bd\" must not be more than \"duration_bd\"");
  if (step.handoff_to == to_text(step.party))
    problems.error(place_of(values, "handoff_to"),
                   "\"handoff_to\" must name another party than the step's own");
  for (const std::string& text : values.list("after")) {
    if (std::optional<TemplateStep::After> after = parse_after(text))
      step.after.push_back(std::move(*after));
    else
      problems.error(place_of(values, "after"),
                     "\"after\" must hold step keys such as \"key\", \"key?\" or "
                     "\"key+3bd\", not " +
                         in_quotes(text));
  }
  return step;
}

bool given(const OptionValues& values, const std::string& key) {
  const auto found = values.values.find(key);
  return found != values.values.end() && found->second.given;
}

// "A sends, B reviews" is two steps with a handoff in between (capabilities A078). Null when nobody
// reviews.
std::optional<TemplateStep> review_of(TemplateStep& sent, const OptionValues& values,
                                      Problems& problems) {
  const std::optional<Party> reviewer = parse_party(values.text("reviewed_by"));
  if (!reviewer) {
    for (const char* key : {"review_owner", "review_bd"})
      if (given(values, key))
        problems.error(place_of(values, key),
                       in_quotes(key) + " needs \"reviewed_by\": who reviews?");
    return std::nullopt;
  }
  if (*reviewer == sent.party)
    problems.error(place_of(values, "reviewed_by"),
                   "\"reviewed_by\" must name another party than the step's own");
  if (!sent.handoff_to.empty())
    problems.error(place_of(values, "handoff_to"),
                   "\"handoff_to\" and \"reviewed_by\" both hand the step over; keep one");
  sent.handoff_to = to_text(*reviewer);
  TemplateStep review;
  review.key = sent.key + "_review";
  review.title = "Review: " + sent.title;
  review.category = sent.category;
  review.party = *reviewer;
  review.owner = values.text("review_owner");
  review.duration_bd = static_cast<int>(values.integer("review_bd"));
  review.done_condition = "reviewed, with every objection in writing";
  review.after.push_back({sent.key, {}, Hardness::mandatory});
  return review;
}

// What waited for `sent` waits for its review.
void wait_for_review(PlanTemplate& plan_template, const std::string& sent) {
  const std::string review = sent + "_review";
  for (TemplateStep& step : plan_template.steps)
    for (TemplateStep::After& after : step.after)
      if (after.key == sent && step.key != review) after.key = review;
  if (plan_template.anchor_step == sent) plan_template.anchor_step = review;
}

// Keys of steps that wait for each other, in template order; empty when there is no circle.
std::vector<std::string> circle(const PlanTemplate& plan_template) {
  std::set<std::string> done;
  for (std::size_t before = SIZE_MAX; before != done.size();) {
    before = done.size();
    for (const TemplateStep& step : plan_template.steps)
      if (std::all_of(step.after.begin(), step.after.end(),
                      [&done](const auto& after) { return done.contains(after.key); }))
        done.insert(step.key);
  }
  std::vector<std::string> out;
  for (const TemplateStep& step : plan_template.steps)
    if (!done.contains(step.key)) out.push_back(step.key);
  return out;
}

void check_steps(const PlanTemplate& plan_template, const std::vector<Place>& keys,
                 const std::vector<Place>& afters, const Place& anchor, Problems& problems) {
  std::vector<std::string> known;
  for (std::size_t i = 0; i < plan_template.steps.size(); ++i) {
    const std::string& key = plan_template.steps[i].key;
    if (!key.empty() && std::find(known.begin(), known.end(), key) != known.end())
      problems.error(keys[i], "step " + in_quotes(key) + " is there twice; keys must differ");
    known.push_back(key);
  }
  const auto has = [&known](const std::string& key) {
    return std::find(known.begin(), known.end(), key) != known.end();
  };
  bool all_known = true;
  for (std::size_t i = 0; i < plan_template.steps.size(); ++i)
    for (const TemplateStep::After& after : plan_template.steps[i].after)
      if (!has(after.key)) {
        problems.error(afters[i], "there is no step " + in_quotes(after.key) +
                                      suggestion(after.key, known, " in this template"));
        all_known = false;
      }
  if (!plan_template.anchor_step.empty() && !has(plan_template.anchor_step))
    problems.error(anchor, "there is no step " + in_quotes(plan_template.anchor_step) +
                               suggestion(plan_template.anchor_step, known, " in this template"));
  if (!all_known) return;
  if (const std::vector<std::string> steps = circle(plan_template); !steps.empty())
    problems.error(anchor,
                   "steps wait for each other: " + join(steps, ", ") + "; remove one \"after\"");
}

}  // namespace

std::optional<TemplateStep::After> parse_after(std::string_view text) {
  TemplateStep::After after;
  const auto end = std::find_if_not(text.begin(), text.end(), is_key_char);
  after.key = std::string(text.begin(), end);
  if (after.key.empty()) return std::nullopt;
  std::string_view rest = text.substr(after.key.size());
  if (rest.starts_with('?')) {
    after.hardness = Hardness::discretionary;
    rest.remove_prefix(1);
  }
  if (rest.empty()) return after;
  const bool lead = rest.front() == '-';
  if (!lead && rest.front() != '+') return std::nullopt;
  rest.remove_prefix(1);
  if (rest.ends_with("cd"))
    after.lag.unit = LagUnit::cd;
  else if (!rest.ends_with("bd"))
    return std::nullopt;
  rest.remove_suffix(2);
  const auto [stop, fault] = std::from_chars(rest.data(), rest.data() + rest.size(), after.lag.n);
  const bool digits = !rest.empty() && rest.front() >= '0' && rest.front() <= '9';
  if (!digits || fault != std::errc() || stop != rest.data() + rest.size() || after.lag.n > kLagMax)
    return std::nullopt;
  if (lead) after.lag.n = -after.lag.n;
  return after;
}

PlanTemplate read_template(const TomlNode& table, const std::string& name, const Heading& heading,
                           Reading& reading) {
  PlanTemplate out;
  const OptionValues values = read_options(table, heading, sections::kTemplate, {"step"}, reading);
  out.name = name;
  out.title = values.has("title") ? values.text("title") : name;
  if (values.has("tier")) out.tier = values.text("tier");
  out.anchor_step = values.text("anchor_step");
  std::vector<Place> keys, afters;
  std::vector<std::string> reviewed;
  const std::string inner = heading.title.substr(1, heading.title.size() - 2) + ".step";
  for (const TomlNode* step : tables_at(table, "step", inner, reading.problems)) {
    const TomlNode* key = step->find("key");
    const Heading step_heading{"[[" + inner + "]]", key == nullptr ? std::string() : key->text};
    const OptionValues own = read_options(*step, step_heading, sections::kStep, {}, reading);
    std::optional<TemplateStep> written = step_of(own, reading.problems);
    std::optional<TemplateStep> review = review_of(*written, own, reading.problems);
    if (review) reviewed.push_back(written->key);
    for (std::optional<TemplateStep>* one : {&written, &review}) {
      if (!*one) continue;
      out.steps.push_back(std::move(**one));
      keys.push_back(own.has("key") ? place_of(own, "key") : step->place);
      afters.push_back(own.has("after") ? place_of(own, "after") : step->place);
    }
  }
  for (const std::string& key : reviewed) wait_for_review(out, key);
  if (out.steps.empty() || out.steps.size() > kTemplateStepsMax)
    reading.problems.error(
        table.place,
        heading.title + " needs 1 to " + std::to_string(kTemplateStepsMax) + " [[" + inner + "]]");
  else
    check_steps(out, keys, afters,
                values.has("anchor_step") ? place_of(values, "anchor_step") : table.place,
                reading.problems);
  return out;
}

std::map<std::string, PlanTemplate> builtin_templates() {
  std::map<std::string, PlanTemplate> out;
  Problems problems;
  std::vector<EffectiveEntry> effective;
  Reading reading{problems, effective};
  for (const auto& [name, text] : kBuiltinTemplates) {
    const std::optional<TomlNode> table =
        parse_toml("templates/" + std::string(name), text, problems);
    assert(table);
    out.emplace(name,
                read_template(*table, name, {"[template." + std::string(name) + "]", {}}, reading));
  }
  assert(problems.errors() == 0);
  return out;
}

void read_templates(const TomlNode& root, Draft& draft) {
  draft.settings.templates = builtin_templates();
  const TomlNode* all = table_at(root, "template", "template.NAME", draft.problems);
  if (all == nullptr) return;
  Reading reading = draft.reading();
  for (const TomlEntry& entry : all->entries) {
    const Heading heading{"[template." + entry.key + "]", {}};
    if (entry.value.kind != TomlNode::Kind::table)
      draft.problems.error(entry.place,
                           in_quotes(entry.key) + " must be a table; write " + heading.title);
    else
      draft.settings.templates.insert_or_assign(
          entry.key, read_template(entry.value, entry.key, heading, reading));
  }
}

}  // namespace closemap
