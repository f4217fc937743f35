// A notice: one message to one recipient on one channel (design.md §1).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mapping/core/instant.h"
#include "mapping/core/notice_line.h"

namespace closemap {

struct Recipient {
  std::string name, email, slack_user, timezone;
};

struct Notice {
  std::string key;         // idempotency key, the same for every attempt (domain.md §5)
  std::string dedupe_key;  // closemap/{plan}/{signal}/{subject}
  std::string thread_key;  // one thread per (plan, channel) or (alert): notifiers derive Message-ID
                           // roots from it
  std::string kind;        // "alert" "resolved" "digest" "operator"
  std::string severity;    // "info" "warning" "critical"
  std::string signal, plan_id, plan_name, subject_id;
  std::string subject, headline, ask;
  std::vector<NoticeLine> lines;
  std::string footer;  // where the plan is
  std::string data;    // JSON object for programs (CloudEvents data)
  Recipient to;
  Instant created;
  std::string
      thread_ref;  // remote reference of the first notice of this thread, if it was delivered
  bool maybe_dup = false;  // an earlier attempt may have arrived: say "possible repeat"
};

struct Receipt {
  std::string remote_ref;  // Slack "channel/ts", Message-ID …; kept in the delivery log
};

// What finding an attempt of unknown outcome means (reliability.md §1.2).
enum class ReceiverClass {
  idempotent,  // A: resend with the same key
  searchable,  // B: look for the key, resend when it is not there
  opaque,      // C: resend marked as a possible repeat
};

}  // namespace closemap
