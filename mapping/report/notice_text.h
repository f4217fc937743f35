// The words of a notice, for every channel (design.md §9 "What a notice says"). Pure text, no
// markup.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/core/instant.h"
#include "mapping/core/notice_line.h"
#include "mapping/plan/plan.h"
#include "mapping/schedule/absorb.h"
#include "mapping/schedule/solve.h"
#include "mapping/signal/signal.h"

namespace closemap {

struct NoticeText {
  std::string
      subject;  // "Slip +5 days: Enterprise pricing approval — Northwind x Contoso"; one line
  std::string headline;  // one sentence
  std::vector<NoticeLine> lines;
  std::string ask;  // what we ask of the reader
  Severity severity = Severity::info;
  friend bool operator==(const NoticeText&, const NoticeText&) = default;
};

// Who reads it: decides "you" against a name in the ask. Both empty: nobody in particular.
struct Reader {
  std::string name, person;  // person id
};

inline constexpr std::size_t kMovedLinesMax = 6;    // then "and N more"
inline constexpr std::size_t kWinLinesMax = 3;      // moves that win days back
inline constexpr std::size_t kTitleCharsMax = 120;  // titles and deal names in a subject

// `plan` is the reader's view(): what it does not hold is not said. `network` and `schedule` are
// those of the plan. `absorption` of the close anchor when there is a gap, else null. Any signal of
// mapping/signal; an unknown name gives a general text.
NoticeText describe(const Plan& plan, const Network& network, const Schedule& schedule,
                    const Absorption* absorption, const Signal& signal, const Reader& reader,
                    Instant now);

// Whether the reader of `seen`, a view of `plan`, may be told of the signal at all: not of a step
// whose dates or owner it is not shown, nor of a handoff or criterion it is not shown (I19). Of
// several subjects one that may be told is enough; the others are not named.
bool may_be_told(const Plan& plan, const Plan& seen, const Signal& signal);

// What a digest says of an alert that has cleared: "Settled: Slip: Pilot", without its size.
std::string settled_line(const Plan& plan, const Network& network, const Schedule& schedule,
                         const Signal& signal);

// Whether describe() reads the absorption for a signal of this name: working one out is a search.
bool tells_wins(std::string_view signal_name);

// The note in the thread of an alert that has cleared. `signal` as it last was.
NoticeText describe_resolved(const Plan& plan, const Network& network, const Schedule& schedule,
                             const Signal& signal, const Reader& reader, Instant now);

// One line about a signal, as the digest shows it: "slips by 5 working days to Mon 2026-04-13 (Kim
// Vogel, vendor)".
std::string one_line(const Plan& plan, const Network& network, const Schedule& schedule,
                     const Signal& signal);

// About the daemon itself, for the operator.
struct OperatorNote {
  Severity severity = Severity::warning;
  // What begins with a name is `NAME: …` or `NAME/STREAM …`; names keep their letters.
  std::string what;    // "connector partner_export cannot be read" (subject and headline)
  std::string why;     // the error's text; empty: not said
  std::string effect;  // "slip alerts of 12 plans rest until it can be read again"; empty: not said
  std::string next;    // what to do: "check the credential partner_token, then run closemap
                       // connectors check …"
  std::optional<Instant> since;
};
NoticeText describe_operator(const OperatorNote& note, Instant now);

// The notice as plain text: headline, "label: text" lines, the ask. Ends with a newline.
std::string plain_text(const NoticeText& notice);

}  // namespace closemap
