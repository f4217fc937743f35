// Plans: a small row each, the document apart from it, their sources and their history.
#pragma once

#include "daemon/store/record_room.h"

namespace closemap {

class SqlPlanRoom final : public PlanRoom {
 public:
  SqlPlanRoom(Connection& connection, EventLog& events, SqlRecordRoom& records);
  Row insert(const StoredPlan& plan, const PackedDocument& document) override;
  void update(const StoredPlan& plan) override;
  void update(const StoredPlan& plan, const PackedDocument& document) override;
  void set_evaluation(const StoredPlan& plan) override;
  std::optional<StoredPlan> get(Row row) override;
  std::optional<StoredPlan> find(std::string_view id) override;
  // An open plan before a closed one, the newest of several.
  std::optional<StoredPlan> of_record(Row opportunity_record) override;
  std::optional<StoredPlan> twin(const StoredPlan& plan) override;
  std::vector<StoredPlan> list(std::size_t limit, Row after) override;
  std::vector<Row> due(Instant now, std::size_t limit) override;
  std::optional<Instant> next_due() override;
  std::int64_t count() override;
  std::int64_t live_count() override;

  void set_sources(Row plan, std::span<const Row> records) override;
  std::vector<Row> plans_using(Row record) override;

  void append(const StoredPlan& plan, std::span<const PlanEvent> events, Instant now) override;
  // `after` is the last stream_seq seen; an empty `stream` lists every event by its global seq.
  // Unknown streams have no events.
  std::vector<StoredEvent> events(std::string_view stream, std::size_t limit,
                                  std::int64_t after) override;

 private:
  static StoredPlan read(sql::Run& run, bool with_document);
  static PlanStatus read_status(std::string_view word);
  void write_document(Row row, const PackedDocument& document);
  std::optional<std::int64_t> stream_number(std::string_view name);
  std::string stream_name(std::int64_t stream);

  Connection& connection_;
  EventLog& events_;
  SqlRecordRoom& records_;
  // Just inserted: there is nothing of it to look for.
  Row without_sources_ = 0, without_events_ = 0;
  sql::Query insert_, update_, evaluation_, document_, get_, find_, of_record_, twin_, list_, due_,
      next_due_, count_, live_, sources_, source_insert_, source_delete_, using_, name_;
};

}  // namespace closemap
