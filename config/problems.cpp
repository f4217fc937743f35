// The list of problems and the wording they share.
#include "config/problems.h"

#include <algorithm>
#include <tuple>

#include "mapping/core/text.h"

namespace closemap {

namespace {
constexpr std::size_t kShownCharsMax = 60;  // of a user's word in a message
}

void Problems::error(const Place& place, std::string what) {
  all_.push_back({place, true, std::move(what)});
  ++errors_;
}

void Problems::warning(const Place& place, std::string what) {
  all_.push_back({place, false, std::move(what)});
}

void Problems::absent(const Place& place, std::string what) {
  if (!some_unread_) error(place, std::move(what));
}

std::vector<Problem> Problems::in_file_order(const std::vector<std::string>& files) && {
  const auto key = [&files](const Problem& problem) {
    return std::tuple(std::find(files.begin(), files.end(), problem.place.file) - files.begin(),
                      problem.place.line, problem.place.column);
  };
  std::stable_sort(all_.begin(), all_.end(),
                   [&key](const Problem& a, const Problem& b) { return key(a) < key(b); });
  const auto same = [](const Problem& a, const Problem& b) {
    return a.place.text() == b.place.text() && a.error == b.error && a.what == b.what;
  };
  all_.erase(std::unique(all_.begin(), all_.end(), same), all_.end());
  return std::move(all_);
}

std::string to_text(const Problem& problem) {
  return problem.place.text() + (problem.error ? ": error: " : ": warning: ") + problem.what;
}

std::string in_quotes(std::string_view text) {
  return "\"" + shorten(printable(text), kShownCharsMax) + "\"";
}

std::string suggestion(std::string_view word, const std::vector<std::string>& known,
                       std::string_view otherwise) {
  const std::string near = nearest(word, known);
  if (near.empty()) return std::string(otherwise);
  return "; did you mean " + in_quotes(near) + "?";
}

}  // namespace closemap
