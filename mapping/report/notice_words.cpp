// What the words of signals have in common.
#include "mapping/report/notice_words.h"

#include <charconv>
#include <optional>

#include "mapping/report/words.h"

namespace closemap {
namespace {

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

NoticeText notice_of(const Telling& telling, const std::string& what, std::string headline) {
  NoticeText text;
  text.subject = what + " — " + telling.plan.name;
  text.headline = std::move(headline);
  return text;
}

std::string said(const Telling& telling, std::string_view name) {
  return std::string(input(telling.signal, name));
}

std::string said_date(const Telling& telling, std::string_view name) {
  const std::string_view text = input(telling.signal, name);
  return text.empty() ? std::string{} : date_of(text);
}

std::string said_working_days(const Telling& telling, std::string_view name) {
  const auto days = number(input(telling.signal, name));
  return days ? working_days(*days) : std::string{};
}

std::string said_days(const Telling& telling, std::string_view name) {
  const auto days = number(input(telling.signal, name));
  return days ? calendar_days(*days) : std::string{};
}

std::string if_said(const std::string& before, const std::string& value, const std::string& after) {
  return value.empty() ? std::string{} : before + value + after;
}

namespace {

// The signal's party, else the one that is its subject; "a party" where there is none.
std::string party_words(const Telling& telling, const char* a, const char* the) {
  const auto party =
      telling.signal.party ? telling.signal.party : parse_party(telling.signal.subject);
  if (!party) return a + std::string(" party");
  const std::string& name = telling.plan.party(*party).name;
  const std::string word(to_text(*party));
  return name.empty() ? the + (" " + word) : name + " (" + word + ")";
}

}  // namespace

std::string party_of(const Telling& telling) { return party_words(telling, "a", "the"); }
std::string party_first(const Telling& telling) { return party_words(telling, "A", "The"); }

}  // namespace closemap
