// Monte Carlo over the early run: when an anchor's milestone is likely to be done, and what drives
// it (domain.md §2.10, §11). The same inputs give the same bits on every machine.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "mapping/schedule/solve.h"

namespace closemap {

inline constexpr int kMonteCarloTrials = 2000;
inline constexpr std::size_t kMonteCarloEstimates = 3;  // with fewer, PERT is what there is

// First 8 bytes, big-endian, of SHA-256 of "plan id\nversion\nT".
std::uint64_t monte_carlo_seed(std::string_view plan_id, int version, Date status_date);

// Triangular distribution by its inverse: u in [0, 1) to working days between o and p.
double triangular(double u, const Estimate3& days);

struct MonteCarlo {
  std::uint64_t seed = 0;
  std::vector<Date> finishes;       // of the anchored milestone, one a trial, ascending
  double on_time = 0;               // share of trials on or before the anchor's date
  std::vector<double> criticality;  // by Node: share of trials on the driving path

  // Nearest rank: the earliest finish that `percent` of the trials do not exceed. 50 is "even
  // odds", 80 the date to commit to. REQUIRES: 1 <= percent <= 100.
  Date percentile(int percent) const;
};

// A trial draws each estimate (rounded to whole days) and then each risk, both in ascending order;
// complete and waived milestones use up their draws too. REQUIRES: `network` acyclic, trials >= 1.
MonteCarlo monte_carlo(const Network& network, const NetworkAnchor& anchor, std::uint64_t seed,
                       int trials = kMonteCarloTrials);

}  // namespace closemap
