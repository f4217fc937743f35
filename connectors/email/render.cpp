// The looks of a mail: one column, 600 pixels, readable on a phone and without HTML.
#include "connectors/email/render.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "mapping/core/text.h"

namespace closemap::email {
namespace {

constexpr std::string_view kRepeat =
    "Possible repeat: an earlier attempt to send this may have arrived.";
constexpr std::string_view kAskLabel = "What we ask of you";
constexpr std::string_view kFont =
    "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;";

struct Look {
  std::string_view word, colour, tint;
};

Look look_of(const Notice& notice) {
  if (notice.kind == "resolved") return {"Resolved", "#067647", "#ecfdf3"};
  if (notice.kind == "digest") return {"Digest", "#175cd3", "#eff8ff"};
  if (notice.severity == "critical") return {"Critical", "#b42318", "#fef3f2"};
  if (notice.severity == "warning") return {"Warning", "#b54708", "#fffaeb"};
  return {"For your information", "#175cd3", "#eff8ff"};
}

std::string one_line(std::string_view text, std::size_t max) {
  std::string line = clean_utf8(trim(text));
  std::replace(line.begin(), line.end(), '\n', ' ');
  std::replace(line.begin(), line.end(), '\t', ' ');
  return shorten(printable(line), max);
}

std::vector<std::string> items_of(std::string_view text) {
  std::vector<std::string> items;
  for (const std::string_view item : split(text, '\n'))
    if (!trim(item).empty()) items.push_back(one_line(item, kTextChars));
  return items;
}

std::string html(std::string_view text) { return escape_html(one_line(text, kTextChars)); }

std::string more_lines(const Notice& notice) {
  if (notice.lines.size() <= kLinesMax) return {};
  return "and " + std::to_string(notice.lines.size() - kLinesMax) + " more; see the plan";
}

std::string items_html(std::string_view text) {
  const std::vector<std::string> items = items_of(text);
  if (items.size() == 1) return escape_html(items.front());
  std::string out;
  for (const std::string& item : items)
    out +=
        "<tr><td style=\"padding:0 8px 4px 0;vertical-align:top;color:#667085\">&bull;</td>"
        "<td style=\"padding:0 0 4px 0\">" +
        escape_html(item) + "</td></tr>";
  return "<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"" +
         std::string(kFont) + "font-size:15px;line-height:22px;color:#101828\">" + out + "</table>";
}

std::string row(std::string_view label, std::string_view content, std::string_view style = {}) {
  return "<tr><td style=\"padding:16px 32px 0 32px;" + std::string(kFont) + std::string(style) +
         "\"><div style=\"font-size:12px;line-height:16px;font-weight:600;color:#667085\">" +
         std::string(label) +
         "</div><div style=\"font-size:15px;line-height:22px;color:#101828;padding-top:2px\">" +
         std::string(content) + "</div></td></tr>\n";
}

std::string ask_html(const Notice& notice, const Look& look) {
  if (notice.ask.empty()) return {};
  return "<tr><td style=\"padding:24px 32px 0 32px\"><table role=\"presentation\" width=\"100%\" "
         "cellpadding=\"0\" cellspacing=\"0\" border=\"0\"><tr><td style=\"background-color:" +
         std::string(look.tint) + ";border-left:4px solid " + std::string(look.colour) +
         ";border-radius:4px;padding:14px 18px;" + std::string(kFont) +
         "\"><div style=\"font-size:12px;line-height:16px;font-weight:600;color:" +
         std::string(look.colour) + "\">" + std::string(kAskLabel) +
         "</div><div style=\"font-size:16px;line-height:24px;color:#101828;padding-top:2px\">" +
         items_html(notice.ask) + "</div></td></tr></table></td></tr>\n";
}

// Words of the footer; an https link becomes one, shown as it is.
std::string footer_html(std::string_view footer) {
  std::string out;
  for (const std::string_view line : split(footer, '\n')) {
    if (!out.empty()) out += "<br>";
    bool first = true;
    for (const std::string_view word : split(line, ' ')) {
      if (!first) out += ' ';
      first = false;
      const std::string safe = html(word);
      out += word.substr(0, 8) == "https://"
                 ? "<a href=\"" + safe + "\" style=\"color:#175cd3\">" + safe + "</a>"
                 : safe;
    }
  }
  return out;
}

std::string head_html(const Notice& notice, const Look& look) {
  return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<meta name=\"color-scheme\" content=\"light\">\n<title>" +
         escape_html(subject_of(notice)) +
         "</title></head>\n<body style=\"margin:0;padding:0;background-color:#f2f4f7\">\n"
         "<div style=\"display:none;max-height:0;overflow:hidden\">" +
         html(notice.headline) +
         "</div>\n<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" "
         "border=\"0\" style=\"background-color:#f2f4f7\"><tr><td align=\"center\" "
         "style=\"padding:24px 12px\">\n<table role=\"presentation\" width=\"100%\" "
         "cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"max-width:600px;"
         "background-color:#ffffff;border:1px solid #e4e7ec;border-top:4px solid " +
         std::string(look.colour) + ";border-radius:8px\">\n";
}

std::string opening_html(const Notice& notice, const Look& look) {
  std::string out =
      "<tr><td style=\"padding:24px 32px 0 32px;" + std::string(kFont) +
      "\"><span style=\"display:inline-block;background-color:" + std::string(look.tint) +
      ";color:" + std::string(look.colour) +
      ";border-radius:10px;padding:2px 10px;font-size:12px;line-height:18px;"
      "font-weight:600\">" +
      std::string(look.word) + "</span>";
  if (!notice.plan_name.empty())
    out += "<span style=\"font-size:13px;line-height:18px;color:#667085\">&nbsp;&nbsp;" +
           html(notice.plan_name) + "</span>";
  out +=
      "<h1 style=\"margin:12px 0 0 0;font-size:20px;line-height:28px;font-weight:600;"
      "color:#101828\">" +
      html(notice.headline.empty() ? notice.subject : notice.headline) + "</h1>";
  if (notice.maybe_dup)
    out += "<p style=\"margin:12px 0 0 0;font-size:13px;line-height:18px;color:#667085\">" +
           std::string(kRepeat) + "</p>";
  return out + "</td></tr>\n";
}

}  // namespace

std::string subject_of(const Notice& notice) { return one_line(notice.subject, kSubjectChars); }

std::string text_of(const Notice& notice) {
  std::string out =
      one_line(notice.headline.empty() ? notice.subject : notice.headline, kTextChars);
  out += "\n";
  if (notice.maybe_dup) out += "\n" + std::string(kRepeat) + "\n";
  const auto add = [&out](std::string_view label, std::string_view text) {
    const std::vector<std::string> items = items_of(text);
    if (items.empty()) return;
    out += "\n" + one_line(label, kTextChars) + "\n";
    for (const std::string& item : items) out += (items.size() == 1 ? "  " : "  - ") + item + "\n";
  };
  for (std::size_t i = 0; i < notice.lines.size() && i < kLinesMax; ++i)
    add(notice.lines[i].label, notice.lines[i].text);
  if (const std::string more = more_lines(notice); !more.empty()) out += "\n" + more + "\n";
  add(kAskLabel, notice.ask);
  if (!notice.footer.empty()) {
    out += "\n-- \n";
    for (const std::string& line : items_of(notice.footer)) out += line + "\n";
  }
  return out;
}

std::string html_of(const Notice& notice) {
  const Look look = look_of(notice);
  std::string out = head_html(notice, look) + opening_html(notice, look);
  for (std::size_t i = 0; i < notice.lines.size() && i < kLinesMax; ++i)
    out += row(html(notice.lines[i].label), items_html(notice.lines[i].text));
  if (const std::string more = more_lines(notice); !more.empty()) out += row("", more);
  out += ask_html(notice, look);
  out += "<tr><td style=\"padding:24px 32px 24px 32px;" + std::string(kFont) +
         "font-size:12px;line-height:18px;color:#667085\">" + footer_html(notice.footer) +
         "</td></tr>\n</table>\n</td></tr></table>\n</body></html>\n";
  return out;
}

}  // namespace closemap::email
