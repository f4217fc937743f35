// I19: what a party may not see is in nothing that is rendered for it: the page, the document, the
// calendar, the notices, the agenda.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "mapping/plan/document.h"
#include "mapping/plan/view.h"
#include "mapping/report/agenda.h"
#include "mapping/report/calendar_feed.h"
#include "mapping/report/notice_text.h"
#include "mapping/report/one_page.h"
#include "mapping/schedule/from_plan.h"
#include "mapping/signal/evaluate.h"
#include "tests/unit/plan/sample_plan.h"

namespace closemap {
namespace {

constexpr std::size_t kTellingLength = 6;  // shorter words may stand anywhere by chance

// Every text of a document, and the words of enumerations among them.
void gather(const Json& json, std::set<std::string>& texts) {
  if (json.is_string()) texts.insert(json.get<std::string>());
  if (json.is_structured())
    for (const Json& part : json) gather(part, texts);
}

// Texts of the plan that the party's document has nowhere.
std::set<std::string> hidden_from(const Plan& plan, Party party) {
  std::set<std::string> texts, hidden;
  gather(to_json(plan), texts);
  const std::string seen = plan_to_text(view(plan, party));
  for (const std::string& text : texts)
    if (text.size() >= kTellingLength && seen.find(text) == std::string::npos) hidden.insert(text);
  return hidden;
}

// An active plan with something of everything, `kept` of which is the sellers' own.
Plan plan_with_secrets(const std::string& kept) {
  Plan plan = test::rich_plan();
  plan.status = PlanStatus::active;
  Milestone& pricing = plan.milestones[test::kPricing];
  pricing.title = "Discount floor agreed inside";
  pricing.done_condition = "the floor is signed off";
  pricing.owner_estimate = test::day("2026-05-20");
  plan.milestones[test::kApproval].status = MilestoneStatus::pending;
  plan.milestones[test::kApproval].disposition = Disposition::active;
  plan.milestones[test::kApproval].actual.reset();
  plan.visibility[kept] = {Party::vendor, Party::partner};
  return plan;
}

class Renderings {
 public:
  Renderings(const Plan& plan, Party party) : plan_(plan), party_(party) {
    const Plan seen = view(plan, party);
    const CalendarLookup none = [](const std::string&) -> const Calendar* { return nullptr; };
    const Network network = network_of(plan, test::day("2026-03-10"), none);
    const Schedule schedule = *solve(network);
    const auto signals = evaluate(plan, network, schedule, test::kNow, {}, none);
    REQUIRE(signals.size() > 5);
    const OnePage page = one_page(seen, network, schedule, {.reader = party, .now = test::kNow});
    add("markdown", one_page_markdown(page));
    add("html", one_page_html(page));
    add("calendar", calendar_text(feed_of(seen, "fabrikam.com", test::kNow,
                                          [](const std::string&) { return 0; })));
    for (const auto& [id, person] : seen.people)
      add("calendar of " + id, calendar_text(feed_of_person(seen, id, "fabrikam.com", test::kNow,
                                                            [](const std::string&) { return 0; })));
    AgendaInput input{plan, network, schedule, signals, {}, {}, {}};
    input.now = test::kNow;
    for (const Signal& signal : signals) input.alerts.push_back({signal, 2, false, {}});
    for (const PlanEvent& event : diff_events(nullptr, plan, "anna@example.com"))
      input.events.push_back({event, test::kNow});
    add("agenda", agenda_text(agenda(input, party)));
    const ScheduledAnchor* close = close_dates(plan, network, schedule);
    REQUIRE(close != nullptr);
    REQUIRE(close->forecast_gap_bd > 0);
    const Absorption wins = absorb(network, {close->milestone, close->target}, Party::vendor);
    for (const Signal& signal : signals) {
      if (!may_hear(signal, party) || !may_be_told(plan, seen, signal)) continue;
      add("notice of " + signal.name,
          plain_text(describe(seen, network, schedule, &wins, signal, {}, test::kNow)));
      add("all-clear of " + signal.name,
          plain_text(describe_resolved(seen, network, schedule, signal, {}, test::kNow)));
      add("line of " + signal.name, one_line(seen, network, schedule, signal));
    }
  }

  void check() const {
    const std::set<std::string> hidden = hidden_from(plan_, party_);
    REQUIRE(hidden.size() > 5);
    for (const auto& [what, text] : texts_)
      for (const std::string& secret : hidden) {
        CAPTURE(to_text(party_), what, secret);
        CHECK(text.find(secret) == std::string::npos);
      }
  }

 private:
  void add(const std::string& what, std::string text) {
    texts_.emplace_back(what, std::move(text));
  }

  const Plan& plan_;
  Party party_;
  std::vector<std::pair<std::string, std::string>> texts_;
};

TEST_CASE("I19 what a party may not see is in nothing that is rendered for it") {
  const std::string step = "/milestones/" + test::kPricing;
  const Plan plan = plan_with_secrets(step);
  CHECK(hidden_from(plan, Party::customer).contains("Discount floor agreed inside"));
  CHECK(hidden_from(plan, Party::customer).contains("+1 555 0100"));
  for (const Party party : kParties) Renderings(plan, party).check();
  for (const char* field : {"/due_date", "/owner"})  // a forecast is nobody's field: it is shown
    Renderings(plan_with_secrets(step + field), Party::customer).check();
}

TEST_CASE("I19 of a step whose dates or owner are hidden nobody hears, of the others they do") {
  const std::string step = "/milestones/" + test::kPricing;
  Signal slip;
  slip.name = "slip";
  for (const char* kept : {"", "/due_date", "/owner", "/owner_estimate_date"}) {
    CAPTURE(kept);
    const Plan plan = plan_with_secrets(step + kept);
    const Plan seen = view(plan, Party::customer);
    slip.subject = test::kPricing;
    CHECK_FALSE(may_be_told(plan, seen, slip));
    CHECK(may_be_told(plan, view(plan, Party::partner), slip));
    slip.subject = test::kQuestionnaire;
    CHECK(may_be_told(plan, seen, slip));
    slip.subject = test::kPricing + "," + test::kQuestionnaire;
    CHECK(may_be_told(plan, seen, slip));
  }
  const Plan plan = plan_with_secrets("/handoffs/" + test::kHandoff);
  slip.subject = test::kHandoff;
  CHECK_FALSE(may_be_told(plan, view(plan, Party::customer), slip));
  slip.subject = "vendor";
  CHECK(may_be_told(plan, view(plan, Party::customer), slip));
}

}  // namespace
}  // namespace closemap
