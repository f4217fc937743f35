// What an outbox row carries: items that go out together, and the notice made of them at sending
// time.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "connectors/api/notice.h"
#include "daemon/store/rows.h"
#include "mapping/core/result.h"
#include "mapping/report/notice_text.h"

namespace closemap {

inline constexpr std::size_t kItemsPerMessageMax =
    50;  // further ones are counted and named by the command to see them

struct MessageItem {
  std::string key;    // unique for ever (domain.md §5 idempotency)
  std::string alert;  // alr_… ; empty: an operator's note of what is no alert
  std::string kind;   // alert resolved digest (found at a first sync); empty: not said
  Row plan = 0;       // 0: operator note
  std::string signal, subject_id, dedupe_key;
  std::string deal;  // deal name; groups the lines of a digest
  std::string line;  // one line, for digests
  NoticeText text;
};

struct Message {
  Recipient to;
  std::string plan_id, plan_name;
  std::string draft_for;                  // customer person this is a draft for
  std::vector<std::string> alternatives;  // notifiers to try when this one refuses for good
  std::vector<MessageItem> items;
  std::int64_t more =
      0;  // items beyond kItemsPerMessageMax: counted, and named by `closemap alerts list`
  std::int64_t more_settled = 0;  // of `more`: those that say that something is settled
  std::set<Row> more_plans;       // of the items of `more`
};

std::string to_payload(const Message& message);
Result<Message> message_of(const std::string& payload);

// The notice a notifier gets. One item: as it is. Several: one notice that names each. Digest:
// lines grouped by deal, "as found" only where all of it was found so; else it is what a person's
// daily cap held back (domain.md §5), with what is settled told from what is open.
Notice notice_of(const OutboxRow& row, const Message& message, const std::string& thread_ref);

}  // namespace closemap
