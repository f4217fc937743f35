// Numbered migrations: from an empty file, or from any older store, to kStoreVersion
// (reliability.md R21).
#pragma once

#include <functional>
#include <span>

#include "daemon/store/connection.h"

namespace closemap {

struct Migration {
  int to = 0;  // PRAGMA user_version afterwards
  const char* sql = nullptr;
};
std::span<const Migration> store_migrations();  // ascending, the last is kStoreVersion

// Config error when the file belongs to another program or is newer than `migrations`. Reads only.
Status recognise(Connection& connection, std::span<const Migration> migrations);

// Runs what is missing in one transaction. `secure` is called before an existing store is touched
// and must leave a verified backup; its error stops the migration. REQUIRES: recognised.
Status migrate(Connection& connection, std::span<const Migration> migrations,
               const std::function<Status(int from)>& secure);

}  // namespace closemap
