// Metrics as text, written by prometheus-cpp's serializer.
#include "daemon/web/metrics.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <sstream>

namespace closemap {
namespace {

prometheus::ClientMetric series_of(const Metric& metric) {
  prometheus::ClientMetric series;
  for (const auto& [name, value] : metric.labels) series.label.push_back({name, value});
  if (metric.kind == Metric::Kind::counter)
    series.counter.value = metric.value;
  else
    series.gauge.value = metric.value;
  return series;
}

}  // namespace

std::string render_metrics(const std::vector<Metric>& metrics) {
  std::vector<prometheus::MetricFamily> families;
  for (const Metric& metric : metrics) {
    auto family = std::find_if(families.begin(), families.end(),
                               [&](const auto& known) { return known.name == metric.name; });
    if (family == families.end()) {
      prometheus::MetricFamily fresh;
      fresh.name = metric.name;
      fresh.help = metric.help;
      fresh.type = metric.kind == Metric::Kind::counter ? prometheus::MetricType::Counter
                                                        : prometheus::MetricType::Gauge;
      family = families.insert(families.end(), std::move(fresh));
    }
    family->metric.push_back(series_of(metric));
  }
  std::ostringstream text;
  prometheus::TextSerializer().Serialize(text, families);
  return text.str();
}

}  // namespace closemap
