// Pages and passes by number, and the oracle that knows what they leave.
#include "tests/crash/powercut_workload.h"

#include "mapping/plan/document.h"

namespace closemap {
namespace {

constexpr std::string_view kConnector = "crm";
constexpr int kRecordsPerPage = 12;
constexpr int kRecords = 90;  // fewer than are written: pages change each other's records

Instant time_of(int number) { return Instant{1'780'000'000'000 + number * 60'000LL}; }
std::string record_id(int record) { return "006-" + std::to_string(record); }
std::string cursor_of(int page) { return page == 0 ? "" : "page-" + std::to_string(page); }
std::string plan_id(int pass) { return "pln_" + std::to_string(pass); }
std::string notice_key(int pass, int k) {
  return "notice-" + std::to_string(pass) + "-" + std::to_string(k);
}
int parts_of(int pass) { return 1 + pass % 3; }  // events and notices of a pass

struct Edit {
  int record = 0;
  bool removes = false;
};
std::vector<Edit> edits_of(int page) {
  std::vector<Edit> edits;
  for (int k = 0; k < kRecordsPerPage; ++k)
    edits.push_back(Edit{(page * 7 + k * 5) % kRecords, (page + k) % 11 == 0});
  return edits;
}

Mapped mapped_of(int record, int page) {
  Mapped mapped;
  mapped.fields = R"({"amount":{"currency":"USD","minor":)" + std::to_string(page * 100 + record) +
                  R"(},"name":"Deal )" + std::to_string(record) + std::string(120, 'x') + R"("})";
  mapped.digest = hash128(mapped.fields);
  if (record % 2 == 0) mapped.keys = {link_key("deal", std::to_string(record)), link_key("p", "1")};
  return mapped;
}

std::string document_of(int pass) {
  Plan plan;
  plan.id = plan_id(pass);
  plan.name = "Deal " + std::string(static_cast<std::size_t>(pass % 7) * 900, 'd');
  return plan_to_text(plan);
}

struct Expected {
  std::int64_t revision = 0;
  bool deleted = false;
  std::string fields;
};
std::map<int, Expected> records_after(int pages) {
  std::map<int, Expected> records;
  for (int page = 1; page <= pages; ++page) {
    for (const Edit& edit : edits_of(page)) {
      const auto known = records.find(edit.record);
      if (edit.removes) {
        if (known == records.end() || known->second.deleted) continue;
        ++known->second.revision;
        known->second.deleted = true;
        continue;
      }
      Expected& record = records[edit.record];
      const std::string fields = mapped_of(edit.record, page).fields;
      if (record.fields == fields && !record.deleted) continue;
      ++record.revision;
      record.deleted = false;
      record.fields = fields;
    }
  }
  return records;
}

void compare_records(Store& store, int pages, std::int64_t& events,
                     std::vector<std::string>& wrong) {
  RecordRoom& records = store.records();
  const SourceId source = pages > 0 ? records.source(kConnector, kOpportunityStream) : 0;
  std::int64_t live = 0;
  for (const auto& [number, expected] : records_after(pages)) {
    const auto found = records.find(source, record_id(number));
    events += expected.revision;
    live += expected.deleted ? 0 : 1;
    if (!found || found->revision != expected.revision || found->deleted != expected.deleted ||
        found->fields != expected.fields)
      wrong.push_back("record " + record_id(number) + " is not as page " + std::to_string(pages) +
                      " left it");
  }
  if (pages > 0 && records.live_count(source) != live)
    wrong.push_back("live records are miscounted");
}

void compare_passes(Store& store, int passes, std::int64_t& events, std::int64_t& notices,
                    std::vector<std::string>& wrong) {
  for (int pass = 1; pass <= passes; ++pass) {
    const int parts = parts_of(pass);
    const auto plan = store.plans().find(plan_id(pass));
    const bool whole = plan && plan->document == document_of(pass) &&
                       store.plans().events("plan/" + plan_id(pass), 100, 0).size() ==
                           static_cast<std::size_t>(parts) &&
                       store.alerts().of_plan(plan->row).size() == 1;
    if (!whole) wrong.push_back("pass " + std::to_string(pass) + " is half applied");
    for (int k = 0; k < parts; ++k) {
      if (!store.outbox().find(notice_key(pass, k)))
        wrong.push_back(notice_key(pass, k) + " is missing");
    }
    events += parts;
    notices += parts;
  }
}

}  // namespace

Status Workload::page(Store& store, int number) {
  return store.write([&] {
    RecordRoom& records = store.records();
    const SourceId source = records.source(kConnector, kOpportunityStream);
    const Instant now = time_of(number);
    for (const Edit& edit : edits_of(number)) {
      if (edit.removes) {
        records.remove(source, record_id(edit.record), now);
      } else {
        records.put(source, record_id(edit.record), "v" + std::to_string(number),
                    mapped_of(edit.record, number), now);
      }
    }
    records.set_cursor(source, cursor_of(number), "map-1", now);
    return ok();
  });
}

Status Workload::pass(Store& store, int number) {
  return store.write([&] {
    const Instant now = time_of(number);
    StoredPlan plan;
    plan.id = plan_id(number);
    plan.name = "Deal";
    plan.created_at = plan.updated_at = now;
    plan.next_eval = now + 1000;
    plan.row = store.plans().insert(plan, pack_document(document_of(number)));
    AlertRow alert;
    alert.id = "alr_" + std::to_string(number);
    alert.plan = plan.row;
    alert.signal = "slip";
    alert.state = "firing";
    store.alerts().save(plan.row, std::span(&alert, 1));
    std::vector<PlanEvent> events;
    for (int k = 0; k < parts_of(number); ++k) {
      events.push_back(PlanEvent{"milestone.due_changed", "mst", "closemap", "{}"});
      if (!store.outbox().claim_item(notice_key(number, k)))
        return Status(Error{Fault::bug, "notice was claimed by a pass that is not there"});
      OutboxRow notice;
      notice.key = notice_key(number, k);
      notice.notifier = "mail";
      notice.recipient = "a@example.com";
      notice.plan = plan.row;
      notice.kind = "alert";
      notice.payload = R"({"items":[]})";
      notice.created = notice.not_before = now;
      store.outbox().insert(notice);
    }
    store.plans().append(plan, events, now);
    return ok();
  });
}

Result<Workload::Progress> Workload::progress(Store& store) {
  Progress progress;
  // Interning needs a write; a store whose first page was lost then holds an unused source.
  Status done = store.write([&] {
    const std::string cursor =
        store.records().cursor(store.records().source(kConnector, kOpportunityStream));
    if (!cursor.empty()) progress.pages = std::stoi(cursor.substr(5));
    progress.passes = static_cast<int>(store.plans().count());
    return ok();
  });
  if (!done) return done.error();
  return progress;
}

std::vector<std::string> Workload::compare(Store& store, const Progress& progress) {
  std::vector<std::string> wrong;
  std::int64_t events = 0, notices = 0;
  Status done = store.read([&] {
    compare_records(store, progress.pages, events, wrong);
    compare_passes(store, progress.passes, events, notices, wrong);
    return ok();
  });
  if (!done) wrong.push_back(done.error().what);
  const Result<CheckReport> report = store.check(true);
  if (!report) {
    wrong.push_back(report.error().what);
    return wrong;
  }
  wrong.insert(wrong.end(), report->findings.begin(), report->findings.end());
  if (report->events != events) wrong.push_back("surplus or missing events");
  if (report->outbox != notices) wrong.push_back("surplus or missing notices");
  return wrong;
}

}  // namespace closemap
