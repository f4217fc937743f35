// A connector module of another ABI that shows when anything of it ran.
#include <cstdlib>

#include "connectors/api/connector.h"

namespace {

[[gnu::constructor]] void run() { setenv("CLOSEMAP_LOUD_MODULE_RAN", "1", 1); }

constexpr closemap::Description kLoud{
    .name = "loud", .summary = "x", .options = {}, .streams = {}, .default_map = {}};

}  // namespace

CLOSEMAP_CONNECTOR_MODULE_TAGGED(kLoud, "closemap-connector-0")
