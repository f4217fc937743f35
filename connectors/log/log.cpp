// The log notifier: one JSON line per notice on the daemon's log.
#include <nlohmann/json.hpp>

#include "connectors/api/connector.h"
#include "mapping/core/json.h"
#include "mapping/core/text.h"

namespace closemap {
namespace {

class Log final : public Notifier {
 public:
  explicit Log(Services& services) : services_(services) {}

  Status check() override { return ok(); }
  // A repeated line carries the same key: whoever reads the log counts it once.
  ReceiverClass receiver_class() const override { return ReceiverClass::idempotent; }
  bool reaches(const Recipient&) const override { return true; }

  Result<Receipt> notify(const Notice& notice) override {
    Json lines = Json::array();
    for (const NoticeLine& line : notice.lines)
      lines.push_back({{"label", line.label}, {"text", line.text}});
    services_.log(
        visible_json(dump_json({{"notice", notice.key},
                                {"kind", notice.kind},
                                {"severity", notice.severity},
                                {"signal", notice.signal},
                                {"plan_id", notice.plan_id},
                                {"plan", notice.plan_name},
                                {"subject_id", notice.subject_id},
                                {"created", to_text(notice.created)},
                                {"to", notice.to.email.empty() ? notice.to.name : notice.to.email},
                                {"subject", notice.subject},
                                {"headline", notice.headline},
                                {"lines", std::move(lines)},
                                {"ask", notice.ask},
                                {"footer", notice.footer},
                                {"possible_repeat", notice.maybe_dup}})));
    return Receipt{notice.key};
  }

 private:
  Services& services_;
};

std::unique_ptr<Notifier> open(const Instance&, Services& services) {
  return std::make_unique<Log>(services);
}

}  // namespace

extern const Description k_log_connector;
constinit const Description k_log_connector{
    .name = "log",
    .summary = "Writes each notice as one JSON line to the daemon's log.",
    .options = {},
    .streams = {},
    .default_map = {},
    .open_notifier = &open,
};

}  // namespace closemap
