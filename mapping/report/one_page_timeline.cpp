// Laying out and drawing the timeline.
#include "mapping/report/one_page_timeline.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "mapping/report/safe_text.h"

namespace closemap {
namespace {

constexpr int kRadius = 11;
constexpr int kRowGap = 27;
constexpr int kLaneInset = 10;
constexpr double kFlagRoom = 112;  // right of the last day, for a flag's words

Date monday_before(Date date) { return date - (iso_weekday(date) - 1); }

std::optional<Date> mark_at(const PageStep& step) {
  if (step.actual) return step.actual;
  return step.forecast ? step.forecast : step.due;
}

std::string number(double value) {  // one decimal, no "-0"
  const auto tenths = static_cast<long>(std::lround(value * 10));
  std::string text = std::to_string(tenths / 10);
  const long rest = std::labs(tenths % 10);
  if (tenths < 0 && tenths / 10 == 0) text.insert(0, 1, '-');
  return rest == 0 ? text : text + "." + std::to_string(rest);
}

std::string_view mark_class(const PageStep& step) {
  if (step.state == StepState::complete) return "done";
  if (step.state == StepState::waived) return "waived";
  if (step.state == StepState::blocked || step.late_bd > 0 || step.overdue) return "late";
  return step.state == StepState::in_progress ? "moving" : "open";
}

struct Point {
  double x = 0, y = 0;
};

// One drawing; `along` runs with time, `across` over the lanes, both in pixels.
class Drawing {
 public:
  Drawing(const OnePage& page, const TimelinePlan& plan, TimelineShape shape)
      : page_(page), plan_(plan), lanes_(shape == TimelineShape::lanes) {
    days_ = std::max(1, plan.last - plan.first);
    if (lanes_) {
      start_ = 104;
      length_ = 1080 - start_ - kFlagRoom;
      across_ = 46;
    } else {
      start_ = 58;
      length_ = std::max(320.0, days_ * 9.0);
      across_ = 58;
    }
    for (const int rows : plan.rows) {
      const double depth = lanes_ ? rows * kRowGap + kLaneInset : kColumnWidth;
      depth_.push_back(depth);
      across_end_ += depth;
    }
    across_end_ += across_;
  }

  std::string draw() {
    const double width = lanes_ ? 1080 : across_end_;
    const double height = lanes_ ? across_end_ + 6 : start_ + length_ + 24;
    out_ = "<svg class=\"" + std::string(lanes_ ? "wide" : "tall") +
           "\" role=\"img\" viewBox=\"0 0 " + number(width) + " " + number(height) +
           "\" aria-label=\"" + html_line(label()) + "\">\n";
    weeks();
    lanes();
    flags();
    for (const TimelineMark& mark : plan_.marks) draw_mark(mark);
    out_ += words_ + "</svg>\n";
    return std::move(out_);
  }

 private:
  static constexpr double kColumnWidth = 102;

  double along(Date date) const { return start_ + length_ * (date - plan_.first) / days_; }
  Point at(double along, double across) const {
    return lanes_ ? Point{along, across} : Point{across, along};
  }
  double lane_start(std::size_t lane) const {
    double across = across_;
    for (std::size_t i = 0; i < lane; ++i) across += depth_[i];
    return across;
  }
  std::size_t lane_of(Party party) const {
    std::size_t lane = 0;
    while (lane + 1 < page_.parties.size() && page_.parties.at(lane).party != party) ++lane;
    return lane;
  }

  std::string label() const {
    return "Timeline of " + std::to_string(plan_.marks.size()) + " steps from " +
           day_text(plan_.first) + " to " + day_text(plan_.last) +
           "; every step is in the table below.";
  }

  void line(Point a, Point b, std::string_view name) {
    out_ += "<line class=\"" + std::string(name) + "\" x1=\"" + number(a.x) + "\" y1=\"" +
            number(a.y) + "\" x2=\"" + number(b.x) + "\" y2=\"" + number(b.y) + "\"/>\n";
  }
  static std::string text_of(Point p, std::string_view name, std::string_view anchor,
                             const std::string& words) {
    return "<text class=\"" + std::string(name) + "\" x=\"" + number(p.x) + "\" y=\"" +
           number(p.y) + "\" text-anchor=\"" + std::string(anchor) + "\">" + html_line(words) +
           "</text>\n";
  }
  void text(Point p, std::string_view name, std::string_view anchor, const std::string& words) {
    out_ += text_of(p, name, anchor, words);
  }

  // Mondays; every second or fourth when there are many.
  void weeks() {
    constexpr int kWeek = 7;
    const int room = lanes_ ? 16 : 60;
    const int every = std::max(1, (days_ / kWeek + room - 1) / room) * kWeek;
    for (Date monday = plan_.first; monday <= plan_.last; monday = monday + every) {
      const double a = along(monday);
      line(at(a, lanes_ ? 22 : across_ - 6), at(a, across_end_), "week");
      const std::string words = short_day_text(monday).substr(4);
      if (lanes_)
        text({a, 14}, "axis", "middle", words);
      else
        text({across_ - 10, a + 4}, "axis", "end", words);
    }
  }

  void lanes() {
    for (std::size_t lane = 0; lane < depth_.size(); ++lane) {
      const PageParty& party = page_.parties.at(lane);
      const double from = lane_start(lane);
      const std::string word(to_text(party.party));
      const std::string title(1, static_cast<char>(word[0] - 'a' + 'A'));
      const Point p = at(lanes_ ? 0 : start_ - 40, from);
      const double w = lanes_ ? 1080 : depth_[lane] - 4;
      const double h = lanes_ ? depth_[lane] - 4 : length_ + 58;
      out_ += "<rect class=\"lane " + word + "\" x=\"" + number(p.x) + "\" y=\"" + number(p.y) +
              "\" width=\"" + number(w) + "\" height=\"" + number(h) + "\" rx=\"6\"/>\n";
      if (lanes_)
        text({12, from + (depth_[lane] - 4) / 2 + 4}, "party " + word, "start",
             title + word.substr(1));
      else
        text({from + (depth_[lane] - 4) / 2, start_ - 21}, "party " + word, "middle",
             title + word.substr(1));
    }
  }

  void flag(Date date, std::string_view name, const std::string& words, bool before) {
    if (date < plan_.first || date > plan_.last) return;
    const double a = along(date);
    line(at(a, lanes_ ? 24 : across_), at(a, across_end_ - 4), name);
    const std::string label = "flag " + std::string(name);
    // Words come last, so that no mark covers them.
    if (lanes_)
      words_ += text_of({a + (before ? -5 : 5), 36}, label, before ? "end" : "start", words);
    else
      words_ += text_of({across_end_ - 8, a + (before ? -4 : 12)}, label, "end", words);
  }

  void flags() {
    const auto day = [](Date date) { return short_day_text(date).substr(4); };
    const double middle = start_ + length_ / 2;
    flag(page_.today, "today", "Today " + day(page_.today), along(page_.today) > middle);
    if (!page_.target || !page_.forecast) return;
    const bool late = *page_.forecast > *page_.target;
    flag(*page_.target, "target", page_.target_word + " wanted " + day(*page_.target), true);
    if (late) flag(*page_.forecast, "forecast", "Forecast " + day(*page_.forecast), false);
  }

  double across_of(const TimelineMark& mark, Party party) const {
    const std::size_t lane = lane_of(party);
    const double inset = lanes_ ? kRadius + 4 : kRadius + 8;
    return lane_start(lane) + inset + mark.row * kRowGap;
  }

  void draw_mark(const TimelineMark& mark) {
    const PageStep& step = page_.steps[mark.step];
    const double across = across_of(mark, step.party);
    const Point p = at(along(mark.at), across);
    const std::string name(mark_class(step));
    out_ += "<g class=\"mark " + name + (step.anchored ? " anchored" : "") + "\"><title>" +
            html_line(std::to_string(step.number) + ". " + step.title + ", " + day_text(mark.at)) +
            "</title>\n";
    if (mark.from != mark.at) {
      const Point from = at(along(mark.from), across);
      line(from, p, "moved");
      out_ += "<circle class=\"was\" cx=\"" + number(from.x) + "\" cy=\"" + number(from.y) +
              "\" r=\"3\"/>\n";
    }
    out_ += "<circle class=\"dot\" cx=\"" + number(p.x) + "\" cy=\"" + number(p.y) + "\" r=\"" +
            number(kRadius) + "\"/>\n";
    text({p.x, p.y + 4}, "n", "middle", std::to_string(step.number));
    out_ += "</g>\n";
  }

  const OnePage& page_;
  const TimelinePlan& plan_;
  bool lanes_;
  int days_ = 1;
  double start_ = 0, length_ = 0, across_ = 0, across_end_ = 0;
  std::vector<double> depth_;
  std::string out_, words_;  // the drawing, and what goes on top of it
};

}  // namespace

int timeline_days(const OnePage& page) {
  const TimelinePlan plan = plan_timeline(page, 0);
  return plan.marks.empty() ? 0 : plan.last - plan.first;
}

TimelinePlan plan_timeline(const OnePage& page, int apart_cd) {
  TimelinePlan out;
  Date first{std::numeric_limits<std::int32_t>::max()};
  Date last{std::numeric_limits<std::int32_t>::min()};
  const auto reach = [&](Date date) {
    first = std::min(first, date);
    last = std::max(last, date);
  };
  for (std::size_t i = 0; i < page.steps.size(); ++i) {
    const PageStep& step = page.steps[i];
    const auto at = mark_at(step);
    if (!at) continue;
    // A step that is early or done shows where it is; one that moved later also where it was due.
    const Date from =
        step.due && *step.due < *at && step.state != StepState::waived ? *step.due : *at;
    out.marks.push_back({i, from, *at, 0});
    reach(from);
    reach(*at);
  }
  if (out.marks.empty()) return out;
  if (page.target) reach(*page.target);
  out.first = monday_before(first);
  out.last = last + 1;
  const auto lane_of = [&](const TimelineMark& mark) {
    const Party party = page.steps[mark.step].party;
    return std::find_if(page.parties.begin(), page.parties.end(),
                        [&](const PageParty& each) { return each.party == party; }) -
           page.parties.begin();
  };
  std::stable_sort(out.marks.begin(), out.marks.end(), [&](const auto& a, const auto& b) {
    return lane_of(a) != lane_of(b) ? lane_of(a) < lane_of(b) : a.from < b.from;
  });
  for (std::size_t lane = 0; lane < out.rows.size(); ++lane) {
    std::vector<Date> taken_until;  // by row
    for (TimelineMark& mark : out.marks) {
      if (static_cast<std::size_t>(lane_of(mark)) != lane) continue;
      const auto row = std::find_if(taken_until.begin(), taken_until.end(),
                                    [&](Date until) { return mark.from - until >= apart_cd; });
      mark.row = static_cast<int>(row - taken_until.begin());
      if (row == taken_until.end())
        taken_until.push_back(mark.at);
      else
        *row = mark.at;
    }
    out.rows.at(lane) = std::max(1, static_cast<int>(taken_until.size()));
  }
  return out;
}

std::string timeline_svg(const OnePage& page, TimelineShape shape) {
  const int days = timeline_days(page);
  if (days == 0) return {};
  constexpr double kLaneLength = 900;
  constexpr double kColumnDay = 9;
  const double day_px = shape == TimelineShape::lanes ? kLaneLength / days : kColumnDay;
  const int apart = static_cast<int>(std::ceil((2.0 * kRadius + 4) / day_px));
  const TimelinePlan plan = plan_timeline(page, apart);
  return Drawing(page, plan, shape).draw();
}

}  // namespace closemap
