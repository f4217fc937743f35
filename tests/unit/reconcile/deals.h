// Short ways to write opportunities and read decisions in the tests of this room.
#pragma once

#include <algorithm>
#include <optional>
#include <string>

#include "mapping/reconcile/link_index.h"

namespace closemap {

inline Date day(const char* text) { return *parse_date(text); }

// A deal of Northwind as both sides' CRMs might have it.
inline DealRecord deal(std::string id) {
  DealRecord record;
  record.id = std::move(id);
  record.title = "Northwind WMS";
  record.account = "Northwind Logistics, Inc.";
  record.website = "https://www.northwind.com";
  record.country = "US";
  record.close = day("2026-05-04");
  record.amount = Money{18'000'000, "USD"};
  record.solutions = {"wms"};
  return record;
}

inline DealRecord with_key(DealRecord record, std::string name, std::string value) {
  record.keys.push_back({std::move(name), std::move(value)});
  return record;
}

// A company of its own that shares nothing with any other.
inline DealRecord stranger(const std::string& id) {
  DealRecord record;
  record.id = id;
  record.account = "Company" + id + " Works";
  record.website = "company" + id + ".example";
  return record;
}

// "V1-P2 link deterministic:x" of the decisions, by rank; for comparing at a glance.
inline std::vector<std::string> told(const LinkIndex& index, const LinkResult& result) {
  std::vector<std::string> lines;
  for (const LinkDecision& decision : result.decisions)
    lines.push_back(index.facts(Party::vendor, decision.vendor).id + "-" +
                    index.facts(Party::partner, decision.partner).id + " " +
                    std::string(to_text(decision.verdict)) + " " + method_of(decision));
  return lines;
}

}  // namespace closemap
