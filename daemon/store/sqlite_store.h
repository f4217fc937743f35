// The Store on SQLite: transactions, and the world's errors as values.
#pragma once

#include "daemon/store/alert_room.h"
#include "daemon/store/link_room.h"
#include "daemon/store/lock_file.h"
#include "daemon/store/meta_room.h"
#include "daemon/store/outbox_room.h"
#include "daemon/store/plan_room.h"
#include "daemon/store/schema.h"

namespace closemap {

class SqliteStore final : public Store {
 public:
  // Throws SQLite::Exception or sql::Malformed. REQUIRES: prepare() before anything else.
  SqliteStore(const StoreOptions& options, LockFile lock);
  // Recognises, migrates and checks the tail of the chain.
  Status prepare(std::span<const Migration> migrations);

  Status write(const std::function<Status()>& body) override;
  Status read(const std::function<Status()>& body) override;
  RecordRoom& records() override { return records_; }
  LinkRoom& links() override { return links_; }
  PlanRoom& plans() override { return plans_; }
  AlertRoom& alerts() override { return alerts_; }
  OutboxRoom& outbox() override { return outbox_; }
  MetaRoom& meta() override { return meta_; }
  std::int64_t generation() const override { return generation_; }
  std::optional<Instant> newest_event() override { return events_.newest(); }
  bool is_backup() const override { return is_backup_; }
  Status begin_generation(const std::function<Status()>& body) override;
  Result<CheckReport> check(bool whole_chain) override;
  Status backup(const std::string& path) override;
  Status checkpoint() override;

 private:
  // Exceptions of the database become errors.
  Status guarded(const std::function<Status()>& body);
  void rollback();
  Status secure(int from);  // verified backup before a migration
  void find_faults(CheckReport& report, bool whole_chain);

  StoreOptions options_;
  LockFile lock_;  // released after the connection is closed
  Connection connection_;
  EventLog events_;
  SqlRecordRoom records_;
  SqlLinkRoom links_;
  SqlPlanRoom plans_;
  SqlAlertRoom alerts_;
  SqlOutboxRoom outbox_;
  SqlMetaRoom meta_;
  sql::Query begin_, commit_;
  std::int64_t generation_ = 1;
  bool is_backup_ = false;
};

// The open of Store::open, for other migrations (tests) and for files nobody else can hold
// (`locked` false: backups under verification).
Result<std::unique_ptr<SqliteStore>> open_store(const StoreOptions& options,
                                                std::span<const Migration> migrations, bool locked);

}  // namespace closemap
