// Alerts: a signal's life from firing to resolved (domain.md §4.1).
#pragma once

#include <string>

#include "daemon/store/connection.h"

namespace closemap {

class SqlAlertRoom final : public AlertRoom {
 public:
  explicit SqlAlertRoom(Connection& connection);
  std::vector<AlertRow> of_plan(Row plan) override;
  void save(Row plan, std::span<const AlertRow> alerts) override;
  std::optional<AlertRow> get(std::string_view id) override;
  std::vector<Row> plans_to_recheck(std::size_t limit, Row after) override;
  std::vector<AlertRow> list(bool open_only, std::size_t limit) override;
  std::int64_t open_count() override;
  // Boards that cannot be read.
  std::vector<std::string> verify();

 private:
  Connection& connection_;
  sql::Query save_, of_plan_, recheck_, all_, open_, open_count_;
  std::string text_;  // of the board written last, whose memory the next one uses
};

}  // namespace closemap
