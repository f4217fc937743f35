// The Tryton source: opportunities, parties and employees over JSON-RPC, by two keyset walks.
#include <algorithm>
#include <cassert>
#include <charconv>

#include "connectors/api/connector.h"
#include "connectors/tryton/cursor.h"
#include "connectors/tryton/rows.h"
#include "connectors/tryton/session.h"
#include "connectors/tryton/streams.h"
#include "mapping/core/streams.h"
#include "tryton_map.h"

namespace closemap {
namespace {

using namespace tryton;  // NOLINT: this file's own folder

constexpr std::int64_t kPageSizeDefault = 500;
constexpr std::int64_t kPageSizeMax = 2'000;  // larger pages might pass kPageBytesMax
constexpr std::int64_t kOverlapDefaultMs = 5LL * 60'000;
constexpr std::int64_t kDateHeaderStepMs = 1'000;  // a Date header names whole seconds

constexpr Option kOptions[] = {
    {.key = "base_url",
     .type = OptionType::url,
     .doc = "Where the Tryton server is, without the database.",
     .fallback = "",
     .example = "https://tryton.vendor.example",
     .required = true,
     .choices = ""},
    {.key = "database",
     .type = OptionType::text,
     .doc = "Name of the database.",
     .fallback = "",
     .example = "crm",
     .required = true,
     .choices = ""},
    {.key = "user",
     .type = OptionType::text,
     .doc = "Login of a user that may read opportunities, parties and employees and belongs to "
            "the company.",
     .fallback = "",
     .example = "closemap",
     .required = true,
     .choices = ""},
    {.key = "password",
     .type = OptionType::secret,
     .doc = "Password of that user.",
     .fallback = "",
     .example = "credential:tryton",
     .required = true,
     .choices = ""},
};
// People and accounts first, so that opportunities find them.
constexpr std::string_view kStreams[] = {kPersonStream, kAccountStream, kOpportunityStream};

// Rows behind a position, in the order of the walk.
std::string walk_domain(const Walk& walk) {
  const std::string key = walk.written ? "write_date" : "create_date";
  std::string domain =
      walk.written ? R"([["write_date","!=",null])" : R"([["write_date","=",null])";
  if (walk.at) {
    const std::string stamp = to_wire(walk.at->stamp);
    domain += R"(,["OR",[[")" + key + R"(",">",)" + stamp + R"(]],[[")" + key + R"(","=",)" +
              stamp + R"(],["id",">",)" + std::to_string(walk.at->id) + "]]]";
  }
  return domain + "]";
}

std::string walk_order(const Walk& walk) {
  return walk.written ? R"([["write_date","ASC"],["id","ASC"]])"
                      : R"([["create_date","ASC"],["id","ASC"]])";
}

std::string after_domain(std::int64_t id) { return R"([["id",">",)" + std::to_string(id) + "]]"; }

// Appends rows as records; ids and versions share one buffer of the page.
void add_records(Page& page, std::string body, const std::vector<Row>& rows) {
  std::string text;
  std::vector<std::size_t> ends;
  for (const Row& row : rows) {
    text += std::to_string(row.id);
    ends.push_back(text.size());
    if (row.written || row.created) text += to_text(row.written ? *row.written : *row.created);
    ends.push_back(text.size());
  }
  const char* before = body.data();
  const std::string_view kept = page.own(std::move(body));
  const std::string_view words = page.own(std::move(text));
  std::size_t start = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::size_t middle = ends[2 * i], end = ends[2 * i + 1];
    Record record;
    record.id = words.substr(start, middle - start);
    record.version = words.substr(middle, end - middle);
    if (const std::string_view raw = rows[i].body; !raw.empty())
      record.body = kept.substr(static_cast<std::size_t>(raw.data() - before), raw.size());
    page.records.push_back(record);
    start = end;
  }
}

class Tryton final : public Source {
 public:
  Tryton(const Instance& instance, Services& services)
      : instance_(instance), session_(instance, services) {
    const std::int64_t size = instance.options.integer("page_size");
    page_size_ = size > 0 ? std::min(size, kPageSizeMax) : kPageSizeDefault;
    overlap_ms_ =
        instance.options.has("overlap") ? instance.options.integer("overlap") : kOverlapDefaultMs;
  }

  Status check() override;
  Result<Page> read(const ReadRequest& request) override;

 private:
  // Rows of one answer that has been taken into a page; fewer than `limit`: there are no more.
  struct Batch {
    std::string body;
    std::vector<Row> rows;
    std::int64_t limit = 0;
    std::optional<Instant> server_time;
  };
  struct Query {
    std::string domain, order;
    std::int64_t limit = 0;
  };
  Result<Batch> query(const StreamModel& model, const Query& query);
  Result<Page> poll(const StreamModel& model, Cursor cursor);
  Result<Page> list(const StreamModel& model, Sweep sweep, bool begins);
  Result<std::int64_t> count(const StreamModel& model);
  std::optional<Position> start_of(const std::optional<Position>& mark) const;
  Status advance(Walk& walk, const std::vector<Row>& rows) const;

  const Instance& instance_;
  Session session_;
  std::int64_t page_size_ = kPageSizeDefault;
  std::int64_t overlap_ms_ = kOverlapDefaultMs;
};

Status Tryton::check() {
  for (const std::string_view stream : kStreams)
    if (Result<std::int64_t> number = count(*find_stream(stream)); !number)
      return std::move(number).error();
  return ok();
}

Result<std::int64_t> Tryton::count(const StreamModel& model) {
  const std::string method = "model." + std::string(model.model) + ".search_count";
  const Result<Answer> answer = session_.must(method, "[]");
  if (!answer) return answer.error();
  std::int64_t number = -1;
  const std::string_view text = answer->result();
  std::from_chars(text.data(), text.data() + text.size(), number);
  if (number < 0) return Error{Fault::permanent, "tryton " + method + ": the answer is no number"};
  return number;
}

// One row that may not be read, or was deleted meanwhile, spoils the whole answer: smaller pieces,
// then the row without what belongs to other records (api-facts §7.6).
Result<Tryton::Batch> Tryton::query(const StreamModel& model, const Query& query) {
  const std::string method = "model." + std::string(model.model) + ".search_read";
  const std::vector<std::string> wanted =
      instance_.wanted ? instance_.wanted(model.stream) : std::vector<std::string>();
  bool plain = false;
  std::int64_t limit = query.limit;
  for (;;) {
    Result<Answer> answer =
        session_.call(method, query.domain + ",0," + std::to_string(limit) + "," + query.order +
                                  "," + field_list(model, wanted, plain));
    if (!answer) return std::move(answer).error();
    if (answer->refusal.empty()) {
      const std::string_view result = answer->result();
      Result<std::vector<Row>> rows =
          read_rows(result, answer->body.capacity() - answer->result_at);
      if (!rows) return std::move(rows).error();
      if (static_cast<std::int64_t>(rows->size()) > limit)
        return Error{Fault::permanent, "tryton " + method + ": more records than were asked for"};
      return Batch{std::move(answer->body), *std::move(rows), limit, answer->server_time};
    }
    if (limit == 1 && plain)
      return Error{Fault::permanent, "tryton " + method + ": refused: " + answer->refusal};
    plain = limit == 1;
    limit = std::max<std::int64_t>(limit / 2, 1);
  }
}

std::optional<Position> Tryton::start_of(const std::optional<Position>& mark) const {
  if (!mark || overlap_ms_ <= 0) return mark;
  return Position{Stamp{std::max<std::int64_t>(mark->stamp.us - overlap_ms_ * 1'000, 0)}, 0};
}

// Moves the walk behind the last row. Anything but ascending keys would lose rows or never end
// (L04).
Status Tryton::advance(Walk& walk, const std::vector<Row>& rows) const {
  for (const Row& row : rows) {
    const std::optional<Stamp>& stamp = walk.written ? row.written : row.created;
    if (!stamp || (!walk.written && row.written))
      return Error{Fault::permanent,
                   "tryton: record " + std::to_string(row.id) + " came without the date asked for"};
    const Position here{*stamp, row.id};
    if (walk.at && here <= *walk.at)
      return Error{Fault::permanent,
                   "tryton: record " + std::to_string(row.id) + " came out of order"};
    walk.at = here;
    std::optional<Position>& seen = walk.written ? walk.seen.written : walk.seen.created;
    if (!seen || *seen < here) seen = here;
  }
  return ok();
}

// A mark never runs ahead of the server's clock as it was when the poll began (L03).
void hold_back(std::optional<Position>& mark, const std::optional<Stamp>& cap) {
  if (mark && cap && mark->stamp > *cap) mark = Position{*cap, 0};
}

Result<Page> Tryton::poll(const StreamModel& model, Cursor cursor) {
  Page page;
  bool first = !cursor.walk;
  if (first) cursor.walk = Walk{false, start_of(cursor.marks.created), cursor.marks, {}};
  Walk& walk = *cursor.walk;
  bool done = false;
  while (!done && static_cast<std::int64_t>(page.records.size()) < page_size_) {
    Result<Batch> batch =
        query(model, {walk_domain(walk), walk_order(walk),
                      page_size_ - static_cast<std::int64_t>(page.records.size())});
    if (!batch) return std::move(batch).error();
    if (Status status = advance(walk, batch->rows); !status) return std::move(status).error();
    if (first && batch->server_time)
      walk.cap =
          Stamp{(batch->server_time->ms + std::min(overlap_ms_, kDateHeaderStepMs - 1)) * 1'000};
    first = false;
    const bool last = static_cast<std::int64_t>(batch->rows.size()) < batch->limit;
    if (!batch->rows.empty()) add_records(page, std::move(batch->body), batch->rows);
    if (last) {
      done = walk.written;
      walk.written = true;
      walk.at = start_of(cursor.marks.written);
    }
  }
  page.more = !done;
  if (done) {
    Cursor rest{walk.seen, {}, {}};
    hold_back(rest.marks.created, walk.cap);
    hold_back(rest.marks.written, walk.cap);
    const Result<std::int64_t> total = count(model);
    if (!total) return total.error();
    page.remote_total = *total;
    cursor = std::move(rest);
  }
  page.cursor = to_text(cursor);
  return page;
}

Result<Page> Tryton::list(const StreamModel& model, Sweep sweep, bool begins) {
  Page page;
  page.listing = true;
  page.listing_begins = begins;
  std::vector<std::int64_t> ids;
  std::int64_t limit = page_size_;
  const std::string by_id = R"([["id","ASC"]])";
  if (model.listing_brings_records) {
    Result<Batch> batch = query(model, {after_domain(sweep.after), by_id, limit});
    if (!batch) return std::move(batch).error();
    limit = batch->limit;
    for (const Row& row : batch->rows) ids.push_back(row.id);
    add_records(page, std::move(batch->body), batch->rows);
  } else {
    const Result<Answer> answer =
        session_.must("model." + std::string(model.model) + ".search",
                      after_domain(sweep.after) + ",0," + std::to_string(limit) + "," + by_id);
    if (!answer) return answer.error();
    Result<std::vector<std::int64_t>> found = read_ids(answer->result());
    if (!found) return std::move(found).error();
    ids = *std::move(found);
    std::vector<Row> rows;
    for (const std::int64_t id : ids) rows.push_back({id, {}, {}, {}});
    add_records(page, {}, rows);
  }
  for (const std::int64_t id : ids) {
    if (id <= sweep.after)
      return Error{Fault::permanent, "tryton: id " + std::to_string(id) + " came out of order"};
    sweep.after = id;
  }
  page.more = static_cast<std::int64_t>(ids.size()) >= limit;
  page.listing_ends = !page.more;
  if (page.more) {
    page.cursor = to_text(Cursor{{}, {}, std::move(sweep)});
  } else {
    page.cursor = sweep.back.empty() ? to_text(Cursor{}) : sweep.back;
  }
  return page;
}

Result<Page> Tryton::read(const ReadRequest& request) {
  const StreamModel* model = find_stream(request.stream);
  assert(model != nullptr && "the host asks for streams of the description only");
  Result<Cursor> cursor = parse_cursor(request.cursor);
  if (!cursor) return std::move(cursor).error();
  if (cursor->sweep) return list(*model, *std::move(cursor->sweep), false);
  if (request.sweep) return list(*model, {0, std::string(request.cursor)}, true);
  return poll(*model, *std::move(cursor));
}

std::unique_ptr<Source> open(const Instance& instance, Services& services) {
  return std::make_unique<Tryton>(instance, services);
}

}  // namespace

extern const Description k_tryton_connector;
constinit const Description k_tryton_connector{
    .name = "tryton",
    .summary = "Reads opportunities, accounts and employees from a Tryton server.",
    .options = kOptions,
    .streams = kStreams,
    .needs_sweep = true,
    .default_map = kDefaultMap,
    .open_source = &open,
};

}  // namespace closemap
