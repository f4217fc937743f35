// The shapes of vector files: which top-level keys a file may hold and what is done with each.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "tests/vectors/checks.h"

namespace closemap::vectors {

// `one` is an object of the shape its key holds; `file` the whole document, for keys that others
// refer to.
using Handler = std::function<void(Checks& checks, const Json& one, const Json& file)>;

struct Shape {
  std::map<std::string, Handler> keys;  // null handler: known, nothing to compare
};

Shape calendar_shape();     // 01
Shape plan_cases_shape();   // 02, 04
Shape story_shape();        // 03
Shape week_shape();         // 05
Shape single_plan_shape();  // 06
Shape graph_shape();        // 07
Shape uncertainty_shape();  // 08
Shape earned_shape();       // 09
Shape identity_shape();     // 10
Shape merge_shape();        // 11
Shape signal_shape();       // 12
Shape lifecycle_shape();    // 12b
Shape escalation_shape();   // 13
Shape metrics_shape();      // 14
Shape money_shape();        // 15
Shape interop_shape();      // 16
Shape schema_shape();       // 17

// The public file of a number ("03_seed_story22.json"): context of cases that stand alone.
Json public_file(const std::string& name);
// plan and expect of `one`, solved and compared.
void check_plan(Checks& checks, const Json& plan, const Json& expect);

}  // namespace closemap::vectors
