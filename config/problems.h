// Collects everything that is wrong with a configuration, so that one run shows it all (L25).
#pragma once

#include <string>
#include <vector>

#include "config/settings.h"

namespace closemap {

class Problems {
 public:
  // `what`: one line, lower case, what to do next, never a secret.
  void error(const Place& place, std::string what);
  void warning(const Place& place, std::string what);
  // An error about something that stands nowhere: not said while a file could not be read, since it
  // may stand there.
  void absent(const Place& place, std::string what);
  void some_unread() { some_unread_ = true; }
  bool all_read() const { return !some_unread_; }
  std::size_t errors() const { return errors_; }
  // All of them: files in the order given, then by line and column; the same one only once.
  std::vector<Problem> in_file_order(const std::vector<std::string>& files) &&;

 private:
  std::vector<Problem> all_;
  std::size_t errors_ = 0;
  bool some_unread_ = false;  // a file could not be read
};

// `"x" as in the message`: printable, shortened, in quotes.
std::string in_quotes(std::string_view text);
// "; did you mean \"interval\"?", or `otherwise` when nothing is near.
std::string suggestion(std::string_view word, const std::vector<std::string>& known,
                       std::string_view otherwise = {});

}  // namespace closemap
