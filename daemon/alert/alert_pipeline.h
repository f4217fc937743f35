// Signals to alerts to outbox: steps each alert's life, tells people on state changes (domain.md
// §4, §5).
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/alert/frame.h"
#include "daemon/alert/outbox_writer.h"
#include "daemon/store/store.h"
#include "daemon/sync/pass.h"
#include "mapping/core/ids.h"
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
  const AlertParams& params_of(const std::string& signal);
  void step_alert(Frame& frame, AlertRow& alert, const Signal* found, Band band);
  // `kind`: alert resolved digest. `audience`: the part of the signal's that is to hear.
  void tell(Frame& frame, AlertRow& alert, const Signal& signal, Audience audience,
            std::string_view kind);
  void tell_each(Frame& frame, AlertRow& alert, const Signal& signal, Audience audience,
                 std::string_view kind);
  void tell_new_owner(Frame& frame, AlertRow& alert, const Signal& signal, Audience audience);
  void tell_settled(Frame& frame, AlertRow& alert, bool announced);
  void tell_operators(Frame& frame, const AlertRow& alert, const Signal& signal,
                      std::string_view kind);
  // The lead who hears instead; null when there is none.
  const Hearer* tell_stand_in(Frame& frame, const Reached& missed, const Signal& signal,
                              const Outgoing& outgoing);
  void reword_waiting(Frame& frame, AlertRow& alert, const Signal& signal, Audience audience);
  static Outgoing outgoing(const Frame& frame, const AlertRow& alert, std::string_view kind,
                           std::function<MessageItem(const Hearer&)> item);
  static MessageItem item_for(Frame& frame, const AlertRow& alert, const Signal& signal,
                              std::string_view kind, const Hearer& hearer);

  Doors doors_;
  Thresholds thresholds_;
  std::map<std::string, AlertParams> params_;  // by signal, as the settings say
  std::vector<AlertRow> alerts_;  // of the plan evaluated last, whose memory the next one uses
};

}  // namespace closemap
