// Figures of the running daemon in the Prometheus text format.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace closemap {

// One series. Series of one name stand together and share kind and help (the first one's count).
struct Metric {
  enum class Kind { counter, gauge };
  std::string name;  // "closemap_polls_total"
  std::string help;
  Kind kind = Kind::gauge;
  std::vector<std::pair<std::string, std::string>> labels;
  double value = 0;
};

inline constexpr char kMetricsContentType[] = "text/plain; version=0.0.4; charset=utf-8";

std::string render_metrics(const std::vector<Metric>& metrics);

}  // namespace closemap
