// What is wrong with our own work, from what is known of the sources.
#include "mapping/signal/own_work.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>

namespace closemap {
namespace {

SourceWork well() {
  SourceWork work;
  work.connector = "vendor_crm";
  work.reading = SourceReading::well;
  work.unfit["opportunity"] = Unfit{};
  work.missing["files"] = {};
  return work;
}

// "signal subject" -> where it stands.
std::map<std::string, Band> bands(const SourceWork& work, const Thresholds& limits = {}) {
  std::map<std::string, Band> all;
  for (const WorkVerdict& verdict : judge_source(work, limits))
    all[verdict.signal.name + " " + verdict.signal.subject] = verdict.band;
  return all;
}

Signal about(const SourceWork& work, std::string_view name) {
  for (const WorkVerdict& verdict : judge_source(work, {}))
    if (verdict.signal.name == name) return verdict.signal;
  return {};
}

TEST_CASE("a source that is well has no trouble, and what is not known of it is no all-clear") {
  CHECK(bands(well()) ==
        std::map<std::string, Band>{{"connector_stalled vendor_crm", Band::good},
                                    {"reauth_required vendor_crm", Band::good},
                                    {"mapping_error vendor_crm", Band::good},
                                    {"sync_incomplete vendor_crm/files", Band::good}});
  SourceWork fresh;
  fresh.connector = "vendor_crm";
  fresh.unfit["opportunity"] = std::nullopt;
  CHECK(bands(fresh) == std::map<std::string, Band>{{"connector_stalled vendor_crm", Band::between},
                                                    {"reauth_required vendor_crm", Band::between},
                                                    {"mapping_error vendor_crm", Band::between}});
}

TEST_CASE("who refuses our credentials is not stalled, and no failure clears the other") {
  struct Case {
    SourceReading reading;
    Band stalled, refused;
  };
  const Case one = GENERATE(Case{SourceReading::failing, Band::between, Band::between},
                            Case{SourceReading::stalled, Band::bad, Band::between},
                            Case{SourceReading::refused, Band::between, Band::bad});
  SourceWork work = well();
  work.reading = one.reading;
  work.why = "http 503";
  work.next = "wait";
  CHECK(bands(work)["connector_stalled vendor_crm"] == one.stalled);
  CHECK(bands(work)["reauth_required vendor_crm"] == one.refused);
  const Signal signal = about(work, "connector_stalled");
  CHECK(input(signal, "why") == (one.stalled == Band::bad ? "http 503" : ""));
  CHECK(signal.severity == Severity::warning);
  CHECK(signal.audience == Audience{Role::operators});
}

TEST_CASE("records of all streams that do not fit are one trouble of their connector") {
  SourceWork work = well();
  work.unfit["milestone"] = Unfit{3, false, "A7: no date"};
  work.unfit["opportunity"] = Unfit{2, true, "V9: no date"};
  const Signal signal = about(work, "mapping_error");
  CHECK(signal.subject == "vendor_crm");
  CHECK(input(signal, "milestone") == "3");
  CHECK(input(signal, "opportunity") == "2");
  CHECK(input(signal, kSuchAs) == "A7: no date");
  CHECK(input(signal, kMostly) == "opportunity");
  work.unfit["opportunity"] = Unfit{};
  work.unfit["milestone"] = std::nullopt;
  CHECK(bands(work)["mapping_error vendor_crm"] == Band::between);
}

TEST_CASE("each part of a source that lacks something is a trouble of its own") {
  SourceWork work = well();
  work.missing["opportunity/listing"] = {{std::string(kFewer), "29"}};
  auto all = bands(work);
  CHECK(all["sync_incomplete vendor_crm/files"] == Band::good);
  CHECK(all["sync_incomplete vendor_crm/opportunity/listing"] == Band::bad);
}

TEST_CASE("what is switched off is never bad") {
  SourceWork work = well();
  work.reading = SourceReading::stalled;
  work.unfit["opportunity"] = Unfit{5, true, "V9: no date"};
  Thresholds off;
  off.connector_stalled.enabled = off.mapping_error.enabled = off.identity_review.enabled =
      off.duplicate_plan.enabled = false;
  for (const auto& [name, band] : bands(work, off)) {
    INFO(name);
    CHECK(band != Band::bad);
  }
  CHECK(judge_reviews(3, off).band == Band::good);
  CHECK_FALSE(duplicate_plan("pln_2", "Resale", off));
}

TEST_CASE("pairs that wait are one trouble, however many there are") {
  CHECK(judge_reviews(0, {}).band == Band::good);
  const WorkVerdict many = judge_reviews(3'000, {});
  CHECK(many.band == Band::bad);
  CHECK(many.signal.subject == "links");
  CHECK(input(many.signal, "waiting") == "3000");
  CHECK(dedupe_key(kOwnWork, many.signal) == "closemap/daemon/identity_review/links");
}

TEST_CASE("another file that is left out is worth a notice, another count is not") {
  SourceWork work = well();
  work.missing["files"] = {{std::string(kLeftOut), "a.csv is not read: it is a pipe"}};
  const Signal first = about(work, "sync_incomplete");
  CHECK_FALSE(says_more(first, first));
  work.missing["files"].push_back({std::string(kLeftOut), "b.csv is not read: it is a pipe"});
  const Signal second = about(work, "sync_incomplete");
  CHECK(says_more(first, second));
  CHECK_FALSE(says_more(second, first));
  CHECK_FALSE(says_more(judge_reviews(1, {}).signal, judge_reviews(2, {}).signal));
  work.unfit["opportunity"] = Unfit{1, false, "V1: no date"};
  const Signal few = about(work, "mapping_error");
  work.unfit["opportunity"] = Unfit{90, true, "V1: no date"};
  CHECK(says_more(few, about(work, "mapping_error")));
}

TEST_CASE("a signal of a source names its connector") {
  SourceWork work = well();
  work.missing["opportunity/listing"] = {{std::string(kFewer), "29"}};
  for (const WorkVerdict& verdict : judge_source(work, {}))
    CHECK(connector_of(verdict.signal) == "vendor_crm");
  CHECK(connector_of(judge_reviews(1, {}).signal).empty());
}

}  // namespace
}  // namespace closemap
