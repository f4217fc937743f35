// Judging what is known of sources and links.
#include "mapping/signal/own_work.h"

#include <algorithm>
#include <utility>

namespace closemap {
namespace {

constexpr std::string_view kReviews = "identity_review";

WorkVerdict verdict(std::string_view name, std::string subject, Band band,
                    const Thresholds& thresholds, std::vector<Input> inputs = {}) {
  if (!enabled(thresholds, name)) band = Band::good;
  if (band != Band::bad) inputs.clear();
  return {ops_signal(name, std::move(subject), std::move(inputs)), band};
}

Band band_of_reading(SourceReading now, SourceReading bad) {
  if (now == bad) return Band::bad;
  return now == SourceReading::well ? Band::good : Band::between;
}

std::vector<Input> why_unread(const SourceWork& source) {
  std::vector<Input> inputs{{"why", source.why}, {"next", source.next}};
  if (source.since) inputs.push_back({"since", to_text(*source.since)});
  return inputs;
}

WorkVerdict judge_unfit(const SourceWork& source, const Thresholds& thresholds) {
  std::vector<Input> inputs;
  bool known = true;
  for (const auto& [stream, unfit] : source.unfit) {
    known = known && unfit.has_value();
    if (!unfit || unfit->records == 0) continue;
    inputs.push_back({stream, std::to_string(unfit->records)});
    if (!unfit->example.empty()) inputs.push_back({std::string(kSuchAs), unfit->example});
    if (unfit->mostly) inputs.push_back({std::string(kMostly), stream});
  }
  const Band band = !inputs.empty() ? Band::bad : known ? Band::good : Band::between;
  return verdict("mapping_error", source.connector, band, thresholds, std::move(inputs));
}

bool worth_a_notice(const Input& input) {
  return input.name == kLeftOut || input.name == kColumnGone || input.name == kMostly;
}

}  // namespace

std::vector<WorkVerdict> judge_source(const SourceWork& source, const Thresholds& thresholds) {
  std::vector<WorkVerdict> all;
  all.push_back(verdict("connector_stalled", source.connector,
                        band_of_reading(source.reading, SourceReading::stalled), thresholds,
                        why_unread(source)));
  all.push_back(verdict("reauth_required", source.connector,
                        band_of_reading(source.reading, SourceReading::refused), thresholds,
                        why_unread(source)));
  all.push_back(judge_unfit(source, thresholds));
  for (const auto& [part, lacks] : source.missing)
    all.push_back(verdict("sync_incomplete", source.connector + "/" + part,
                          lacks.empty() ? Band::good : Band::bad, thresholds, lacks));
  return all;
}

WorkVerdict judge_reviews(std::int64_t waiting, const Thresholds& thresholds) {
  return verdict(kReviews, "links", waiting > 0 ? Band::bad : Band::good, thresholds,
                 {{"waiting", std::to_string(waiting)}});
}

std::optional<Signal> duplicate_plan(const std::string& other_id, const std::string& other_name,
                                     const Thresholds& thresholds) {
  if (!thresholds.duplicate_plan.enabled) return std::nullopt;
  return ops_signal("duplicate_plan", other_id, {{"other plan", other_name}});
}

bool says_more(const Signal& told, const Signal& now) {
  return std::any_of(now.inputs.begin(), now.inputs.end(), [&](const Input& input) {
    return worth_a_notice(input) &&
           std::find(told.inputs.begin(), told.inputs.end(), input) == told.inputs.end();
  });
}

std::string_view connector_of(const Signal& signal) {
  if (signal.name == kReviews) return {};
  const std::string_view subject = signal.subject;
  return subject.substr(0, subject.find('/'));
}

}  // namespace closemap
