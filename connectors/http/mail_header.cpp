// Writing mail headers; nothing from outside gets to begin a line.
#include "connectors/http/mail_header.h"

#include <algorithm>
#include <array>
#include <cassert>

#include "connectors/api/address.h"
#include "mapping/core/date.h"
#include "mapping/core/text.h"

namespace closemap {
namespace {

constexpr std::size_t kLineColumns = 78;
constexpr std::size_t kWordColumns = 60;  // of one encoded word; the RFC allows 75
constexpr std::size_t kHeaderMax = 4000;
constexpr std::array<std::string_view, 7> kDays{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::string two(std::int64_t value) {
  return {static_cast<char>('0' + value / 10), static_cast<char>('0' + value % 10)};
}

bool alnum(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}
bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }
bool ascii_text(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}
bool injects(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}
bool header_name(std::string_view name) {
  return !name.empty() &&
         std::all_of(name.begin(), name.end(), [](char c) { return alnum(c) || c == '-'; });
}
bool message_id(std::string_view id) {
  return id.size() > 4 && id.size() < 250 && id.front() == '<' && id.back() == '>' &&
         valid_address(id.substr(1, id.size() - 2));
}
bool message_ids(std::string_view ids) {
  const std::vector<std::string_view> all = split(ids, ' ');
  return std::all_of(all.begin(), all.end(), message_id);
}

std::string q_encoded(char c) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  if (alnum(c) || c == '-' || c == '.' || c == ',') return {c};
  if (c == ' ') return "_";
  const auto byte = static_cast<unsigned char>(c);
  return {'=', kHex[byte >> 4U], kHex[byte & 0xFU]};
}

Error refused(std::string_view what) {
  return Error{Fault::permanent, "mail refused: " + std::string(what)};
}

}  // namespace

std::string mail_date(Instant instant) {
  const Zone utc;
  const Date date = utc.local_date(instant);
  const Ymd day = to_ymd(date);
  const std::int64_t secs = instant.ms / 1000 - date.days * std::int64_t{86'400};
  return std::string(kDays[static_cast<std::size_t>(iso_weekday(date) - 1)]) + ", " + two(day.day) +
         " " + std::string(kMonths[static_cast<std::size_t>(day.month - 1)]) + " " +
         std::to_string(day.year) + " " + two(secs / 3600) + ":" + two(secs / 60 % 60) + ":" +
         two(secs % 60) + " +0000";
}

std::string encode_words(std::string_view text) {
  if (ascii_text(text) && text.find("=?") == std::string_view::npos) return std::string(text);
  constexpr std::string_view kOpen = "=?utf-8?Q?";
  std::string out(kOpen);
  std::size_t column = kOpen.size();
  for (std::size_t i = 0; i < text.size();) {
    std::string character = q_encoded(text[i++]);
    while (i < text.size() && continues(text[i])) character += q_encoded(text[i++]);
    if (column + character.size() + 2 > kWordColumns) {
      out += "?=\r\n " + std::string(kOpen);
      column = kOpen.size();
    }
    out += character;
    column += character.size();
  }
  return out + "?=";
}

std::string mailbox(std::string_view name, std::string_view address) {
  const std::string angle = "<" + std::string(address) + ">";
  if (name.empty()) return angle;
  if (!ascii_text(name) || name.find("=?") != std::string_view::npos)
    return encode_words(name) + "\r\n " + angle;
  std::string quoted;
  for (const char c : name) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return "\"" + quoted + "\" " + angle;
}

std::string header_line(std::string_view name, std::string_view value) {
  std::string out = std::string(name) + ": ";
  std::size_t column = out.size();
  std::size_t blank = std::string::npos;  // last place in `out` where the line may be folded
  for (const char c : value) {
    if (c == ' ' && !out.empty() && out.back() != ' ') blank = out.size();
    out += c;
    column = c == '\n' ? 0 : column + 1;
    if (c == '\n') blank = std::string::npos;
    if (column > kLineColumns && blank != std::string::npos) {
      out.insert(blank, "\r\n");
      column = out.size() - blank - 2;
      blank = std::string::npos;
    }
  }
  return out;
}

Result<std::vector<std::string>> mail_headers(const MailMessage& message, Instant now) {
  if (!valid_address(message.from)) return refused("the sender is no plain e-mail address");
  if (!valid_address(message.to)) return refused("the recipient is no plain e-mail address");
  if (!message_id(message.message_id)) return refused("the Message-ID is malformed");
  if (!message.in_reply_to.empty() && !message_id(message.in_reply_to))
    return refused("In-Reply-To is malformed");
  if (!message.references.empty() && !message_ids(message.references))
    return refused("References is malformed");
  for (const std::string* text : {&message.subject, &message.from_name, &message.to_name})
    if (injects(*text) || text->size() > kHeaderMax)
      return refused("a subject or name holds a line break or is too long");
  std::vector<std::string> lines{header_line("Date", mail_date(now)),
                                 header_line("From", mailbox(message.from_name, message.from)),
                                 header_line("To", mailbox(message.to_name, message.to)),
                                 header_line("Subject", encode_words(message.subject)),
                                 header_line("Message-ID", message.message_id)};
  if (!message.in_reply_to.empty())
    lines.push_back(header_line("In-Reply-To", message.in_reply_to));
  if (!message.references.empty()) lines.push_back(header_line("References", message.references));
  for (const auto& [name, value] : message.headers) {
    if (!header_name(name) || injects(value) || value.empty() || value.size() > kHeaderMax)
      return refused("header " + printable(shorten(name, 40)) + " is not usable");
    lines.push_back(header_line(name, encode_words(value)));
  }
  return lines;
}

}  // namespace closemap
