// Reads a shared vector file for the unit tests of the core.
#pragma once

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "mapping/core/json.h"

namespace closemap {

inline Json read_vector(const std::string& name) {
  std::ifstream in(std::string(CLOSEMAP_SOURCE_DIR) + "/tests/vectors/" + name);
  std::ostringstream text;
  text << in.rdbuf();
  return *parse_json(text.str());
}

}  // namespace closemap
