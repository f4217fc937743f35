// Words that mean nothing here, and lengths nobody can mean: taken as they are they would become
// false alerts.
#include "mapping/reconcile/plausible.h"

#include <optional>

#include "mapping/core/streams.h"
#include "mapping/core/text.h"
#include "mapping/plan/step_words.h"
#include "mapping/reconcile/observed_fields.h"

namespace closemap {
namespace {

std::string problem_of_step(const ObservedFields& said) {
  const std::string status = text_or(said, "status");
  if (!trim(status).empty() && !milestone_status_of(status))
    return word_objection("status", status, step_states());
  for (const char* field : {"duration_days", "min_duration_days"}) {
    const auto days = int_at(said, field);
    if (days && (*days < 0 || *days > kDurationDaysMax))
      return std::string(field) + " is " + std::to_string(*days) + ": it is 0 to " +
             std::to_string(kDurationDaysMax) + " working days";
  }
  return {};
}

}  // namespace

std::string implausible(std::string_view stream, const std::string& fields) {
  if (stream == kMilestoneStream) return problem_of_step(ObservedFields(fields));
  return {};
}

}  // namespace closemap
