// An alert's life and inputs as the text the store keeps.
#pragma once

#include <string>

#include "daemon/store/rows.h"
#include "mapping/signal/lifecycle.h"
#include "mapping/signal/signal.h"

namespace closemap {

std::string life_text(const AlertLife& life);
AlertLife life_of(const std::string& text);  // unreadable or empty: a fresh life
// The signal's inputs, audience and value, so that a resolved note can still be worded.
void put_inputs(const Signal& signal, std::string& text);  // in place of what stood there
Signal signal_of(const AlertRow& alert);
bool same_alert(const AlertRow& a, const AlertRow& b);

}  // namespace closemap
