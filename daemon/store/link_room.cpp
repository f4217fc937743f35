// One row a pair of records; a rejected pair stays, so that it is not proposed again.
#include "daemon/store/link_room.h"

#include <array>

namespace closemap {
namespace {

constexpr std::array<std::string_view, 3> kStates{"proposed", "linked", "rejected"};

std::string_view word(LinkState state) { return kStates[static_cast<std::size_t>(state)]; }

LinkState parse_state(std::string_view text) {
  for (std::size_t at = 0; at < kStates.size(); ++at) {
    if (kStates[at] == text) return static_cast<LinkState>(at);
  }
  throw sql::Malformed("link of unknown state");
}

}  // namespace

#define LINK_COLUMNS \
  "SELECT id, vendor_record, partner_record, state, method, decided_by, why, at FROM link "

// Neither record is linked.
#define UNDECIDED                                                                       \
  "NOT EXISTS (SELECT 1 FROM link other WHERE other.state = 'linked' AND "              \
  "other.vendor_record = link.vendor_record) AND NOT EXISTS (SELECT 1 FROM link other " \
  "WHERE other.state = 'linked' AND other.partner_record = link.partner_record)"

SqlLinkRoom::SqlLinkRoom(Connection& connection)
    : connection_(connection),
      insert_(connection.database(),
              "INSERT INTO link(vendor_record, partner_record, state, method, decided_by, why, at) "
              "VALUES(?, ?, ?, ?, ?, ?, ?)"),
      update_(connection.database(),
              "UPDATE link SET vendor_record = ?, partner_record = ?, state = ?, method = ?, "
              "decided_by = ?, why = ?, at = ? WHERE id = ?"),
      // From the indexes alone: few records are part of any.
      of_record_(connection.database(),
                 "SELECT id FROM link WHERE vendor_record = ?1 UNION ALL "
                 "SELECT id FROM link WHERE partner_record = ?1"),
      list_(connection.database(), LINK_COLUMNS
            "WHERE state = ?1 AND (state <> 'proposed' OR " UNDECIDED ") ORDER BY id LIMIT ?2"),
      waiting_(connection.database(),
               "SELECT count(*) FROM link WHERE state = 'proposed' AND " UNDECIDED),
      get_(connection.database(), LINK_COLUMNS "WHERE id = ?") {}

#undef LINK_COLUMNS
#undef UNDECIDED

StoredLink SqlLinkRoom::read(sql::Run& run) {
  StoredLink link;
  link.row = run.integer(0);
  link.vendor_record = run.integer(1);
  link.partner_record = run.integer(2);
  link.state = parse_state(run.view(3));
  link.method = run.text(4);
  link.decided_by = run.text(5);
  link.why = run.text(6);
  link.at = run.instant(7);
  return link;
}

Row SqlLinkRoom::save(const StoredLink& link) {
  connection_.must_write();
  if (link.row == 0) {
    sql::Run(insert_, link.vendor_record, link.partner_record, word(link.state), link.method,
             link.decided_by, link.why, link.at)
        .done();
    return connection_.database().getLastInsertRowid();
  }
  const int changed = sql::Run(update_, link.vendor_record, link.partner_record, word(link.state),
                               link.method, link.decided_by, link.why, link.at, link.row)
                          .done();
  assert(changed == 1 && "a link that was never saved");
  static_cast<void>(changed);
  return link.row;
}

std::vector<StoredLink> SqlLinkRoom::of_record(Row record) {
  connection_.must_be_active();
  std::vector<StoredLink> links;
  for (sql::Run run(of_record_, record); run.next();)
    if (auto link = get(run.integer(0))) links.push_back(*std::move(link));
  return links;
}

std::vector<StoredLink> SqlLinkRoom::list(LinkState state, std::size_t limit) {
  connection_.must_be_active();
  std::vector<StoredLink> links;
  for (sql::Run run(list_, word(state), limit); run.next();) links.push_back(read(run));
  return links;
}

std::int64_t SqlLinkRoom::waiting_count() {
  connection_.must_be_active();
  sql::Run run(waiting_);
  return run.next() ? run.integer(0) : 0;
}

std::optional<StoredLink> SqlLinkRoom::get(Row row) {
  connection_.must_be_active();
  sql::Run run(get_, row);
  return run.next() ? std::optional(read(run)) : std::nullopt;
}

}  // namespace closemap
