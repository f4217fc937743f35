// Writing outbox rows.
#include "daemon/alert/outbox_writer.h"

#include <fmt/format.h>

#include <algorithm>

#include "daemon/sync/wiring.h"
#include "mapping/core/digest.h"
#include "mapping/signal/send_time.h"

namespace closemap {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;

std::string digest_key(const std::string& text) { return to_hex(sha256(text)); }

// One alert's change for one reader over one notifier.
std::string item_key(const Outgoing& outgoing, std::string_view recipient,
                     std::string_view draft_for, std::string_view notifier) {
  std::string text;
  text.reserve(160);
  text += outgoing.alert;
  text += "\nL0\n";
  for (const std::string_view part : {recipient, draft_for, notifier}) {
    text += part;
    text += '\n';
  }
  text += std::to_string(outgoing.transition);
  return digest_key(text);
}

const Calendar& calendar_for(const Settings& settings, const Hearer& hearer) {
  std::string name;
  if (const PersonSettings* person = person_settings(settings, hearer.to.email))
    name = person->calendar;
  if (name.empty())
    name = hearer.party == Party::partner ? settings.partner.calendar : settings.vendor.calendar;
  auto found = settings.calendars.find(name);
  if (found == settings.calendars.end()) found = settings.calendars.find("");
  static const Calendar weekdays;
  return found == settings.calendars.end() ? weekdays : found->second;
}

}  // namespace

Addressed addressed(const Carrier& carrier, const Hearer& hearer) {
  return {carrier.personal ? hearer.to.email : std::string{}, carrier.name, hearer.draft_for};
}

OutboxWriter::OutboxWriter(Store& store, const Settings& settings, NotifierLookup notifiers)
    : store_(store), settings_(settings), notifiers_(std::move(notifiers)) {}

Carriers OutboxWriter::carriers(const Hearer& hearer, const Routed& routed) const {
  Carriers carriers;
  std::vector<Carrier>& able = carriers.able;
  const PersonSettings* person = person_settings(settings_, hearer.to.email);
  const bool own = person != nullptr && !person->channels.empty();
  const auto add = [&](const std::vector<std::string>& names) {
    for (const std::string& name : names) {
      const Notifier* notifier = notifiers_(name);
      if (notifier != nullptr && (!notifier->personal() || notifier->reaches(hearer.to)))
        able.push_back({name, notifier->personal()});
    }
  };
  add(own ? person->channels : routed.notify);
  if (own)  // channels choose how a person is reached; shared places of the route hear it all the
            // same
    for (const std::string& name : routed.notify)
      if (const Notifier* notifier = notifiers_(name); notifier != nullptr && !notifier->personal())
        able.push_back({name, false});
  if (able.empty()) add(routed.fallback);
  for (const std::string& name : routed.fallback)
    if (const Notifier* notifier = notifiers_(name);
        notifier != nullptr && notifier->personal() && notifier->reaches(hearer.to))
      carriers.others.push_back(name);
  return carriers;
}

// A person's day is full: this one would begin another message.
bool OutboxWriter::over_cap(const Carrier& carrier, const Hearer& hearer, const Outgoing& outgoing,
                            Instant at) {
  if (!carrier.personal || outgoing.kind == "digest") return false;
  const Severity severity = parse_severity(outgoing.severity).value_or(Severity::info);
  // The reader's own day on which it would go. (24 hours would count yesterday morning's messages
  // among this morning's.)
  const Zone zone = zone_or(hearer.to.timezone, settings_.zone);
  const Instant day_begins = zone.at(zone.local_date(at), 0);
  return over_daily_cap(store_.outbox().sent_since(hearer.to.email, day_begins), severity,
                        settings_.notify.max_per_day);
}

Instant OutboxWriter::send_time(const Hearer& hearer, const Outgoing& outgoing,
                                const std::string& notifier, bool capped, Instant now) {
  const Zone zone = zone_or(hearer.to.timezone, settings_.zone);
  const Calendar& calendar = calendar_for(settings_, hearer);
  const NotifySettings& notify = settings_.notify;
  const Severity severity = parse_severity(outgoing.severity).value_or(Severity::info);
  OutboxRoom& outbox = store_.outbox();
  const bool digest = outgoing.kind == "digest";
  if (capped) return next_send(now + kDayMs, zone, notify.quiet, calendar);
  const Grouping grouping{digest ? 0 : notify.group_wait_ms,
                          notify.group_wait_ms > 0 ? notify.group_interval_ms : 0};
  const auto last = outbox.last_sent(outgoing.plan, hearer.to.email, notifier);
  std::optional<Instant> told = last ? last->done_at : std::nullopt;
  if (told) told = std::min(*told, now);  // the clock was ahead then
  const Instant at = group_due(now, told, severity, grouping);
  return next_send(at, zone, notify.quiet, calendar, severity);
}

void OutboxWriter::begin() { gathering_ = true; }

void OutboxWriter::settle() {
  for (auto& [key, digest] : digests_) write(digest);
  abandon();
}

void OutboxWriter::abandon() {
  digests_.clear();
  gathering_ = false;
}

void OutboxWriter::write(Waiting& waiting) {
  waiting.row.payload = to_payload(waiting.message);
  if (waiting.row.row == 0) {
    waiting.row.row = store_.outbox().insert(waiting.row);
  } else {
    store_.outbox().update(waiting.row);
  }
}

// The message an item of this kind joins, or nothing when it has to begin one.
std::optional<OutboxWriter::Waiting> OutboxWriter::waiting(const OutboxRow& like,
                                                           const std::string& draft_for) {
  auto row = store_.outbox().waiting(like.plan, like.recipient, like.notifier, like.kind);
  if (!row || row->attempt > 0) return std::nullopt;
  auto message = message_of(row->payload);
  if (!message || message->draft_for != draft_for) return std::nullopt;
  return Waiting{*std::move(row), *std::move(message)};
}

void OutboxWriter::count(Waiting& waiting, const Outgoing& outgoing, Instant at) {
  if (outgoing.severity == "critical" || waiting.row.severity == "info")
    waiting.row.severity = outgoing.severity;
  waiting.row.not_before = std::min(waiting.row.not_before, at);
}

// One more than a message names.
void OutboxWriter::count_further(Message& message, const Outgoing& outgoing) {
  ++message.more;
  if (outgoing.kind == "resolved") ++message.more_settled;
  auto& plans = message.more_plans;  // those of one plan come one after another
  if (plans.empty() || *plans.rbegin() != outgoing.plan) plans.insert(plans.end(), outgoing.plan);
}

void OutboxWriter::add_item(Waiting& waiting, const Hearer& hearer, const Outgoing& outgoing,
                            const std::string& key, Instant at) {
  if (waiting.message.items.size() < kItemsPerMessageMax) {
    waiting.message.items.push_back(outgoing.item(hearer));
    waiting.message.items.back().key = key;
  } else {
    count_further(waiting.message, outgoing);
  }
  count(waiting, outgoing, at);
}

void OutboxWriter::enqueue(const Carrier& carrier, const Hearer& hearer, const Outgoing& outgoing,
                           const std::vector<std::string>& others, Instant now) {
  const std::string_view recipient = carrier.personal ? hearer.to.email : std::string_view();
  const WhoseView whose(recipient, carrier.name, hearer.draft_for);
  const auto known = digests_.find(whose);
  // A digest that is full only counts what else there is.
  if (outgoing.kind == "digest" && known != digests_.end() &&
      known->second.message.items.size() >= kItemsPerMessageMax) {
    count_further(known->second.message, outgoing);
    return count(known->second, outgoing, known->second.row.not_before);
  }
  const std::string key = item_key(outgoing, recipient, hearer.draft_for, carrier.name);
  if (!store_.outbox().claim_item(key)) return;
  if (outgoing.kind == "digest" && known != digests_.end())  // goes when the rest of it goes
    return add_item(known->second, hearer, outgoing, key, known->second.row.not_before);
  OutboxRow row;
  row.key = key;
  row.notifier = carrier.name;
  row.recipient = recipient;
  row.not_before = send_time(hearer, outgoing, carrier.name, false, now);
  row.kind = outgoing.kind;
  bool digest = outgoing.kind == "digest";
  if (!digest) row.plan = outgoing.plan;
  // group_wait = "0s" switches grouping off: every notice goes by itself. Digests always gather.
  const bool gather = digest || settings_.notify.group_wait_ms > 0;
  auto message = gather ? waiting(row, hearer.draft_for) : std::nullopt;
  if (!message && over_cap(carrier, hearer, outgoing, row.not_before)) {
    digest = true;
    row.kind = "digest";
    row.plan = 0;
    row.not_before = send_time(hearer, outgoing, carrier.name, true, now);
    if (known != digests_.end())
      return add_item(known->second, hearer, outgoing, key, row.not_before);
    message = waiting(row, hearer.draft_for);
  }
  const Instant at = row.not_before;
  if (!message) {
    row.severity = outgoing.severity;
    row.created = now;
    row.generation = store_.generation();
    message = Waiting{std::move(row), {}};
    message->message.to = hearer.to;
    message->message.draft_for = hearer.draft_for;
    if (message->row.plan != 0) {
      message->message.plan_id = outgoing.plan_id;
      message->message.plan_name = outgoing.plan_name;
    }
    if (carrier.personal)
      for (const std::string& other : others)
        if (other != carrier.name) message->message.alternatives.push_back(other);
  }
  message->row.maybe_dup = message->row.maybe_dup || (restored_ && outgoing.as_found);
  add_item(*message, hearer, outgoing, key, at);
  if (digest && gathering_) {
    digests_.emplace(whose, *std::move(message));
  } else {
    write(*message);
  }
}

void OutboxWriter::send(const Hearer& hearer, const Carriers& carriers, const Outgoing& outgoing,
                        Instant now) {
  for (const Carrier& carrier : carriers.able)
    enqueue(carrier, hearer, outgoing, carriers.others, now);
}

bool OutboxWriter::tell_operator(const OperatorNote& note, const std::string& key, Instant now,
                                 const About& about) {
  OutboxRoom& outbox = store_.outbox();
  bool told = false;
  for (const std::string& name : settings_.operators.notify) {
    const Notifier* notifier = notifiers_(name);
    const Recipient to{settings_.operators.name.empty() ? "operator" : settings_.operators.name,
                       settings_.operators.email,
                       {},
                       settings_.zone.name()};
    if (notifier == nullptr || (notifier->personal() && !notifier->reaches(to))) continue;
    MessageItem item;
    item.key = digest_key(fmt::format("operator\n{}\n{}", key, name));
    item.alert = about.alert;
    item.kind = about.kind;
    item.signal = about.signal;
    item.subject_id = about.subject;
    item.dedupe_key = about.dedupe_key;
    told = true;
    if (!outbox.claim_item(item.key)) continue;
    item.text = describe_operator(note, now);
    Message message;
    message.to = to;
    OutboxRow row;
    row.key = item.key;
    message.items.push_back(std::move(item));
    row.notifier = name;
    row.recipient = notifier->personal() ? to.email : std::string{};
    row.kind = "operator";
    row.severity = std::string(to_text(note.severity));
    row.payload = to_payload(message);
    row.created = now;
    row.not_before = now;  // the daemon's own trouble does not wait for office hours
    row.generation = store_.generation();
    outbox.insert(row);
  }
  return told;
}

// Items leave a message that has not gone; one that holds no more is suppressed.
void OutboxWriter::take_out(OutboxRow& row, Message& message) {
  row.payload = to_payload(message);
  if (message.items.empty()) {
    row.state = OutboxState::suppressed;
    row.error = "its reason was gone before it was sent";
  }
  store_.outbox().update(row);
}

std::vector<Addressed> OutboxWriter::withdraw(Row plan, const std::string& alert) {
  if (gathering_) {  // what was gathered so far waits, too
    settle();
    begin();
  }
  std::vector<Addressed> dropped;
  for (const Row where : {plan, Row{0}}) {
    for (OutboxRow& row : store_.outbox().waiting_of_plan(where)) {
      if (row.attempt > 0) continue;
      auto message = message_of(row.payload);
      if (!message) continue;
      if (std::erase_if(message->items,
                        [&](const MessageItem& item) { return item.alert == alert; }) == 0)
        continue;
      dropped.push_back({row.recipient, row.notifier, message->draft_for});
      take_out(row, *message);
    }
  }
  return dropped;
}

void OutboxWriter::reword(Row plan, const std::string& alert, const Reworded& again) {
  for (OutboxRow& row : store_.outbox().waiting_of_plan(plan)) {
    if (row.attempt > 0 || row.kind == "resolved") continue;
    auto message = message_of(row.payload);
    if (!message) continue;
    const Addressed to{row.recipient, row.notifier, message->draft_for};
    bool changed = false;
    std::erase_if(message->items, [&](MessageItem& item) {
      if (item.alert != alert) return false;
      std::optional<MessageItem> newer = again(to, *message, item);
      if (!newer) return changed = true;
      newer->key = item.key;
      newer->alert = item.alert;
      if (newer->text == item.text) return false;
      item = *std::move(newer);
      changed = true;
      return false;
    });
    if (changed) take_out(row, *message);
  }
}

}  // namespace closemap
