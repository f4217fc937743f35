// Figures of many runs, their medians, and the two ways to print them.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tests/bench/sync/child.h"

namespace closemap::bench {

class Samples {
 public:
  void add(const std::string& run, const Figures& figures);
  double median(const std::string& run, const std::string& figure) const;  // NaN: never measured
  double greatest(const std::string& run, const std::string& figure) const;

 private:
  const std::vector<double>* find(const std::string& run, const std::string& figure) const;
  std::map<std::pair<std::string, std::string>, std::vector<double>> values_;
};

// One flat object; what was not measured is left out.
std::string as_json(const Samples& samples);
// The same with words, and the goals of performance.md beside the figures.
std::string as_table(const Samples& samples);

}  // namespace closemap::bench
