// Handlers for single keys of vector 16; interop_shape.cpp puts them into one shape.
#pragma once

#include "tests/vectors/checks.h"

namespace closemap::vectors {

void check_typeid(Checks& checks, const Json& one, const Json& file);
void check_merge_patch(Checks& checks, const Json& one, const Json& file);

}  // namespace closemap::vectors
