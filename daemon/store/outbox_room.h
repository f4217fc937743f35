// The outbox: every message, its attempts, and what was ever told (reliability.md §1.2, L22).
#pragma once

#include "daemon/store/connection.h"

namespace closemap {

class SqlOutboxRoom final : public OutboxRoom {
 public:
  explicit SqlOutboxRoom(Connection& connection);
  bool claim_item(std::string_view item_key) override;
  Row insert(const OutboxRow& row) override;
  void update(const OutboxRow& row) override;
  std::optional<OutboxRow> get(Row row) override;
  std::optional<OutboxRow> find(std::string_view key) override;
  std::optional<OutboxRow> waiting(Row plan, std::string_view recipient, std::string_view notifier,
                                   std::string_view kind) override;
  std::vector<OutboxRow> waiting_of_plan(Row plan) override;
  std::optional<OutboxRow> first_due(std::string_view notifier, Instant now, bool digests) override;
  std::optional<Instant> next_due(std::string_view notifier) override;
  std::vector<OutboxRow> in_state(OutboxState state, std::size_t limit) override;
  std::vector<OutboxRow> list(std::size_t limit, bool unfinished_only) override;
  // By done_at, else not_before. Critical ones, digests and operator notes do not count, nor what
  // never reaches the person: suppressed, and dead (another notifier's row takes it over).
  int sent_since(std::string_view recipient, Instant since) override;
  std::optional<OutboxRow> last_sent(Row plan, std::string_view recipient,
                                     std::string_view notifier) override;
  std::string thread_ref(Row plan, std::string_view recipient, std::string_view notifier) override;

  // Rows whose digest does not fit their content or whose state is unknown.
  std::vector<std::string> verify();

 private:
  OutboxRow read(sql::Run& run);
  Sha256 digest(const OutboxRow& row);
  template <class... Args>
  std::optional<OutboxRow> one(sql::Query& query, Args&&... args);
  template <class... Args>
  std::vector<OutboxRow> many(sql::Query& query, Args&&... args);

  Connection& connection_;
  std::string buffer_;
  sql::Query claim_, insert_, update_, state_of_, log_, get_, find_, waiting_, waiting_of_plan_,
      first_due_, next_due_, in_state_, list_all_, list_unfinished_, sent_since_, last_sent_,
      thread_, all_;
};

}  // namespace closemap
