// Signals to alerts to outbox: evaluates a plan, steps each alert's life, tells people on state
// changes (domain.md §4, §5).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "daemon/alert/outbox_writer.h"
#include "daemon/store/store.h"
#include "daemon/sync/pass.h"
#include "mapping/core/ids.h"
#include "mapping/schedule/absorb.h"
#include "mapping/signal/evaluate.h"
#include "mapping/signal/lifecycle.h"

namespace closemap {

// Thread rule: inside Store::write, core thread.
class AlertPipeline final : public AlertSink {
 public:
  struct Doors {
    Store& store;
    const Settings& settings;
    IdMaker& ids;
    OutboxWriter& outbox;
    std::function<void(const std::string& line)> log;
  };
  explicit AlertPipeline(Doors doors);

  void begin() override { doors_.outbox.begin(); }
  void evaluate(EvaluatedPlan& plan, Instant now) override;
  void settle() override { doors_.outbox.settle(); }
  void abandon() override { doors_.outbox.abandon(); }

 private:
  struct Frame;  // one evaluation: the plan, its signals, what could win days back
  static const Absorption* what_wins_back(Frame& frame);
  void step_alert(Frame& frame, AlertRow& alert, const Signal* found, Band band);
  void tell(Frame& frame, AlertRow& alert, const Signal& signal);
  void tell_resolved(Frame& frame, AlertRow& alert, const Signal& last);
  void reword_waiting(Frame& frame, const AlertRow& alert, const Signal& signal);
  void send_all(Frame& frame, AlertRow& alert, const Signal& signal, std::string_view kind,
                const std::function<NoticeText(const Plan& view, const Reader& reader)>& words);

  Doors doors_;
  Thresholds thresholds_;
  std::vector<Signal> signals_;  // of the plan evaluated last, whose memory the next one uses
};

}  // namespace closemap
