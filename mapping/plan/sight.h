// Who sees which part of a plan: the default audience of a field and the plan's own visibility
// rules (domain.md §1.6).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/plan/plan.h"
#include "mapping/plan/references.h"

namespace closemap {

// The default for a field. `own`: only the party the field belongs to.
enum class ShownTo { everyone, sellers, own };

// What one party sees. Rules come from Plan::visibility: a pointer prefix, "*" for any one step,
// and the parties that see what lies below; the longest prefix wins, an exact step before "*".
// A rule longer than a field hides the whole field from the parties it leaves out, because a field
// is shown whole or not at all. The default of a restricted field counts as a rule of
// `default_depth` steps (the whole pointer when not given), so that only a rule of that length or
// longer opens it.
class Sight {
 public:
  Sight(const Plan& plan, Party reader);

  Party reader() const { return reader_; }
  bool seller() const { return reader_ != Party::customer; }
  // Whether a field is shown. `owner`: whose the field is, for ShownTo::own.
  bool sees(const PlanPlace& place, ShownTo audience = ShownTo::everyone,
            std::optional<Party> owner = std::nullopt, std::size_t default_depth = 0) const;
  // Whether a thing of several fields is shown at all: rules about single fields of it do not
  // count.
  bool opens(const PlanPlace& place, ShownTo audience = ShownTo::everyone) const;
  // The same for a pointer as text, for everyone's fields.
  bool sees_pointer(std::string_view pointer) const;

 private:
  struct Question {
    std::vector<std::string_view> steps;
    bool shown = false;     // by default
    std::size_t depth = 0;  // of the default; 0: there is none
    bool whole = true;      // a hidden part hides it
  };
  bool by_default(ShownTo audience, std::optional<Party> owner) const;
  bool answer(const Question& question) const;
  struct Rule {
    std::vector<std::string> steps;
    bool shows = false;
    std::size_t exact = 0;  // steps that are not "*"
  };
  Party reader_;
  std::vector<Rule> rules_;
};

}  // namespace closemap
