// The CRM of the bench: a HubSpot-shaped server in a process of its own, so that its CPU time is
// nobody's.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "mapping/core/date.h"
#include "mapping/core/result.h"
#include "tests/bench/sync/deals.h"

namespace closemap::bench {

// GET  /PORTAL/crm/v3/objects/deals?limit=&after=&archived=false&properties=   pages in id order
// POST /PORTAL/crm/v3/objects/deals/search      changed since, one filter and one sort rule
// POST /PORTAL/change?first=&count=&stride=     the bench's own: changes deals, all at one instant
// GET  /PORTAL/requests                         the bench's own: how many reads were answered
// Anything else, an unknown parameter or member, a wrong value: 400, with what was wrong.
class CrmServer {
 public:
  // Forks; returns when the port answers and the pages of the first `ready` vendor deals are made.
  // REQUIRES: no other thread runs in this process.
  static Result<CrmServer> start(std::int64_t vendor_deals, std::int64_t ready, Date today);
  CrmServer(CrmServer&& other) noexcept;
  CrmServer& operator=(CrmServer&&) = delete;
  CrmServer(const CrmServer&) = delete;
  CrmServer& operator=(const CrmServer&) = delete;
  ~CrmServer();  // ends the process

  std::string origin() const { return "http://127.0.0.1:" + std::to_string(port_); }

 private:
  CrmServer(pid_t pid, int leash, int port) : pid_(pid), leash_(leash), port_(port) {}
  pid_t pid_;
  int leash_;  // the server ends when it is closed
  int port_;
};

}  // namespace closemap::bench
