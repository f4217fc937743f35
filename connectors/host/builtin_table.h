// The generated list of built-in connectors.
#pragma once

#include <vector>

#include "connectors/api/connector.h"

namespace closemap {

std::vector<const Description*> builtin_connectors();

}  // namespace closemap
