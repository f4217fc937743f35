// The daemon's log: one line an event on stderr, everything printable, secrets masked (style.md
// habit 17, T15, L21).
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "connectors/http/redactor.h"

namespace closemap {

// Any thread.
class Log {
 public:
  explicit Log(const std::string& level);
  ~Log();
  void set_level(const std::string& level);
  // `level`: trace debug info warn error. Control characters are escaped, known secrets are masked.
  void write(const std::string& level, const std::string& line);
  void redact(const std::string& secret);

 private:
  struct Sink;
  std::unique_ptr<Sink> sink_;
  std::mutex mutex_;
  Redactor redactor_;
};

}  // namespace closemap
