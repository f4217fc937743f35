// Small facts by name.
#include "daemon/store/meta_room.h"

namespace closemap {

SqlMetaRoom::SqlMetaRoom(Connection& connection)
    : connection_(connection),
      get_(connection.database(), "SELECT value FROM meta WHERE key = ?"),
      set_(connection.database(),
           "INSERT INTO meta(key, value) VALUES(?1, ?2) "
           "ON CONFLICT(key) DO UPDATE SET value = ?2 WHERE value <> ?2") {}

std::optional<std::string> SqlMetaRoom::get(std::string_view key) {
  connection_.must_be_active();
  sql::Run run(get_, key);
  return run.next() ? std::optional(run.text(0)) : std::nullopt;
}

void SqlMetaRoom::set(std::string_view key, std::string_view value) {
  connection_.must_write();
  sql::Run(set_, key, value).done();
}

}  // namespace closemap
