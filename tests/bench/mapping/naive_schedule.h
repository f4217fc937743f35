// The scheduler as one writes it first: maps keyed by milestone ids, a fresh walk for every
// question. What the benchmarks are held against; its dates are checked against solve().
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "mapping/schedule/network.h"

namespace closemap::bench {

class NaivePlan {
 public:
  explicit NaivePlan(const Network& network);
  // Early, forecast and late finishes of all milestones; returns the anchor's forecast.
  Date solve();
  void estimate(const std::string& id, Date date) { steps_.at(id).milestone.owner_estimate = date; }

 private:
  struct Link {
    std::string other;
    Lag lag;
  };
  struct Step {
    NetworkMilestone milestone;
    std::vector<Link> preds, succs;
  };
  struct Dates {
    Date early, forecast;
    std::optional<Date> late;
  };
  const Calendar& calendar(const Step& step) const { return calendars_[step.milestone.calendar]; }
  std::vector<std::string> order() const;
  Date finish(const Step& step, Date start) const;
  void forward(const std::string& id);
  void backward(const std::string& id);

  std::map<std::string, Step> steps_;
  std::map<std::string, Dates> dates_;
  std::map<std::string, Date> anchors_;
  std::vector<Calendar> calendars_;
  Date plan_start_, status_date_;
};

}  // namespace closemap::bench
