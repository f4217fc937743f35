// What the operator reads about our own work.
#include "mapping/report/notice_work_words.h"

#include <catch2/catch.hpp>

#include "mapping/signal/own_work.h"

namespace closemap {
namespace {

struct OwnTold {
  Signal signal;
  std::string what, over;
};

std::vector<OwnTold> own_troubles() {
  const auto signal = [](std::string_view name, std::string subject, std::vector<Input> inputs) {
    return ops_signal(name, std::move(subject), std::move(inputs));
  };
  return {
      {signal("connector_stalled", "crm", {{"why", "http 503"}, {"next", "wait"}}),
       "connector crm cannot be read", "connector crm can be read again"},
      {signal("reauth_required", "crm", {{"why", "401"}, {"next", "renew it"}}),
       "connector crm cannot be read: its credentials are refused",
       "connector crm can be read again"},
      {signal("mapping_error", "crm",
              {{"opportunity", "1"}, {std::string(kSuchAs), "V9: no date"}}),
       "1 record of crm/opportunity does not map", "all records of crm fit the field map again"},
      {signal("mapping_error", "crm", {{"milestone", "2"}, {"opportunity", "3"}}),
       "5 records of crm do not map", "all records of crm fit the field map again"},
      {signal("sync_incomplete", "crm/files",
              {{std::string(kLeftOut), "a.csv is not read: it is a pipe"}, {"more", "4"}}),
       "crm: a.csv is not read: it is a pipe; and 4 more", "all of crm is read again"},
      {signal("sync_incomplete", "crm/milestone/columns",
              {{std::string(kColumnGone), "m.csv has no column \"due\" any more"}}),
       "crm: m.csv has no column \"due\" any more", "all of crm/milestone is read again"},
      {signal("sync_incomplete", "crm/opportunity/listing", {{std::string(kFewer), "29"}}),
       "crm/opportunity lists 29 records fewer than are known",
       "all of crm/opportunity is read again"},
      {signal("sync_incomplete", "crm/opportunity/total", {{std::string(kBeyond), "3"}}),
       "crm/opportunity counts 3 records more than it gives",
       "all of crm/opportunity is read again"},
      {judge_reviews(1, {}).signal, "1 pair of records may be one deal; a person has to decide",
       "no pair of records waits for a person any more"},
      {judge_reviews(7, {}).signal,
       "7 pairs of records may be one deal each; a person has to decide",
       "no pair of records waits for a person any more"},
  };
}

TEST_CASE("each trouble of our own work is a note with what to do, and a note that it is over") {
  for (const OwnTold& one : own_troubles()) {
    INFO(one.signal.name << " of " << one.signal.subject);
    const OperatorNote note = work_note(one.signal);
    CHECK(note.what == one.what);
    CHECK((!note.next.empty() || one.signal.name == "connector_stalled"));
    CHECK(note.severity == Severity::warning);
    const OperatorNote over = work_settled(one.signal);
    CHECK(over.what == one.over);
    CHECK(over.severity == Severity::info);
    CHECK(over.next.empty());
  }
}

TEST_CASE("a note about records that do not map names one of them") {
  CHECK(work_note(own_troubles()[2].signal).why == "such as V9: no date");
  CHECK(work_line(own_troubles()[0].signal) == "Connector crm cannot be read");
}

TEST_CASE("a line that begins with a connector's name leaves it as it is written") {
  const Signal signal =
      ops_signal("sync_incomplete", "crm/files", {{std::string(kLeftOut), "x.csv is UTF-16"}});
  CHECK(work_line(signal) == "crm: x.csv is UTF-16");
}

TEST_CASE("since when a source cannot be read is said where it is known") {
  Signal signal = own_troubles()[0].signal;
  CHECK_FALSE(work_note(signal).since);
  signal.inputs.push_back({"since", "2026-03-02T09:00:00Z"});
  REQUIRE(work_note(signal).since);
  CHECK(to_text(*work_note(signal).since) == "2026-03-02T09:00:00Z");
}

}  // namespace
}  // namespace closemap
