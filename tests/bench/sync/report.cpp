// The figures by name, with their goals.
#include "tests/bench/sync/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace closemap::bench {
namespace {

constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();
constexpr double kMicro = 1e6;

double median_of(std::vector<double> values) {
  if (values.empty()) return kNothing;
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

struct Line {
  std::string key;
  double value = kNothing;
  std::string goal;  // for people
};

void add_first_sync(const Samples& s, std::vector<Line>& out) {
  const double records = s.median("first", "records"), cpu = s.median("first", "cpu_s"),
               wall = s.median("first", "wall_s");
  const double python_cpu = s.median("python", "cpu_s") / s.median("python", "records") * kMicro;
  const double rate = records / wall,
               writer_rate = s.median("writer", "records") / s.median("writer", "wall_s");
  out.insert(
      out.end(),
      {{"records", records, ""},
       {"plans", s.median("first", "plans"), ""},
       {"milestones", s.median("first", "milestones"), ""},
       {"events", s.median("first", "events"), ""},
       {"alerts", s.median("first", "alerts"), ""},
       {"notices", s.median("first", "notices"), ""},
       {"cpu_us_per_record", cpu / records * kMicro, ""},
       {"python_cpu_us_per_record", python_cpu, ""},
       {"cpu_share_of_python", cpu / records * kMicro / python_cpu, "<= 0.33"},
       {"records_per_s", rate, ""},
       {"writer_records_per_s", writer_rate, ""},
       {"share_of_writer_rate", rate / writer_rate, ">= 0.60 (G3)"},
       {"writer_cpu_us_per_record",
        s.median("writer", "cpu_s") / s.median("writer", "records") * kMicro, ""},
       {"python_records_per_s", s.median("python", "records") / s.median("python", "wall_s"), ""},
       {"peak_rss_mb", s.greatest("first", "rss_mb"), "<= 64 (G9)"},
       {"bytes_per_record", s.median("first", "disk_bytes") / records, "<= 600 on the way (G5)"}});
}

void add_polls(const Samples& s, std::vector<Line>& out) {
  const double small = s.median("poll_small", "changed_1_ms"),
               large = s.median("poll_large", "changed_1_ms");
  const double fill_records = s.median("fill_large", "records");
  out.insert(
      out.end(),
      {{"store_small_records", s.median("fill_small", "records"), ""},
       {"store_large_records", fill_records, ""},
       {"large_cpu_us_per_record", s.median("fill_large", "cpu_s") / fill_records * kMicro, ""},
       {"large_records_per_s", fill_records / s.median("fill_large", "wall_s"), ""},
       {"large_peak_rss_mb", s.greatest("fill_large", "rss_mb"), "<= 64 (G9)"},
       {"large_bytes_per_record", s.median("fill_large", "disk_bytes") / fill_records, ""},
       {"changed_1_cpu_ms_small", small, ""},
       {"changed_1_cpu_ms_large", large, "<= 1 (G6)"},
       {"changed_1_large_over_small", large / small, "<= 1.2 (G6)"},
       {"changed_1_requests", s.greatest("poll_large", "changed_1_requests"), "1 (G6)"},
       {"changed_1_planned_cpu_ms_small", s.median("poll_small", "changed_1_planned_ms"), ""},
       {"changed_1_planned_cpu_ms_large", s.median("poll_large", "changed_1_planned_ms"), ""},
       {"changed_100_cpu_ms", s.median("poll_large", "changed_100_ms"), ""},
       {"changed_100_cpu_ms_small", s.median("poll_small", "changed_100_ms"), ""},
       {"changed_100_requests", s.greatest("poll_large", "changed_100_requests"), "1 (G6)"},
       {"quiet_cpu_ms", s.median("poll_large", "quiet_ms"), "<= 1 (G7)"},
       {"quiet_overlap_100_cpu_ms", s.median("poll_large", "quiet_overlap_100_ms"), ""},
       {"quiet_cpu_ms_small", s.median("poll_small", "quiet_ms"), ""},
       {"quiet_bytes_written",
        std::max(s.greatest("poll_small", "quiet_bytes_max"),
                 s.greatest("poll_large", "quiet_bytes_max")),
        "0 (G7)"},
       {"incremental_peak_rss_mb", s.greatest("poll_large", "rss_mb"), "<= 40 (G9)"}});
}

std::vector<Line> lines_of(const Samples& samples) {
  std::vector<Line> lines;
  add_first_sync(samples, lines);
  add_polls(samples, lines);
  std::erase_if(lines, [](const Line& line) { return std::isnan(line.value); });
  return lines;
}

}  // namespace

void Samples::add(const std::string& run, const Figures& figures) {
  for (const auto& [name, value] : figures) values_[{run, name}].push_back(value);
}

const std::vector<double>* Samples::find(const std::string& run, const std::string& figure) const {
  const auto found = values_.find({run, figure});
  return found == values_.end() ? nullptr : &found->second;
}

double Samples::median(const std::string& run, const std::string& figure) const {
  const auto* values = find(run, figure);
  return values == nullptr ? kNothing : median_of(*values);
}

double Samples::greatest(const std::string& run, const std::string& figure) const {
  const auto* values = find(run, figure);
  return values == nullptr ? kNothing : *std::max_element(values->begin(), values->end());
}

std::string as_json(const Samples& samples) {
  std::string text;
  for (const Line& line : lines_of(samples))
    text += fmt::format("{}\"{}\":{:.6g}", text.empty() ? "{" : ",", line.key, line.value);
  return text + (text.empty() ? "{}\n" : "}\n");
}

std::string as_table(const Samples& samples) {
  std::string text;
  for (const Line& line : lines_of(samples))
    text += fmt::format("{:<32}{:>16.2f}  {}\n", line.key, line.value, line.goal);
  return text;
}

}  // namespace closemap::bench
