// Laying out a Slack message. Text from CRMs goes into plain_text and rich_text elements, which
// Slack shows as they are; only the footer is markup.
#include "connectors/slack/message.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "mapping/core/json.h"
#include "mapping/core/text.h"

namespace closemap::slack {
namespace {

constexpr std::string_view kZeroWidth = "\xE2\x80\x8B";  // U+200B: breaks up formatting marks
constexpr std::string_view kRepeat =
    "Possible repeat: an earlier attempt to send this may have arrived.";
constexpr std::string_view kAskLabel = "What we ask of you";

std::size_t chars(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

// One line without control characters or direction marks.
std::string one_line(std::string_view text, std::size_t max) {
  std::string line = clean_utf8(text);
  std::replace(line.begin(), line.end(), '\n', ' ');
  std::replace(line.begin(), line.end(), '\t', ' ');
  return shorten(printable(line), max);
}

Json plain(std::string_view text, std::size_t max) {
  return {{"type", "plain_text"}, {"text", one_line(text, max)}, {"emoji", false}};
}

Json words(std::string text, bool bold) {
  Json element{{"type", "text"}, {"text", std::move(text)}};
  if (bold) element["style"] = {{"bold", true}};
  return element;
}

Json rich(Json elements) { return {{"type", "rich_text"}, {"elements", std::move(elements)}}; }
Json section(Json elements) {
  return {{"type", "rich_text_section"}, {"elements", std::move(elements)}};
}
Json context(Json element) {
  return {{"type", "context"}, {"elements", Json::array({std::move(element)})}};
}

// Label in bold, then the text; several items become a list.
Json labelled(std::string_view label, std::string_view text) {
  const std::vector<std::string_view> items = split(trim(text), '\n');
  const std::string heading = one_line(label, kHeaderChars);
  if (items.size() == 1)
    return rich(Json::array({section(Json::array(
        {words(heading + "\n", true), words(one_line(items.front(), kTextChars), false)}))}));
  Json list = Json::array();
  for (std::size_t i = 0; i < items.size() && i < kItemsMax; ++i)
    if (!trim(items[i]).empty())
      list.push_back(section(Json::array({words(one_line(items[i], kTextChars), false)})));
  if (items.size() > kItemsMax)
    list.push_back(section(
        Json::array({words("and " + std::to_string(items.size() - kItemsMax) + " more", false)})));
  return rich(Json::array({section(Json::array({words(heading, true)})),
                           {{"type", "rich_text_list"},
                            {"style", "bullet"},
                            {"indent", 0},
                            {"elements", std::move(list)}}}));
}

// Lines while they fit, then how many did not.
void add_lines(Json& blocks, const Notice& notice) {
  std::size_t used = chars(notice.headline) + chars(notice.ask) + chars(notice.footer);
  std::size_t shown = 0;
  for (const NoticeLine& line : notice.lines) {
    used += chars(line.label) + std::min(chars(line.text), kTextChars);
    if (shown == kLinesMax || used > kMessageChars) break;
    blocks.push_back(labelled(line.label, line.text));
    ++shown;
  }
  const std::size_t left = notice.lines.size() - shown;
  if (left > 0)
    blocks.push_back(context(
        plain("and " + counted(static_cast<std::int64_t>(left), "more line") + "; see the plan",
              kTextChars)));
}

Json blocks_of(const Notice& notice, const std::string& mention) {
  Json blocks = Json::array();
  blocks.push_back({{"type", "header"}, {"text", plain(notice.subject, kHeaderChars)}});
  if (notice.maybe_dup) blocks.push_back(context(plain(kRepeat, kTextChars)));
  Json opening = Json::array();
  if (!mention.empty()) {
    opening.push_back({{"type", "user"}, {"user_id", mention}});
    opening.push_back(words(" ", false));
  }
  if (!notice.headline.empty())
    opening.push_back(words(one_line(notice.headline, kTextChars), false));
  if (!opening.empty()) blocks.push_back(rich(Json::array({section(std::move(opening))})));
  add_lines(blocks, notice);
  if (!notice.ask.empty()) {
    blocks.push_back({{"type", "divider"}});
    blocks.push_back(labelled(kAskLabel, notice.ask));
  }
  if (!notice.footer.empty())
    blocks.push_back(context(
        {{"type", "mrkdwn"}, {"text", escape_mrkdwn(shorten(clean_utf8(notice.footer), 1000))}}));
  return blocks;
}

// What a phone shows, what a screen reader reads, and all there is when blocks are refused.
std::string fallback(const Notice& notice) {
  std::string text = one_line(notice.subject, kTextChars);
  if (notice.maybe_dup) text += "\n" + std::string(kRepeat);
  if (!notice.headline.empty()) text += "\n" + one_line(notice.headline, kTextChars);
  for (const NoticeLine& line : notice.lines) {
    text += "\n" + one_line(line.label, kHeaderChars) + ":";
    for (const std::string_view item : split(trim(line.text), '\n'))
      text += " " + one_line(item, kTextChars) + ";";
    text.pop_back();
  }
  if (!notice.ask.empty())
    text += "\n" + std::string(kAskLabel) + ": " + one_line(notice.ask, kTextChars);
  if (!notice.footer.empty()) text += "\n" + one_line(notice.footer, kTextChars);
  return escape_mrkdwn(shorten(text, kFallbackChars));
}

bool id_of(std::string_view text, std::string_view first) {
  return text.size() >= 3 && text.size() <= 30 &&
         first.find(text.front()) != std::string_view::npos &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
}

void escape_word(std::string& out, std::string_view word) {
  const bool link = word.substr(0, 8) == "https://";
  for (const char c : word) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (!link && std::string_view("*_~`").find(c) != std::string_view::npos)
      (out += kZeroWidth) += c;
    else
      out += c;
  }
}

}  // namespace

std::string escape_mrkdwn(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t blank = text.find_first_of(" \n\t");
    escape_word(out, text.substr(0, blank));
    if (blank == std::string_view::npos) break;
    out += text[blank];
    text.remove_prefix(blank + 1);
  }
  return out;
}

bool user_id(std::string_view text) { return id_of(text, "UW"); }
bool channel_id(std::string_view text) { return id_of(text, "CDG"); }

std::string message_json(const Notice& notice, const Envelope& envelope) {
  Json message{{"text", fallback(notice)}};
  if (envelope.blocks) message["blocks"] = blocks_of(notice, envelope.mention);
  if (envelope.channel.empty()) return dump_json(message);
  message["channel"] = envelope.channel;
  message["unfurl_links"] = false;
  message["unfurl_media"] = false;
  message["link_names"] = false;
  message["parse"] = "none";
  message["metadata"] = {{"event_type", kEventType}, {"event_payload", {{"key", notice.key}}}};
  if (!envelope.thread_ts.empty()) message["thread_ts"] = envelope.thread_ts;
  return dump_json(message);
}

}  // namespace closemap::slack
