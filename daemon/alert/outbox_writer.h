// Decisions into the outbox: who, over which notifier, when; nobody is told twice (domain.md §5).
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "config/settings.h"
#include "connectors/api/connector.h"
#include "daemon/alert/audience.h"
#include "daemon/alert/message.h"
#include "daemon/alert/route.h"
#include "daemon/store/store.h"

namespace closemap {

// Looks a configured notifier up by name; null when it cannot be opened.
using NotifierLookup = std::function<Notifier*(const std::string& name)>;

struct Outgoing {
  std::string_view kind;  // alert resolved digest
  std::string_view severity;
  Row plan = 0;
  std::string_view plan_id, plan_name;
  std::string_view alert;  // alr_…
  int transition = 0;      // of the alert: part of the item key
  bool as_found = false;  // the plan's sources are read for the first time, or again from the start
  // Text for this reader, asked for only when somebody will read it; the key is filled in here.
  std::function<MessageItem(const Hearer&)> item;
};

struct Carrier {
  std::string name;  // of a notifier
  bool personal = true;
};
// How something reaches a hearer: by every one of `able`; the others are tried for a notifier that
// refuses for good.
struct Carriers {
  std::vector<Carrier> able;
  std::vector<std::string> others;
};

// To whom a message goes: the recipient is empty where many read it.
struct Addressed {
  std::string recipient, notifier, draft_for;
  bool operator==(const Addressed&) const = default;
};
Addressed addressed(const Carrier& carrier, const Hearer& hearer);

// Thread rule: inside Store::write.
class OutboxWriter {
 public:
  OutboxWriter(Store& store, const Settings& settings, NotifierLookup notifiers);

  // Between begin() and settle() digests gather in memory and are written once, however many points
  // they get: a first sync has thousands for one person. REQUIRES: one transaction holds both and
  // what is sent between them; abandon() when it was rolled back.
  void begin();
  void settle();
  void abandon();

  // A restored store does not know what was sent since its backup: until a plan's sources have been
  // read again, what is written of it is marked as a possible repeat (reliability.md R20).
  void after_restore(bool restored) { restored_ = restored; }

  // The notifiers of the route, or of the person's own channels, that have an address for the
  // hearer; none are able when nobody does.
  Carriers carriers(const Hearer& hearer, const Routed& routed) const;
  // Quiet hours, grouping and the daily cap decide when.
  void send(const Hearer& hearer, const Carriers& carriers, const Outgoing& outgoing, Instant now);
  // To [operator] notify; once per key. `about`: the alert that it tells of, where there is one.
  // Without a route it returns false (the caller logs it).
  struct About {
    std::string alert;  // alr_…
    std::string kind;   // alert resolved
    std::string signal, subject, dedupe_key;
  };
  bool tell_operator(const OperatorNote& note, const std::string& key, Instant now,
                     const About& about = {});
  // The reason is gone before the message went: drops the alert's items from what still waits, and
  // says from what.
  std::vector<Addressed> withdraw(Row plan, const std::string& alert);
  bool waits(Row plan) { return !store_.outbox().waiting_of_plan(plan).empty(); }
  // The same alert says something newer now: rewords what still waits; nothing drops the item.
  using Reworded = std::function<std::optional<MessageItem>(const Addressed&, const Message&,
                                                            const MessageItem&)>;
  void reword(Row plan, const std::string& alert, const Reworded& again);

 private:
  void enqueue(const Carrier& carrier, const Hearer& hearer, const Outgoing& outgoing,
               const std::vector<std::string>& others, Instant now);
  bool over_cap(const Carrier& carrier, const Hearer& hearer, const Outgoing& outgoing, Instant at);
  Instant send_time(const Hearer& hearer, const Outgoing& outgoing, const std::string& notifier,
                    bool capped, Instant now);
  struct Waiting {  // a message that may still take items
    OutboxRow row;
    Message message;
  };
  std::optional<Waiting> waiting(const OutboxRow& like, const std::string& draft_for);
  static void count(Waiting& waiting, const Outgoing& outgoing, Instant at);
  static void count_further(Message& message, const Outgoing& outgoing);
  static void add_item(Waiting& waiting, const Hearer& hearer, const Outgoing& outgoing,
                       const std::string& key, Instant at);
  void write(Waiting& waiting);
  void take_out(OutboxRow& row, Message& message);

  Store& store_;
  const Settings& settings_;
  NotifierLookup notifiers_;
  bool gathering_ = false;
  bool restored_ = false;
  // Recipient, notifier, whom it is a draft for; looked up without a copy.
  using Whose = std::tuple<std::string, std::string, std::string>;
  using WhoseView = std::tuple<std::string_view, std::string_view, std::string_view>;
  struct ByWhose {
    using is_transparent = void;  // NOLINT(readability-identifier-naming): the library asks for it
    bool operator()(const WhoseView& a, const WhoseView& b) const { return a < b; }
  };
  std::map<Whose, Waiting, ByWhose> digests_;  // holds something only while gathering
};

}  // namespace closemap
