// Alerts: a signal's life from firing to resolved (domain.md §4.1).
#pragma once

#include "daemon/store/connection.h"

namespace closemap {

class SqlAlertRoom final : public AlertRoom {
 public:
  explicit SqlAlertRoom(Connection& connection);
  std::vector<AlertRow> of_plan(Row plan) override;
  // Nothing is written when the row already says this.
  void save(const AlertRow& alert) override;
  std::optional<AlertRow> get(std::string_view id) override;
  std::vector<Row> plans_to_recheck(std::size_t limit, Row after) override;
  std::vector<AlertRow> list(bool open_only, std::size_t limit) override;

  void flush() { insert_.flush(); }  // before a commit: new ones wait to be written together
  void forget() { insert_.drop(); }  // after a rollback

 private:
  static AlertRow read(sql::Run& run);
  Connection& connection_;
  sql::BulkInsert insert_;
  sql::Query update_, of_plan_, get_, recheck_, list_open_, list_all_;
};

}  // namespace closemap
