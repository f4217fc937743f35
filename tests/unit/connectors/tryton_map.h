// The default field maps of the Tryton connector, compiled as the configuration does it.
#pragma once

#include <string>

#include "mapping/record/field_map.h"

namespace closemap::test {

FieldMap tryton_map(const std::string& stream);
// The canonical fields of one record, or "error: …".
std::string tryton_mapped(const std::string& stream, std::string_view body);

}  // namespace closemap::test
