// The lines notices are made of: what moves, the customer's date, what could win days back.
#pragma once

#include <vector>

#include "mapping/report/notice_text.h"

namespace closemap {

// What a notice is about, together.
struct Telling {
  const Plan& plan;
  const Network& network;
  const Schedule& schedule;
  const Absorption* absorption;
  const Signal& signal;
  const Reader& reader;
};

const Milestone* subject_step(const Telling& telling);  // null when the subject is no step
std::optional<Node> subject_node(const Telling& telling);
// "Order form issued: Tue 2026-04-07 → Tue 2026-04-14 (+5 working days)", at most kMovedLinesMax,
// then "and N more". The subject's own line is not among them.
void add_moved(const Telling& telling, std::vector<NoticeLine>& lines);
// "Go-live moves from Mon 2026-05-04 to Mon 2026-05-11 (5 working days late)." or that it holds.
void add_customer_date(const Telling& telling, std::vector<NoticeLine>& lines);
// "Start X without waiting for Y: wins 5 working days back; that is Priya Nair's move (partner)."
void add_wins(const Telling& telling, std::vector<NoticeLine>& lines);
// Those sentences alone, at most kWinLinesMax.
std::vector<std::string> win_sentences(const Plan& plan, const Network& network,
                                       const Absorption& absorption);

}  // namespace closemap
