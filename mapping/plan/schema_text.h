// The text of closemap.plan.v1.schema.json, embedded at build (mapping/CMakeLists.txt).
#pragma once

#include <string_view>

namespace closemap {

std::string_view plan_schema_text();

}  // namespace closemap
