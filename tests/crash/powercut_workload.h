// What the power-cut test writes, and what must be there afterwards: pages (records + cursor) and
// passes (plan + events + alert + outbox), each one transaction (reliability.md R1, R2).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "daemon/store/store.h"

namespace closemap {

// Every page and pass follows from its number, so what a store holds follows from how many of each
// it says it has.
class Workload {
 public:
  static Status page(Store& store, int number);
  static Status pass(Store& store, int number);

  struct Progress {
    int pages = 0, passes = 0;
  };
  // How far the store says it is. REQUIRES: no transaction.
  static Result<Progress> progress(Store& store);
  // Everything that is not exactly as `pages` and `passes` leave it.
  static std::vector<std::string> compare(Store& store, const Progress& progress);
};

}  // namespace closemap
