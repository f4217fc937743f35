// Two versions of a plan as lines of news.
#include "daemon/sync/plan_news.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "mapping/core/json.h"
#include "mapping/core/text.h"

namespace closemap {
namespace {

constexpr std::string_view kArrow = " → ";

std::string day(const std::optional<Date>& date) { return date ? to_text(*date) : std::string(); }

// When a step is to be done: its owner's word, or the promise.
std::optional<Date> word_date(const Milestone& step) {
  return step.owner_estimate ? step.owner_estimate : step.due;
}

std::string owner_name(const Plan& plan, const Milestone& step) {
  const auto person = plan.people.find(step.owner);
  return person == plan.people.end() ? step.owner_word : person->second.name;
}

class Collector {
 public:
  explicit Collector(const Plan& plan) : plan_(plan) {}
  PlanNews& add(std::string what, std::string subject = {}) {
    return news_.emplace_back(
        PlanNews{plan_.id, plan_.name, std::move(what), std::move(subject), {}, {}, {}});
  }
  void add_change(std::string what, std::string subject, std::string from, std::string to) {
    if (from == to) return;
    PlanNews& news = add(std::move(what), std::move(subject));
    news.from = std::move(from);
    news.to = std::move(to);
  }
  std::vector<PlanNews> take() { return std::move(news_); }

 private:
  const Plan& plan_;
  std::vector<PlanNews> news_;
};

void add_status(Collector& out, const Plan& before, const Plan& after) {
  if (before.status == after.status) return;
  const bool closed = after.status == PlanStatus::won || after.status == PlanStatus::lost ||
                      after.status == PlanStatus::abandoned;
  PlanNews& news = out.add(after.status == PlanStatus::paused    ? "paused"
                           : closed                              ? "closed"
                           : before.status == PlanStatus::paused ? "resumed"
                                                                 : "status");
  news.from = to_text(before.status);
  news.to = to_text(after.status);
  if (after.status == PlanStatus::paused) news.why = after.pause_reason;
}

void add_steps(Collector& out, const Plan& before, const Plan& after) {
  for (const auto& [id, step] : after.milestones) {
    const auto known = before.milestones.find(id);
    const bool was =
        known != before.milestones.end() && known->second.disposition == Disposition::active;
    const bool is = step.disposition == Disposition::active;
    if (is && !was) out.add("added", step.title).to = day(word_date(step));
    if (!is && was) out.add("removed", step.title);
    if (!is || !was) continue;
    out.add_change("moved", step.title, day(word_date(known->second)), day(word_date(step)));
    out.add_change("owner", step.title, owner_name(before, known->second), owner_name(after, step));
    if (step.status == MilestoneStatus::complete &&
        known->second.status != MilestoneStatus::complete)
      out.add("done", step.title).to = day(step.actual);
  }
}

void add_anchors(Collector& out, const Plan& before, const Plan& after) {
  for (const auto& [milestone, anchor] : after.anchors) {
    const auto known = before.anchors.find(milestone);
    const auto step = after.milestones.find(milestone);
    const std::string title = step == after.milestones.end() ? std::string() : step->second.title;
    out.add_change("customer_date", title,
                   known == before.anchors.end() ? std::string() : to_text(known->second.date),
                   to_text(anchor.date));
  }
}

std::string forecast_in(std::string_view summary) {
  const auto parsed = parse_json(summary);
  return parsed ? text_or(*parsed, "forecast") : std::string();
}

std::string with(const std::string& word, const std::string& text) {
  return text.empty() ? std::string() : word + printable(text);
}

}  // namespace

std::vector<PlanNews> news_of(const Plan* before, const Plan& after,
                              std::string_view summary_before, std::string_view summary_after) {
  Collector out(after);
  if (before == nullptr) {
    PlanNews& news = out.add("created");
    news.to = to_text(after.status);
    return out.take();
  }
  add_status(out, *before, after);
  add_anchors(out, *before, after);
  add_steps(out, *before, after);
  out.add_change("forecast", {}, forecast_in(summary_before), forecast_in(summary_after));
  return out.take();
}

std::string sentence_of(const PlanNews& news) {
  const std::string change = (news.from.empty() ? "none" : printable(news.from)) +
                             std::string(kArrow) + (news.to.empty() ? "none" : printable(news.to));
  const std::string step = "\"" + printable(news.subject) + "\"";
  std::string said = printable(news.name) + ": ";
  if (news.what == "created")
    return said + "created, " + printable(news.to) + " (" + news.plan + ")";
  if (news.what == "paused") return said + "paused" + with(": ", news.why);
  if (news.what == "closed") return said + "closed, " + printable(news.to);
  if (news.what == "resumed") return said + "goes on as " + printable(news.to);
  if (news.what == "status") return said + change;
  if (news.what == "added") return said + step + " added" + with(", due ", news.to);
  if (news.what == "removed") return said + step + " removed";
  if (news.what == "done") return said + step + " done" + with(" on ", news.to);
  if (news.what == "owner") return said + step + " changes hands: " + change;
  if (news.what == "forecast") return said + "forecast of the customer's date " + change;
  if (news.what == "customer_date")
    return said + "the customer's date" + (news.subject.empty() ? "" : " for " + step) + " moved " +
           change;
  return said + step + " moved " + change;
}

}  // namespace closemap
