// Logging through spdlog.
#include "daemon/app/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <set>

#include "mapping/core/text.h"

namespace closemap {

struct Log::Sink {
  spdlog::logger logger{"closemap", std::make_shared<spdlog::sinks::stderr_sink_mt>()};
  std::set<std::uint64_t> learnt;  // hashes of the secrets already known
};

Log::Log(const std::string& level) : sink_(std::make_unique<Sink>()) {
  sink_->logger.set_pattern("%Y-%m-%dT%H:%M:%SZ %l %v", spdlog::pattern_time_type::utc);
  sink_->logger.flush_on(spdlog::level::trace);
  set_level(level);
}

Log::~Log() = default;

void Log::set_level(const std::string& level) {
  sink_->logger.set_level(spdlog::level::from_str(level));
}

void Log::write(const std::string& level, const std::string& line) {
  std::string clean;
  {
    const std::lock_guard lock(mutex_);
    clean = redactor_.clean(line);
  }
  sink_->logger.log(spdlog::level::from_str(level), "{}", printable(clean));
}

void Log::redact(const std::string& secret) {
  if (secret.empty()) return;
  const std::lock_guard lock(mutex_);
  if (sink_->learnt.insert(std::hash<std::string>{}(secret)).second) redactor_.learn(secret);
}

}  // namespace closemap
