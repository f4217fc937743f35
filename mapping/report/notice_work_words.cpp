// Notes to the operator about sources and links.
#include "mapping/report/notice_work_words.h"

#include <cstdlib>
#include <utility>

#include "mapping/core/text.h"
#include "mapping/report/words.h"
#include "mapping/signal/own_work.h"

namespace closemap {
namespace {

// All inputs of that name, in order.
std::vector<std::string> said(const Signal& signal, std::string_view name) {
  std::vector<std::string> texts;
  for (const Input& entry : signal.inputs)
    if (entry.name == name) texts.push_back(entry.text);
  return texts;
}

std::string first(const Signal& signal, std::string_view name) {
  return std::string(input(signal, name));
}

std::string connector(const Signal& signal) { return std::string(connector_of(signal)); }

// "vendor_crm/opportunity" of the subject "vendor_crm/opportunity/listing".
std::string stream(const Signal& signal) {
  return signal.subject.substr(0, signal.subject.rfind('/'));
}

OperatorNote stalled(const Signal& signal) {
  OperatorNote note{Severity::warning,     "connector " + signal.subject + " cannot be read",
                    first(signal, "why"),  "alerts of its plans rest until it can be read again",
                    first(signal, "next"), std::nullopt};
  if (const auto since = parse_instant(input(signal, "since"))) note.since = *since;
  return note;
}

OperatorNote refused(const Signal& signal) {
  OperatorNote note = stalled(signal);
  note.what = "connector " + signal.subject + " cannot be read: its credentials are refused";
  return note;
}

// The streams' counts, and one example's place.
OperatorNote unfit(const Signal& signal) {
  std::int64_t records = 0;
  std::vector<std::string> streams;
  for (const Input& entry : signal.inputs) {
    if (entry.name == kSuchAs || entry.name == kMostly) continue;  // the others are streams
    records += std::strtoll(entry.text.c_str(), nullptr, 10);
    streams.push_back(entry.name);
  }
  const std::string of = signal.subject + (streams.size() == 1 ? "/" + streams.front() : "");
  const std::string all = join(said(signal, kSuchAs), "; ");
  return {Severity::warning,
          counted(records, "record") + " of " + of + (records == 1 ? " does" : " do") + " not map",
          all.empty() ? std::string{} : "such as " + all,
          "what was known of them stays; the rest goes on",
          "closemap quarantine lists them; put the export or the field map right",
          std::nullopt};
}

OperatorNote left_out(const Signal& signal) {
  std::string what = connector(signal) + ": " + join(said(signal, kLeftOut), "; ");
  if (const std::string more = first(signal, "more"); !more.empty())
    what += "; and " + more + " more";
  return {Severity::warning,
          std::move(what),
          {},
          "the rest is read, and what was known stays",
          "put a plain file of its own into the folder; closemap connectors check " +
              connector(signal) + " lists what is left out",
          std::nullopt};
}

// One message, however many columns it took.
OperatorNote columns_gone(const Signal& signal) {
  const std::string records = first(signal, "records");
  return {Severity::warning,
          connector(signal) + ": " + join(said(signal, kColumnGone), "; "),
          records.empty() ? std::string{} : records + " records had values in it",
          "what was known stays; the rest of the export is read",
          "give the column its name back, name the new one in the field map, or let closemap "
          "connectors believe " +
              connector(signal) + " take the values away",
          std::nullopt};
}

OperatorNote held_back(const Signal& signal) {
  return {Severity::warning,
          stream(signal) + " lists " + first(signal, kFewer) + " records fewer than are known",
          "so many would be deleted at once that the export is not believed",
          "nothing was deleted; the plans stay as they are",
          "check the export; if they are really gone, closemap connectors believe " +
              connector(signal) + " lets them go",
          std::nullopt};
}

OperatorNote not_all_given(const Signal& signal) {
  return {Severity::warning,
          stream(signal) + " counts " + first(signal, kBeyond) + " records more than it gives",
          "a full listing did not bring them",
          "what it gives is read",
          "check what the connector's user may see there",
          std::nullopt};
}

OperatorNote incomplete(const Signal& signal) {
  if (!input(signal, kColumnGone).empty()) return columns_gone(signal);
  if (!input(signal, kFewer).empty()) return held_back(signal);
  if (!input(signal, kBeyond).empty()) return not_all_given(signal);
  return left_out(signal);
}

OperatorNote review(const Signal& signal) {
  const std::string waiting = first(signal, "waiting");
  return {Severity::warning,
          waiting == "1"
              ? std::string("1 pair of records may be one deal; a person has to decide")
              : waiting + " pairs of records may be one deal each; a person has to decide",
          {},
          "no plan begins before somebody has confirmed it",
          "closemap links review lists them; confirm or reject each",
          std::nullopt};
}

// What the note says that it is over.
struct Over {
  std::string what, effect;
};

Over over(const Signal& signal) {
  if (signal.name == "connector_stalled" || signal.name == "reauth_required")
    return {"connector " + signal.subject + " can be read again", "its alerts are live again"};
  if (signal.name == "mapping_error")
    return {"all records of " + signal.subject + " fit the field map again", {}};
  if (signal.name == "identity_review")
    return {"no pair of records waits for a person any more", {}};
  return {"all of " + stream(signal) + " is read again", {}};
}

}  // namespace

OperatorNote work_note(const Signal& signal) {
  if (signal.name == "connector_stalled") return stalled(signal);
  if (signal.name == "reauth_required") return refused(signal);
  if (signal.name == "mapping_error") return unfit(signal);
  if (signal.name == "identity_review") return review(signal);
  return incomplete(signal);
}

std::string work_line(const Signal& signal) { return opening(work_note(signal).what); }

OperatorNote work_settled(const Signal& signal) {
  Over now = over(signal);
  return {Severity::info, std::move(now.what), {}, std::move(now.effect), {}, std::nullopt};
}

}  // namespace closemap
