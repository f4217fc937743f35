// Links: which vendor record and which partner record are one deal (domain.md §3.2).
#pragma once

#include "daemon/store/connection.h"

namespace closemap {

class SqlLinkRoom final : public LinkRoom {
 public:
  explicit SqlLinkRoom(Connection& connection);
  Row save(const StoredLink& link) override;
  std::vector<StoredLink> of_record(Row record) override;
  std::vector<StoredLink> list(LinkState state, std::size_t limit) override;
  std::int64_t waiting_count() override;
  std::optional<StoredLink> get(Row row) override;

 private:
  static StoredLink read(sql::Run& run);
  Connection& connection_;
  sql::Query insert_, update_, of_record_, list_, waiting_, get_;
};

}  // namespace closemap
