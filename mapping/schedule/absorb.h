// Absorption: which steps can win days back, and whose they are (domain.md §2.9).
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "mapping/schedule/solve.h"

namespace closemap {

enum class MoveKind { advance, decouple, trim_lag, crash };  // in cost order 0..3
std::string_view to_text(MoveKind kind);

struct Move {
  MoveKind kind = MoveKind::advance;
  Node milestone = 0;
  std::optional<Node> pred;
  int gain_bd = 0;  // alone, on the plan as it is
};

struct Absorption {
  Node anchor = 0;
  Date target, forecast_before, forecast_after;
  int deficit_bd = 0;  // wd(target, forecast_before); not above 0: nothing is chosen
  int residual_bd = 0;
  bool absorbed = true;
  std::vector<Move> single_moves;  // gain > 0, in order of choice
  std::vector<Move> chosen;        // after pruning
};

// greedy: the best move at a time, then pruned; what domain.md §2.9 says and people can follow.
// best: every combination of up to kExhaustiveMovesMax moves that bear on the anchor, and greedy
// where there are more. It never does worse than greedy: of the combinations with the fewest days
// left over, the one that asks least (costs of the moves added up, each at least one), then the one
// that asks the slipping party least, then greedy's.
enum class AbsorbBy { greedy, best };
inline constexpr std::size_t kExhaustiveMovesMax = 12;

// REQUIRES: `network` acyclic and `anchor` one of its anchors. `slipped`: the party whose step
// slipped, preferred last.
Absorption absorb(const Network& network, const NetworkAnchor& anchor, std::optional<Party> slipped,
                  AbsorbBy by = AbsorbBy::greedy);

}  // namespace closemap
