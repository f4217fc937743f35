// No text of a CRM becomes markup, a link, a line or a direction mark in anything that is rendered.
#include <algorithm>
#include <catch2/catch.hpp>

#include "mapping/core/text.h"
#include "mapping/report/agenda.h"
#include "mapping/report/calendar_feed.h"
#include "mapping/report/one_page.h"
#include "mapping/report/safe_text.h"
#include "tests/unit/report/corpus.h"
#include "tests/unit/report/story.h"

namespace closemap::test {
namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// The tags of a document in order, attributes included: what data must not change.
std::string skeleton(const std::string& html) {
  std::string out;
  for (std::size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at + 1)) {
    const std::size_t end = html.find_first_of(" >", at);
    out += html.substr(at, end - at);
  }
  return out;
}

// Puts the text into every free text of the plan.
Plan poisoned(Plan plan, const std::string& text) {
  plan.name = text;
  for (auto& [id, step] : plan.milestones) {
    step.title = text;
    step.done_condition = text;
    step.blocked_reason = text;
  }
  plan.milestones["M10"].status = MilestoneStatus::blocked;
  plan.milestones["M12"].owner.clear();
  plan.milestones["M12"].owner_word = text;
  for (auto& [id, person] : plan.people) {
    person.name = text;
    person.title = text;
    person.email = text;
    person.phone = text;
    person.roles = {text};
  }
  for (PartyInfo& party : plan.parties) party.name = text;
  for (auto& [id, handoff] : plan.handoffs) handoff.what = text;
  for (auto& [id, gate] : plan.gates) gate.kind = text;
  for (auto& [id, criterion] : plan.success_criteria)
    criterion.text = criterion.target = criterion.how_validated = text;
  for (auto& [id, risk] : plan.risks) risk.text = risk.impact = risk.mitigation = text;
  plan.if_criteria_met->next = text;
  plan.shared_context = SharedContext{text, text, text, text};
  plan.joint_outcome->outcome = plan.joint_outcome->closer = plan.joint_outcome->paper = text;
  plan.compelling_event->text = text;
  plan.economics->whose_paper = text;
  plan.economics->payments[0] = {text, text, text, 1, {}, text, text};
  plan.contenders = {{"/milestones/M10/due_date", text, text}};
  return plan;
}

Story poisoned_story(const std::string& text) {
  const Story told = story();
  return solved(poisoned(told.plan, text), day("2026-03-31"), told.now);
}

std::string html_of(const Story& told) {
  return one_page_html(one_page(told.plan, told.network, told.schedule, {std::nullopt, told.now}));
}

}  // namespace

TEST_CASE("the page's tags are the same whatever a CRM says") {
  const std::string plain = skeleton(html_of(poisoned_story("plain words")));
  for (const std::string& text : hostile_texts()) {
    INFO(printable(text));
    const std::string html = html_of(poisoned_story(text));
    CHECK(skeleton(html) == plain);
    CHECK_FALSE(has(html, "\x1b"));
    CHECK_FALSE(has(html, "\xE2\x80\xAE"));
    CHECK_FALSE(has(html, std::string(1, '\0')));
  }
}

TEST_CASE("Markdown of any text stays one line without markup, link or HTML") {
  for (const std::string& text : hostile_texts()) {
    INFO(text);
    const std::string line = markdown_line(text);
    CHECK(line.find_first_of("\r\n") == std::string::npos);
    std::string live;  // without what a backslash makes literal
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (line[i] == '\\')
        ++i;
      else
        live.push_back(line[i]);
    }
    CHECK(live.find_first_of("`*_[]<>|~") == std::string::npos);
    CHECK_FALSE(has(live, "://"));
    CHECK_FALSE(has(live, "www."));
    CHECK_FALSE(has(line, "@"));
  }
}

TEST_CASE("a poisoned table keeps its rows and columns") {
  const auto rows = [](const std::string& text) {
    int count = 0;
    for (std::size_t at = 0; (at = text.find("\n| ", at)) != std::string::npos; ++at) ++count;
    return count;
  };
  for (const std::string& text : hostile_texts()) {
    const Story told = poisoned_story(text);
    const OnePage page = one_page(told.plan, told.network, told.schedule, {std::nullopt, told.now});
    CHECK(rows(one_page_markdown(page)) == 24);
  }
}

TEST_CASE("the calendar's lines are the same whatever a CRM says") {
  const auto names = [](const Story& told) {
    const std::string text = calendar_text(feed_of(told.plan, "h", told.now, nullptr));
    std::string out;
    for (std::size_t at = 0; at < text.size(); at = text.find("\r\n", at) + 2)
      if (text[at] != ' ') out += text.substr(at, text.find_first_of(":;", at) - at) + "\n";
    return out;
  };
  const std::string plain = names(poisoned_story("plain words"));
  for (const std::string& text : hostile_texts()) {
    INFO(text);
    CHECK(names(poisoned_story(text)) == plain);
  }
}

TEST_CASE("the agenda's lines are the same whatever a CRM says") {
  const auto lines = [](const Story& told) {
    const AgendaInput input{told.plan, told.network, told.schedule, {}, {}, {}, {}};
    const std::string text = agenda_text(agenda(input, std::nullopt));
    CHECK_FALSE(has(text, "\x1b"));
    CHECK_FALSE(has(text, "\xE2\x80\xAE"));
    return std::count(text.begin(), text.end(), '\n');
  };
  const auto plain = lines(poisoned_story("plain words"));
  for (const std::string& text : hostile_texts()) {
    INFO(text);
    CHECK(lines(poisoned_story(text)) == plain);
  }
}

}  // namespace closemap::test
