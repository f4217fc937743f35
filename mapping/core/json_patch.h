// Changes of a JSON document: JSON Patch (RFC 6902) and JSON Merge Patch (RFC 7396).
#pragma once

#include "mapping/core/json.h"

namespace closemap {

inline constexpr std::size_t kPatchOpsMax = 1000;

// All operations or none: works on its own copy. Error (permanent) names the operation by number,
// kind and path: "patch operation 2 (test /name): the value is another".
Result<Json> apply_json_patch(Json target, const Json& patch);
// null deletes, arrays are replaced whole, anything but an object replaces the target.
Json apply_merge_patch(Json target, const Json& patch);

}  // namespace closemap
