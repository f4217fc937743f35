// Reading: the whole list in id order first, then what changed since the newest stamp seen.
#include "tests/bench/sync/crm_source.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <optional>

#include "mapping/core/streams.h"
#include "mapping/core/text.h"
#include "tests/bench/sync/deals.h"

namespace closemap::bench {
namespace {

namespace ondemand = simdjson::ondemand;

constexpr Option kOptions[] = {
    {.key = "base_url",
     .type = OptionType::url,
     .doc = "Where the bench's server is.",
     .fallback = "",
     .example = "http://127.0.0.1:8080",
     .required = true,
     .choices = ""},
    {.key = "portal",
     .type = OptionType::text,
     .doc = "Which of its two portals to read: vendor or partner.",
     .fallback = "",
     .example = "vendor",
     .required = true,
     .choices = ""},
};
constexpr std::string_view kStreams[] = {kOpportunityStream};
constexpr std::string_view kMap = R"(
[map.opportunity]
name = "/properties/dealname"
"account.name" = "/properties/company_name"
"owner.email" = { at = "/properties/hubspot_owner_email", as = "person" }
"owner.ref" = { at = "/properties/hubspot_owner_id", as = "person", of = "ref" }
stage = { at = "/properties/dealstage", as = "lookup", table = "stage" }
amount = { at = "/properties/amount", as = "money", currency_at = "/properties/deal_currency_code" }
close_date = { at = "/properties/closedate", as = "date" }
created_on = { at = "/properties/createdate", as = "date" }
next_step = "/properties/hs_next_step"
"key.deal_registration" = "/properties/deal_registration"
[lookup.stage]
appointmentscheduled = 1
qualifiedtobuy = 2
presentationscheduled = 3
decisionmakerboughtin = 3
contractsent = 4
closedwon = 5
closedlost = -1
)";

Error broken(const std::string& what) { return Error{Fault::permanent, "bench_crm: " + what, 0}; }

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

// "list AFTER SINCE" while the list is read, "since MS AFTER NEWEST" within a search, "since MS"
// at rest.
struct Cursor {
  bool listing = true;
  std::int64_t since_ms = 0;
  std::int64_t after = 0;
  std::int64_t newest = 0;
};

std::string to_text(const Cursor& cursor) {
  if (cursor.listing)
    return "list " + std::to_string(cursor.after) + " " + std::to_string(cursor.since_ms);
  std::string text = "since " + std::to_string(cursor.since_ms);
  if (cursor.after > 0)
    text += " " + std::to_string(cursor.after) + " " + std::to_string(cursor.newest);
  return text;
}

Result<Cursor> parse_cursor(std::string_view text) {
  const Error bad = broken("unknown cursor " + printable(text));
  std::vector<std::int64_t> numbers;
  const auto words = split(text, ' ');
  for (std::size_t i = 1; i < words.size(); ++i) {
    const auto value = number(words[i]);
    if (!value) return bad;
    numbers.push_back(*value);
  }
  if (words.front() == "list" && numbers.size() == 2)
    return Cursor{true, numbers[1], numbers[0], 0};
  if (words.front() == "since" && numbers.size() == 1) return Cursor{false, numbers[0], 0, 0};
  if (words.front() == "since" && numbers.size() == 3)
    return Cursor{false, numbers[0], numbers[1], numbers[2]};
  return bad;
}

std::string search_body(const Cursor& cursor) {
  std::string properties;
  for (const std::string_view name : kProperties) {
    properties += properties.empty() ? "\"" : ",\"";
    properties += name;
    properties += "\"";
  }
  return R"({"filterGroups":[{"filters":[{"propertyName":"hs_lastmodifieddate","operator":"GTE","value":")" +
         std::to_string(cursor.since_ms) +
         R"("}]}],"sorts":[{"propertyName":"hs_lastmodifieddate","direction":"ASCENDING"}],"properties":[)" +
         properties + R"(],"limit":)" + std::to_string(kFoundPerPage) + R"(,"after":")" +
         std::to_string(cursor.after) + "\"}";
}

ondemand::field field_of(simdjson::simdjson_result<ondemand::field> entry) {
  ondemand::field field;
  if (const auto error = std::move(entry).get(field)) throw simdjson::simdjson_error(error);
  return field;
}

// A key as it stands between its quotes; keys of this protocol have no escapes.
std::string_view key_of(ondemand::field& field) {
  const char* begin = field.key().raw();
  return {begin, static_cast<std::size_t>(std::strchr(begin, '"') - begin)};
}

// One deal: its id and stamp, and its text as it stands.
Result<Record> read_record(ondemand::value value, ondemand::document& document,
                           std::int64_t& newest) {
  Record record;
  const char* begin = value.raw_json_token().data();
  for (auto entry : value.get_object()) {
    ondemand::field field = field_of(std::move(entry));
    const std::string_view key = key_of(field);
    if (key == "id" || key == "updatedAt") {
      std::string_view token = trim(std::string_view(field.value().raw_json_token()));
      if (token.size() < 2 || token.front() != '"') return broken("id or updatedAt is no text");
      (key == "id" ? record.id : record.version) = token.substr(1, token.size() - 2);
    } else if (key == "archived") {
      record.deleted = field.value().get_bool();
    } else if (key != "properties" && key != "createdAt") {
      return broken("unknown member " + printable(key) + " of a deal");
    }
  }
  const char* end = document.current_location();  // the token behind the object
  while (end[-1] != '}') --end;
  record.body = {begin, static_cast<std::size_t>(end - begin)};
  const Result<Instant> stamp = parse_instant(record.version);
  if (record.id.empty() || !stamp) return broken("a deal came without id or updatedAt");
  newest = std::max(newest, stamp->ms);
  return record;
}

Result<std::string> read_next(ondemand::value paging) {
  std::string next;
  for (auto entry : paging.get_object()) {
    ondemand::field field = field_of(std::move(entry));
    if (key_of(field) != "next") return broken("unknown member of paging");
    for (auto inner_entry : field.value().get_object()) {
      ondemand::field inner = field_of(std::move(inner_entry));
      if (key_of(inner) != "after") return broken("unknown member of paging.next");
      next = std::string(std::string_view(inner.value().get_string()));
    }
  }
  return next;
}

class CrmSource final : public Source {
 public:
  CrmSource(const Instance& instance, Services& services)
      : services_(services),
        path_("/" + instance.options.text("portal") + "/crm/v3/objects/deals"),
        list_path_(path_ + "?limit=" + std::to_string(kDealsPerPage) +
                   "&archived=false&properties=" + property_list() + "&after=") {}

  Status check() override {
    const auto reply = services_.http.send(get(list_path_ + "0"));
    return reply ? ok() : Status(reply.error());
  }

  Result<Page> read(const ReadRequest& request) override {
    Cursor cursor{true, services_.now().ms, 0, 0};
    if (!request.cursor.empty()) {
      const auto known = parse_cursor(request.cursor);
      if (!known) return known.error();
      cursor = *known;
    }
    auto reply = services_.http.send(cursor.listing ? get(list_path_ + std::to_string(cursor.after))
                                                    : search(cursor));
    if (!reply) return std::move(reply).error();
    Page page;
    const auto answer = reader_.read(std::move(reply->body), page);
    if (!answer) return answer.error();
    page.more = !answer->next.empty();
    cursor.newest = std::max({cursor.newest, cursor.since_ms, cursor.listing ? 0 : answer->newest});
    if (page.more) {
      const auto after = number(answer->next);
      if (!after || *after <= cursor.after) return broken("the list goes back");
      cursor.after = *after;
    } else {
      cursor = Cursor{false, cursor.newest, 0, 0};
    }
    page.cursor = to_text(cursor);
    return page;
  }

 private:
  static HttpRequest get(std::string url) {
    HttpRequest request;
    request.url = std::move(url);
    return request;
  }
  HttpRequest search(const Cursor& cursor) const {
    HttpRequest request;
    request.method = "POST";
    request.url = path_ + "/search";
    request.headers.emplace_back("Content-Type", "application/json");
    request.body = search_body(cursor);
    return request;
  }

  Services& services_;
  std::string path_, list_path_;
  AnswerReader reader_;
};

}  // namespace

Result<Answer> AnswerReader::read(std::string body, Page& page) {
  const std::size_t size = body.size();
  body.reserve(size + simdjson::SIMDJSON_PADDING);
  const std::size_t room = body.capacity();
  const std::string_view kept = page.own(std::move(body));
  Answer answer;
  try {
    ondemand::document document = parser_.iterate(kept.data(), size, room);
    for (auto entry : document.get_object()) {
      ondemand::field field = field_of(std::move(entry));
      const std::string_view key = key_of(field);
      if (key == "results") {
        page.records.reserve(kDealsPerPage);
        for (auto element : field.value().get_array()) {
          auto record = read_record(element.value(), document, answer.newest);
          if (!record) return std::move(record).error();
          page.records.push_back(*record);
        }
      } else if (key == "paging") {
        auto next = read_next(field.value());
        if (!next) return std::move(next).error();
        answer.next = *std::move(next);
      } else if (key != "total") {
        return broken("unknown member " + printable(key) + " of an answer");
      }
    }
  } catch (const simdjson::simdjson_error& error) {
    return Error{Fault::transient, std::string("bench_crm: broken JSON: ") + error.what(), 0};
  }
  return answer;
}

extern const Description kBenchCrm;
constinit const Description kBenchCrm{
    .name = "bench_crm",
    .summary = "Reads deals from the bench's server.",
    .options = kOptions,
    .streams = kStreams,
    .default_map = kMap,
    .open_source = [](const Instance& instance, Services& services) -> std::unique_ptr<Source> {
      return std::make_unique<CrmSource>(instance, services);
    },
};

}  // namespace closemap::bench
