// The one-page plan as one HTML document.
#include "mapping/core/text.h"
#include "mapping/report/one_page.h"
#include "mapping/report/one_page_style.h"
#include "mapping/report/one_page_timeline.h"
#include "mapping/report/safe_text.h"

namespace closemap {
namespace {

std::string_view tone_class(Tone tone) {
  switch (tone) {
    case Tone::plain:
      return "plain";
    case Tone::good:
      return "good";
    case Tone::warn:
      return "warn";
    case Tone::bad:
      return "bad";
  }
  return "plain";
}

std::string chip(std::string_view tone, const std::string& text) {
  return "<span class=\"chip " + std::string(tone) + "\">" + html_line(text) + "</span>";
}

std::string party_tag(Party party) {
  const std::string word(to_text(party));
  return "<span class=\"tag " + word + "\">" + word + "</span>";
}

void write_top(const OnePage& page, std::string& out) {
  out += "<header class=\"top\"><div><h1>" + html_line(page.name) + "</h1>";
  if (!page.subject.empty()) out += "<p class=\"subject\">" + html_line(page.subject) + "</p>";
  out += "</div><span class=\"chip standing\">" + html_line(page.standing) +
         "</span></header>\n<dl class=\"figures\">\n";
  for (const PageFigure& figure : page.figures)
    out += "<div class=\"" + std::string(tone_class(figure.tone)) + "\"><dt>" +
           html_line(figure.label) + "</dt><dd>" + html_line(figure.value) + "</dd><dd>" +
           html_line(figure.note) + "</dd></div>\n";
  out += "</dl>\n<ul class=\"parties\" aria-label=\"The three parties and their sign-off\">\n";
  for (const PageParty& party : page.parties)
    out += "<li class=\"" + std::string(to_text(party.party)) + "\">" + party_tag(party.party) +
           "<strong>" + html_line(party.name) + "</strong>" +
           chip(tone_class(party.tone), party.sign_off) + "</li>\n";
  out += "</ul>\n";
}

std::string date_cell(const std::optional<Date>& date) {
  if (!date) return "<span class=\"chip warn\">no date</span>";
  return "<time datetime=\"" + to_text(*date) + "\">" + short_day_text(*date) + "</time>";
}

std::string forecast_cell(const PageStep& step) {
  if (step.state == StepState::complete)
    return step.actual ? "done " + date_cell(step.actual) : "done";
  if (step.state == StepState::waived || !step.forecast) return "not expected";
  std::string cell = date_cell(step.forecast);
  if (step.late_bd > 0)
    cell += " <span class=\"late-by\">+" + counted(step.late_bd, "day") + "</span>";
  return cell;
}

std::string status_cell(const PageStep& step) {
  std::string_view tone = "plain";
  if (step.state == StepState::complete) tone = "good";
  if (step.state == StepState::in_progress) tone = "move";
  if (step.state == StepState::blocked) tone = "bad";
  std::string cell = chip(tone, std::string(to_text(step.state)));
  if (step.overdue) cell += " " + chip("bad", "Overdue");
  return cell;
}

std::string step_cell(const PageStep& step) {
  std::string cell = "<strong>" + html_line(step.title) + "</strong>";
  if (step.anchored) cell += " " + chip("move", "the customer's date");
  if (!step.note.empty()) cell += "<small>Blocked: " + html_line(step.note) + "</small>";
  if (!step.done_condition.empty())
    cell += "<small>Done when: " + html_line(step.done_condition) + "</small>";
  return cell;
}

std::string after_cell(const PageStep& step) {
  std::string cell;
  for (const int number : step.after) cell += (cell.empty() ? "" : ", ") + std::to_string(number);
  return cell.empty() ? "—" : cell;
}

void write_row(const PageStep& step, std::string& out) {
  std::string name = step.state == StepState::complete ? "complete" : "open";
  if (step.anchored) name += " anchored";
  const std::string owner = step.owner.empty() ? chip("warn", "nobody yet")
                                               : "<span>" + html_line(step.owner) + "</span>";
  out += "<tr role=\"row\" class=\"" + name + "\"><th role=\"rowheader\" scope=\"row\">" +
         std::to_string(step.number) + "</th><td role=\"cell\" class=\"step\">" + step_cell(step) +
         "</td><td role=\"cell\" class=\"owner\" data-label=\"Owner\"><span>" + owner + " " +
         party_tag(step.party) +
         "</span></td><td role=\"cell\" class=\"num\" data-label=\"Due\"><span>" +
         date_cell(step.due) +
         "</span></td><td role=\"cell\" class=\"num\" data-label=\"Forecast\"><span>" +
         forecast_cell(step) + "</span></td><td role=\"cell\" data-label=\"Status\"><span>" +
         status_cell(step) +
         "</span></td><td role=\"cell\" class=\"num\" data-label=\"After\"><span>" +
         after_cell(step) + "</span></td></tr>\n";
}

void write_sequence(const OnePage& page, std::string& out) {
  if (page.steps.empty()) {
    out += "<p class=\"none\">No step yet.</p>\n";
    return;
  }
  out += timeline_svg(page, TimelineShape::lanes) + timeline_svg(page, TimelineShape::columns);
  out +=
      "<ul class=\"key\" aria-label=\"Marks of the timeline\"><li><i "
      "class=\"done\"></i>complete</li>"
      "<li><i class=\"moving\"></i>in progress</li><li><i></i>to come</li>"
      "<li><i class=\"late\"></i>late or blocked; the line shows from where it moved</li></ul>\n";
  out += "<table role=\"table\" aria-label=\"Steps\"><thead role=\"rowgroup\"><tr role=\"row\">";
  for (const char* head : {"#", "Step", "Owner", "Due", "Forecast", "Status", "After"})
    out += "<th role=\"columnheader\" scope=\"col\">" + std::string(head) + "</th>";
  out += "</tr></thead><tbody role=\"rowgroup\">\n";
  for (const PageStep& step : page.steps) write_row(step, out);
  out += "</tbody></table>\n";
}

// Labels beside short texts; a person or a risk gets its own line above what is said of it.
bool in_pairs(const PageSection& section) {
  constexpr int kOwners = 3;
  constexpr int kRisks = 5;
  return section.number != kOwners && section.number != kRisks;
}

void write_groups(const PageSection& section, std::string& out) {
  const bool several = section.groups.size() > 1 && section.number >= 3;
  if (several)
    out += section.groups.size() == 3 ? "<div class=\"split three\">" : "<div class=\"split\">";
  for (const PageGroup& group : section.groups) {
    out += "<div>";
    if (!group.title.empty()) out += "<h3>" + html_line(group.title) + "</h3>";
    out += std::string("<dl class=\"lines") + (in_pairs(section) ? " pairs" : "") + "\">";
    for (const PageLine& line : group.lines)
      out += "<div><dt>" + html_line(line.label) + "</dt><dd>" + html_line(line.text) +
             "</dd></div>\n";
    out += "</dl></div>\n";
  }
  if (several) out += "</div>\n";
}

void write_section(const OnePage& page, const PageSection& section, std::string& out) {
  // The last section of a customer's page has its row to itself.
  const bool alone = &section == &page.sections.back() && section.number <= 5;
  out += "<section class=\"s" + std::to_string(section.number) + (alone ? " full" : "") + "\">";
  out += "<h2><b>" + std::to_string(section.number) + "</b>" + html_line(section.title) + "</h2>\n";
  if (section.number == kSequenceSection)
    write_sequence(page, out);
  else if (section.groups.empty())
    out += "<p class=\"none\">Not agreed yet.</p>\n";
  write_groups(section, out);
  out += "</section>\n";
}

}  // namespace

std::string one_page_html(const OnePage& page) {
  std::string out =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"robots\" content=\"noindex\">\n<meta name=\"referrer\" "
      "content=\"no-referrer\">\n"
      "<title>" +
      html_line(page.name) + "</title>\n<style>" + kOnePageStyle +
      "</style>\n</head>\n<body>\n<main>\n";
  write_top(page, out);
  out += "<div class=\"cards\">\n";
  for (const PageSection& section : page.sections) write_section(page, section, out);
  out += "</div>\n<footer><span>As of " + html_line(page.as_of) + "</span><span>Version " +
         std::to_string(page.version) + "</span>";
  if (!page.reader.empty()) out += "<span>For " + html_line(page.reader) + "</span>";
  out += "<span>" + html_line(page.plan_id) + "</span><span>closemap</span></footer>\n";
  return out + "</main>\n</body>\n</html>\n";
}

}  // namespace closemap
