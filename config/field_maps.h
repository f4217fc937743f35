// Field maps of a connector: the type's default map with the user's changes on top.
#pragma once

#include <map>
#include <string>

#include "config/draft.h"

namespace closemap {

// Reads [connector.map.STREAM] and [connector.lookup.NAME] of `table` over the default map of
// `shape` into connector.maps, notes what the user changed as effective and compiles every map, so
// that what does not compile is known now.
void read_field_maps(const TomlNode& table, const ConnectorShape& shape,
                     ConnectorSettings& connector, Draft& draft);

}  // namespace closemap
