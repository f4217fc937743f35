// The one-page plan: what stands on it, who sees what, and that no text of a CRM becomes markup.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>

#include "mapping/plan/view.h"
#include "mapping/report/one_page.h"
#include "mapping/report/one_page_timeline.h"
#include "tests/unit/report/story.h"

namespace closemap::test {
namespace {

OnePage page_of(const Story& story, std::optional<Party> reader = std::nullopt) {
  return one_page(reader ? view(story.plan, reader) : story.plan, story.network, story.schedule,
                  {reader, story.now});
}

const PageStep& step_of(const OnePage& page, const std::string& id) {
  for (const PageStep& step : page.steps)
    if (step.id == id) return step;
  FAIL("no step " << id);
  return page.steps.front();
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

int count_of(const std::string& text, const std::string& part) {
  int count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

}  // namespace

TEST_CASE("the page tells the customer's date, the forecast and by how much it is late") {
  const OnePage page = page_of(story());
  REQUIRE(page.figures.size() == 4);
  CHECK(page.figures[0].value == "4 May 2026");
  CHECK(page.figures[1].value == "11 May 2026");
  CHECK(page.figures[1].note == "5 working days late");
  CHECK(page.figures[1].tone == Tone::bad);
  CHECK(page.figures[2].value == "8 of 22");
  CHECK(page.figures[3].value == "7 Apr 2026");
}

TEST_CASE("steps keep the plan's order and name what they wait for by number") {
  const OnePage page = page_of(story());
  REQUIRE(page.steps.size() == 22);
  CHECK(step_of(page, "M10").number == 10);
  CHECK(step_of(page, "M10").after == std::vector<int>{3, 9});
  CHECK(step_of(page, "M09").late_bd == 5);
  CHECK(step_of(page, "M01").late_bd == 0);
  CHECK(step_of(page, "M22").anchored);
  CHECK(step_of(page, "M18").driving);
  CHECK_FALSE(step_of(page, "M16").driving);
}

TEST_CASE("no step stands before what it waits for, in whatever order its records came") {
  Story told = story();
  std::reverse(told.plan.milestone_order.begin(), told.plan.milestone_order.end());
  const OnePage page = page_of(told);
  REQUIRE(page.steps.size() == 22);
  for (const PageStep& step : page.steps)
    for (const int before : step.after) CHECK(before < step.number);
}

TEST_CASE("a removed step is not on the page, a waived one is and keeps its number") {
  Story changed = story();
  changed.plan.milestones["M14"].disposition = Disposition::removed;
  changed.plan.milestones["M16"].disposition = Disposition::waived;
  changed = solved(changed.plan, day("2026-03-31"), changed.now);
  const OnePage page = page_of(changed);
  REQUIRE(page.steps.size() == 21);
  CHECK(step_of(page, "M16").state == StepState::waived);
  CHECK(step_of(page, "M16").number == 15);
  CHECK(page.figures[2].value == "8 of 20");
}

TEST_CASE("the page has the co-sell plan's seven sections and nothing more (A083)") {
  const OnePage page = page_of(story());
  REQUIRE(page.sections.size() == 7);
  for (std::size_t i = 0; i < page.sections.size(); ++i) {
    CHECK(page.sections[i].number == static_cast<int>(i) + 1);
    CHECK_FALSE(page.sections[i].groups.empty());
  }
}

TEST_CASE("the customer's page holds neither the split nor the escalation path") {
  Story changed = story();
  const OnePage page = page_of(changed, Party::customer);
  const std::string html = one_page_html(page);
  CHECK(page.sections.size() == 5);
  CHECK_FALSE(has(html, "Economic split"));
  CHECK_FALSE(has(html, "referral"));
  CHECK_FALSE(has(html, "+1 555 0100"));
  CHECK(has(html, "For Northwind Logistics (customer)"));
  changed.plan.economics->total = Money{99'900'000, "USD"};
  CHECK(one_page_html(page_of(changed, Party::customer)) == html);
}

TEST_CASE("the odd minor unit of a split goes to who is declared first") {
  Story told = story();
  told.plan.economics->total = Money{101, "USD"};
  told.plan.economics->recognised_bp = {{"vendor", 5000}, {"partner", 5000}};
  const std::string page = one_page_markdown(page_of(told));
  CHECK(has(page, "**Vendor recognises**: 50 % · USD 0.51"));
  CHECK(page.find("USD 0.51") < page.find("USD 0.50"));  // and is told first
}

TEST_CASE("a plan without anything still makes a page that says what is missing") {
  Plan plan;
  plan.id = "pln_empty";
  plan.name = "Empty";
  const Story empty = solved(plan, day("2026-03-31"), instant("2026-03-31T14:00:00Z"));
  const OnePage page = page_of(empty);
  CHECK(page.standing == "Working draft");
  CHECK(page.figures[0].value == "Not known yet");
  const std::string html = one_page_html(page);
  CHECK(has(html, "No step yet."));
  CHECK(count_of(html, "Not agreed yet.") == 6);
  CHECK(timeline_svg(page, TimelineShape::lanes).empty());
  CHECK(has(one_page_markdown(page), "Not agreed yet."));
}

TEST_CASE("marks of one lane never overlap") {
  const OnePage page = page_of(story());
  constexpr int kApart = 3;
  const TimelinePlan plan = plan_timeline(page, kApart);
  REQUIRE(plan.marks.size() == 22);
  for (const TimelineMark& a : plan.marks)
    for (const TimelineMark& b : plan.marks)
      if (&a != &b && a.row == b.row && page.steps[a.step].party == page.steps[b.step].party &&
          a.from <= b.from)
        CHECK(b.from - a.at >= kApart);
}

TEST_CASE("the document is whole: no script, nothing from outside, every row a table row") {
  const std::string html = one_page_html(page_of(story()));
  CHECK(html.rfind("<!DOCTYPE html>", 0) == 0);
  CHECK_FALSE(has(html, "<script"));
  CHECK_FALSE(has(html, "http:"));
  CHECK_FALSE(has(html, "https:"));
  CHECK_FALSE(has(html, "url("));
  CHECK(count_of(html, "scope=\"row\"") == 22);
  CHECK(count_of(html, "scope=\"col\"") == 7);
  for (const char* element : {"div", "section", "table", "dl", "ul", "svg", "span", "g", "small"})
    CHECK(count_of(html, "<" + std::string(element) + " ") +
              count_of(html, "<" + std::string(element) + ">") ==
          count_of(html, "</" + std::string(element) + ">"));
}

TEST_CASE("Markdown says the same as the page") {
  const std::string text = one_page_markdown(page_of(story()));
  CHECK(has(text,
            "| 9 | Enterprise pricing approval | Kim Vogel (vendor) | Mon 6 Apr | Mon 13 Apr "
            "**+5** | In progress | 8 |"));
  CHECK(has(text, "## 6. Economic split"));
  CHECK(has(text, "Forecast:** 11 May 2026 (5 working days late)"));
}

// Writes the pages for looking at: CLOSEMAP_PAGES=/tmp/pages unit_report "[pages]"
TEST_CASE("pages of the story for the eye", "[.][pages]") {
  const char* folder = std::getenv("CLOSEMAP_PAGES");
  REQUIRE(folder != nullptr);
  const auto write = [&](const std::string& name, const std::string& text) {
    std::ofstream(std::string(folder) + "/" + name, std::ios::binary) << text;
  };
  const Story told = story();
  write("vendor.html", one_page_html(page_of(told)));
  write("vendor.md", one_page_markdown(page_of(told)));
  Plan shared = told.plan;  // what view() will show of these entities
  shared.economics.reset();
  shared.escalation_path.clear();
  write("customer.html",
        one_page_html(one_page(shared, told.network, told.schedule, {Party::customer, told.now})));
}

}  // namespace closemap::test
