// What the files of invariants share: the list of violations found so far.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mapping/core/text.h"
#include "mapping/plan/invariants.h"

namespace closemap::invariants {

enum class Kind { reject, lint };

class Findings {
 public:
  void add(std::string_view code, std::string pointer, std::string what, Kind kind = Kind::reject) {
    found_.push_back(
        {std::string(code), std::move(pointer), std::move(what), kind == Kind::reject});
  }
  std::vector<Violation> take() { return std::move(found_); }

 private:
  std::vector<Violation> found_;
};

inline std::string at(const std::string& id, std::string_view field) {
  return "/milestones/" + id + "/" + std::string(field);
}
inline std::string quoted(const Milestone& milestone) {
  return "\"" + shorten(milestone.title, 80) + "\"";
}

// invariants_steps.cpp: I03, I04, I05, I10, I12, I13, I21, I22 of each milestone.
void check_steps(const Plan& plan, Instant now, const InvariantRules& rules, Findings& found);
// invariants_terms.cpp: I06, I07, I08, I09, I11, I14, I15, I18 and key dates.
void check_terms(const Plan& plan, const InvariantRules& rules, Findings& found);

}  // namespace closemap::invariants
