// What is wrong with our own work: how the sources are read, what of them does not fit, what waits
// for a person. No plan shows it (domain.md §4, last row; §3.2, §3.6). Pure; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/core/instant.h"
#include "mapping/signal/evaluate.h"
#include "mapping/signal/signal.h"
#include "mapping/signal/thresholds.h"

namespace closemap {

// Stands where a plan's id stands in dedupe_key().
inline constexpr std::string_view kOwnWork = "daemon";

enum class SourceReading : std::uint8_t {
  unknown,  // nothing came to its end yet
  well,
  failing,  // not for long enough to tell anybody
  stalled,  // cannot be read
  refused,  // does not take our credentials
};

// Records of one stream that do not fit its field map and wait in quarantine.
struct Unfit {
  std::int64_t records = 0;
  bool mostly = false;  // so many of the stream that something else must be wrong (R14)
  std::string example;  // "V9: close_date …": one of them, and why
  friend bool operator==(const Unfit&, const Unfit&) = default;
};

// How one source is doing, as far as anybody knows since the daemon started.
struct SourceWork {
  std::string connector;
  SourceReading reading = SourceReading::unknown;
  std::string why, next;                              // stalled, refused: the error; what to do
  std::optional<Instant> since;                       // stalled, refused
  std::map<std::string, std::optional<Unfit>> unfit;  // every stream; nothing: not known yet
  // What was not read, by part ("files", "opportunity/listing"): inputs of its signal, none when
  // the part is whole. A part that is not here is not known.
  std::map<std::string, std::vector<Input>> missing;
  friend bool operator==(const SourceWork&, const SourceWork&) = default;
};
// Inputs of SourceWork::missing, one each for what a person has to hear of.
inline constexpr std::string_view kLeftOut = "left out";        // "x.csv is not read: it is a pipe"
inline constexpr std::string_view kColumnGone = "column gone";  // "x.csv has no column …"
inline constexpr std::string_view kFewer = "fewer";    // a listing held back: records it lacks
inline constexpr std::string_view kBeyond = "beyond";  // records counted beyond those given
// Inputs of mapping_error, beside each stream's name with the count of its records.
inline constexpr std::string_view kSuchAs = "such as";  // Unfit::example
inline constexpr std::string_view kMostly = "mostly";   // a stream that has Unfit::mostly

// Where one key stands. What is not known neither confirms nor clears.
struct WorkVerdict {
  Signal signal;  // its inputs only when bad
  Band band = Band::good;
};

// connector_stalled and reauth_required of the connector, mapping_error of it, and sync_incomplete
// of "connector/part" for each part that is known. A signal that is switched off is good.
std::vector<WorkVerdict> judge_source(const SourceWork& source, const Thresholds& thresholds);
// identity_review of "links": so many pairs wait for a person, one alert for all of them.
WorkVerdict judge_reviews(std::int64_t waiting, const Thresholds& thresholds);
// duplicate_plan of the other plan: a linked pair of records is one deal (§3.2), and a plan of its
// own still follows one of the two. Nothing when it is switched off.
std::optional<Signal> duplicate_plan(const std::string& other_id, const std::string& other_name,
                                     const Thresholds& thresholds);

// Whether those who heard of `told` have to hear of `now`, too, although it is one trouble that
// goes on: another file is left out, say. A count that moved is not worth a notice.
bool says_more(const Signal& told, const Signal& now);

// The connector of a source's signal; empty for identity_review.
std::string_view connector_of(const Signal& signal);

}  // namespace closemap
