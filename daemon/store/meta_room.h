// Small facts by name. Names that begin with "store." belong to the store itself.
#pragma once

#include "daemon/store/connection.h"

namespace closemap {

inline constexpr std::string_view kGenerationKey = "store.generation";
inline constexpr std::string_view kBackupKey = "store.backup";  // "1" in a backup

class SqlMetaRoom final : public MetaRoom {
 public:
  explicit SqlMetaRoom(Connection& connection);
  std::optional<std::string> get(std::string_view key) override;
  void set(std::string_view key, std::string_view value) override;  // the same value: no write

 private:
  Connection& connection_;
  sql::Query get_, set_;
};

}  // namespace closemap
