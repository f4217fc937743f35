// The frontier: forward along the order as far as dates move, then back as far as late dates do.
#include "mapping/schedule/live_schedule.h"

#include <algorithm>
#include <bit>
#include <cassert>

#include "mapping/schedule/anchor.h"

namespace closemap {

template <class Visit>
void LiveSchedule::Places::upwards(Visit&& visit) {
  for (std::size_t w = 0; w < words_.size(); ++w) {
    std::uint64_t done = 0;  // bits at and below the last visited one
    while (const std::uint64_t left = words_[w] & ~done) {
      const auto bit = static_cast<std::size_t>(std::countr_zero(left));
      done = ~std::uint64_t{0} >> (kBits - 1 - bit);
      visit(w * kBits + bit);
    }
  }
}

template <class Visit>
void LiveSchedule::Places::downwards(Visit&& visit) {
  for (std::size_t w = words_.size(); w-- > 0;) {
    std::uint64_t done = 0;  // bits at and above the last visited one
    while (const std::uint64_t left = words_[w] & ~done) {
      const auto bit = kBits - 1 - static_cast<std::size_t>(std::countl_zero(left));
      done = ~std::uint64_t{0} << bit;
      visit(w * kBits + bit);
    }
  }
}

LiveSchedule::LiveSchedule(Network network, OrderedGraph graph)
    : network_(std::move(network)),
      place_(network_.milestones.size()),
      graph_(std::move(graph)),
      incoming_(network_, EdgesByNode::End::succ, std::pmr::get_default_resource()),
      outgoing_(network_, EdgesByNode::End::pred, std::pmr::get_default_resource()),
      passes_(network_, graph_, schedule_, nullptr, std::pmr::get_default_resource()),
      ahead_(network_.milestones.size()),
      back_(network_.milestones.size()),
      were_(network_.milestones.size()) {
  for (std::size_t place = 0; place < place_.size(); ++place) place_[graph_.order()[place]] = place;
  passes_.run();
}

Result<std::unique_ptr<LiveSchedule>> LiveSchedule::of(Network network) {
  Result<OrderedGraph> graph = OrderedGraph::of(network);
  if (!graph) return std::move(graph).error();
  return std::unique_ptr<LiveSchedule>(new LiveSchedule(std::move(network), *std::move(graph)));
}

std::size_t LiveSchedule::change(Node node, const NetworkMilestone& milestone) {
  NetworkMilestone& old = network_.milestones[node];
  assert(milestone.calendar < network_.calendars.size());
  if (milestone.due != old.due) mark_successors(node);              // their due gaps start there
  if (milestone.calendar != old.calendar) mark_predecessors(node);  // lags are counted in it
  old = milestone;
  ahead_.add(place_[node]);
  return spread();
}

std::size_t LiveSchedule::move_anchor(std::size_t anchor, Date date) {
  network_.anchors[anchor].date = date;
  schedule_.anchors[anchor].target = date;
  back_.add(place_[network_.anchors[anchor].milestone]);
  const std::size_t touched = spread();
  judge(network_, schedule_, network_.anchors[anchor], schedule_.anchors[anchor]);
  return touched;
}

void LiveSchedule::mark_successors(Node node) {
  for (const NetworkEdge* e = outgoing_.begin(node); e != outgoing_.end(node); ++e)
    ahead_.add(place_[e->succ]);
}

void LiveSchedule::mark_predecessors(Node node) {
  for (const NetworkEdge* e = incoming_.begin(node); e != incoming_.end(node); ++e)
    back_.add(place_[e->pred]);
}

// Forward results first, then late dates of all that were marked; returns how many of both.
std::size_t LiveSchedule::spread() {
  std::size_t touched = 0;
  ahead_.upwards([&](std::size_t place) {
    const Node node = graph_.order()[place];
    const ScheduledMilestone& s = schedule_.milestones[node];
    const Date early = s.early_finish;
    const Date forecast = s.forecast;
    were_[node] = passes_.asks(node);
    passes_.forward(node);
    if (s.early_finish != early || s.forecast != forecast) mark_successors(node);
    back_.add(place);
    ++touched;
  });
  back_.downwards([&](std::size_t place) {
    const Node node = graph_.order()[place];
    const Passes::Limits was = ahead_.has(place) ? were_[node] : passes_.asks(node);
    passes_.backward(node, outgoing_);
    if (passes_.asks(node) != was) mark_predecessors(node);
    ++touched;
  });
  judge_anchors();
  ahead_.clear();
  back_.clear();
  return touched;
}

// Those whose driving path leads over new forward results; new ones upstream that change nothing
// on the path leave the anchor as it is.
void LiveSchedule::judge_anchors() {
  for (std::size_t i = 0; i < schedule_.anchors.size(); ++i) {
    ScheduledAnchor& anchor = schedule_.anchors[i];
    const bool moved = std::any_of(anchor.driving_path.begin(), anchor.driving_path.end(),
                                   [&](Node node) { return ahead_.has(place_[node]); });
    if (moved) judge(network_, schedule_, network_.anchors[i], anchor);
  }
}

}  // namespace closemap
