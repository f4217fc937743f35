// Figures of sources, plans, outbox and quarantine.
#include "daemon/app/engine_metrics.h"

namespace closemap {
namespace {

constexpr std::size_t kCountMax = 100'000;

Metric gauge(std::string name, std::string help, double value,
             std::vector<std::pair<std::string, std::string>> labels = {}) {
  return {std::move(name), std::move(help), Metric::Kind::gauge, std::move(labels), value};
}

}  // namespace

std::vector<Metric> metrics_of(Core& core) {
  std::vector<Metric> metrics;
  const Instant now = core.now();
  for (const ConnectorHealth& connector : core.health()) {
    const std::vector<std::pair<std::string, std::string>> labels{{"connector", connector.name}};
    metrics.push_back(gauge("closemap_connector_failures", "Failures in a row of a connector",
                            connector.failures, labels));
    if (connector.last_success)
      metrics.push_back(gauge("closemap_connector_last_success_age_seconds",
                              "Time since a source was last read",
                              static_cast<double>(now - *connector.last_success) / 1000, labels));
    if (connector.last_new_data)
      metrics.push_back(gauge("closemap_connector_last_new_data_age_seconds",
                              "Time since a source brought something new",
                              static_cast<double>(now - *connector.last_new_data) / 1000, labels));
  }
  static_cast<void>(core.store().read([&]() -> Status {
    Store& store = core.store();
    metrics.push_back(gauge("closemap_plans", "Plans, closed ones included",
                            static_cast<double>(store.plans().count())));
    metrics.push_back(gauge("closemap_plans_live", "Plans that are not closed",
                            static_cast<double>(store.plans().live_count())));
    metrics.push_back(gauge("closemap_quarantine_records", "Records set aside",
                            static_cast<double>(store.records().quarantine_count())));
    metrics.push_back(gauge("closemap_alerts_open", "Alerts that are not resolved",
                            static_cast<double>(store.alerts().open_count())));
    double maybe_duplicates = 0;
    for (const OutboxState state :
         {OutboxState::pending, OutboxState::sending, OutboxState::uncertain, OutboxState::dead}) {
      const auto rows = store.outbox().in_state(state, kCountMax);
      for (const OutboxRow& row : rows) maybe_duplicates += row.maybe_dup ? 1 : 0;
      metrics.push_back(gauge("closemap_outbox_messages", "Messages by state",
                              static_cast<double>(rows.size()),
                              {{"state", std::string(to_text(state))}}));
    }
    metrics.push_back(gauge("closemap_alert_maybe_duplicate_waiting",
                            "Waiting messages that will be marked as possible repeats",
                            maybe_duplicates));
    return ok();
  }));
  return metrics;
}

}  // namespace closemap
