// The words of signals about our own work (mapping/signal/own_work.h): no plan stands behind them.
#pragma once

#include <string>

#include "mapping/report/notice_text.h"

namespace closemap {

// REQUIRES: a signal as judge_source() or judge_reviews() make them; what an input does not say is
// left out.
OperatorNote work_note(const Signal& signal);
// The trouble in one sentence without its full stop, for lists.
std::string work_line(const Signal& signal);
// The one note when it is over; `signal` as it last was.
OperatorNote work_settled(const Signal& signal);

}  // namespace closemap
