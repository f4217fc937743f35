// The one-page plan as Markdown.
#include "mapping/report/one_page.h"
#include "mapping/report/safe_text.h"

namespace closemap {
namespace {

std::string day_or_dash(const std::optional<Date>& date) {
  return date ? short_day_text(*date) : "—";
}

std::string forecast_cell(const PageStep& step) {
  if (step.state == StepState::complete)
    return step.actual ? "done " + short_day_text(*step.actual) : "done";
  if (step.state == StepState::waived || !step.forecast) return "—";
  std::string cell = short_day_text(*step.forecast);
  if (step.late_bd > 0) cell += " **+" + std::to_string(step.late_bd) + "**";
  return cell;
}

std::string step_cell(const PageStep& step) {
  std::string cell = markdown_line(step.title);
  if (step.anchored) cell = "**" + cell + "** (the customer's date)";
  if (!step.done_condition.empty()) cell += " — done when: " + markdown_line(step.done_condition);
  return cell;
}

std::string status_cell(const PageStep& step) {
  std::string cell(to_text(step.state));
  if (step.overdue) cell += ", overdue";
  if (!step.note.empty()) cell += ": " + markdown_line(step.note);
  return cell;
}

std::string after_cell(const PageStep& step) {
  std::string cell;
  for (const int number : step.after) cell += (cell.empty() ? "" : ", ") + std::to_string(number);
  return cell.empty() ? "—" : cell;
}

void write_table(const OnePage& page, std::string& out) {
  out += "| # | Step | Owner | Due | Forecast | Status | After |\n";
  out += "| ---: | --- | --- | --- | --- | --- | --- |\n";
  for (const PageStep& step : page.steps) {
    const std::string owner = step.owner.empty() ? "nobody yet" : markdown_line(step.owner);
    out += "| " + std::to_string(step.number) + " | " + step_cell(step) + " | " + owner + " (" +
           std::string(to_text(step.party)) + ") | " + day_or_dash(step.due) + " | " +
           forecast_cell(step) + " | " + status_cell(step) + " | " + after_cell(step) + " |\n";
  }
  out += "\n";
}

void write_section(const OnePage& page, const PageSection& section, std::string& out) {
  out += "## " + std::to_string(section.number) + ". " + section.title + "\n\n";
  if (section.number == kSequenceSection) write_table(page, out);
  if (section.groups.empty() && section.number != kSequenceSection) out += "Not agreed yet.\n\n";
  for (const PageGroup& group : section.groups) {
    if (!group.title.empty()) out += "**" + markdown_line(group.title) + "**\n\n";
    for (const PageLine& line : group.lines) {
      out += "- " + (line.label.empty() ? "" : "**" + markdown_line(line.label) + "**");
      if (!line.text.empty()) out += (line.label.empty() ? "" : ": ") + markdown_line(line.text);
      out += "\n";
    }
    out += "\n";
  }
}

}  // namespace

std::string one_page_markdown(const OnePage& page) {
  std::string out = "# " + markdown_line(page.name) + "\n\n";
  out += "*" + page.standing + "*";
  if (!page.subject.empty()) out += " · " + markdown_line(page.subject);
  out += "\n\n";
  for (const PageFigure& figure : page.figures)
    out += "- **" + figure.label + ":** " + markdown_line(figure.value) + " (" +
           markdown_line(figure.note) + ")\n";
  for (const PageParty& party : page.parties)
    out += "- **" + markdown_line(party.name) + "** (" + std::string(to_text(party.party)) +
           "): " + markdown_line(party.sign_off) + "\n";
  out += "\n";
  for (const PageSection& section : page.sections) write_section(page, section, out);
  out += "---\n\nAs of " + markdown_line(page.as_of) + " · version " + std::to_string(page.version);
  if (!page.reader.empty()) out += " · for " + markdown_line(page.reader);
  return out + "\n";
}

}  // namespace closemap
