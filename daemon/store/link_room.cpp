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

SqlLinkRoom::SqlLinkRoom(Connection& connection)
    : connection_(connection),
      insert_(connection.database(),
              "INSERT INTO link(vendor_record, partner_record, state, method, decided_by, why, at) "
              "VALUES(?, ?, ?, ?, ?, ?, ?)"),
      update_(connection.database(),
              "UPDATE link SET vendor_record = ?, partner_record = ?, state = ?, method = ?, "
              "decided_by = ?, why = ?, at = ? WHERE id = ?"),
      of_pair_(connection.database(),
               LINK_COLUMNS "WHERE vendor_record = ? AND partner_record = ?"),
      linked_(connection.database(), LINK_COLUMNS
              // +state: an index of states would be read from one end to the other.
              "WHERE id = (SELECT max(id) FROM (SELECT id FROM link WHERE vendor_record = ?1 AND "
              "+state = 'linked' UNION ALL SELECT id FROM link WHERE partner_record = ?1 AND "
              "+state = 'linked'))"),
      rejected_(connection.database(),
                "SELECT partner_record FROM link WHERE vendor_record = ?1 AND "
                "+state = 'rejected' UNION ALL SELECT vendor_record FROM link WHERE "
                "partner_record = ?1 AND +state = 'rejected'"),
      list_(connection.database(), LINK_COLUMNS "WHERE state = ? ORDER BY id LIMIT ?"),
      get_(connection.database(), LINK_COLUMNS "WHERE id = ?") {}

#undef LINK_COLUMNS

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

std::optional<StoredLink> SqlLinkRoom::of_pair(Row vendor_record, Row partner_record) {
  connection_.must_be_active();
  sql::Run run(of_pair_, vendor_record, partner_record);
  return run.next() ? std::optional(read(run)) : std::nullopt;
}

std::optional<StoredLink> SqlLinkRoom::linked(Row record) {
  connection_.must_be_active();
  sql::Run run(linked_, record);
  return run.next() ? std::optional(read(run)) : std::nullopt;
}

std::vector<Row> SqlLinkRoom::rejected(Row record) {
  connection_.must_be_active();
  std::vector<Row> others;
  for (sql::Run run(rejected_, record); run.next();) others.push_back(run.integer(0));
  return others;
}

std::vector<StoredLink> SqlLinkRoom::list(LinkState state, std::size_t limit) {
  connection_.must_be_active();
  std::vector<StoredLink> links;
  for (sql::Run run(list_, word(state), limit); run.next();) links.push_back(read(run));
  return links;
}

std::optional<StoredLink> SqlLinkRoom::get(Row row) {
  connection_.must_be_active();
  sql::Run run(get_, row);
  return run.next() ? std::optional(read(run)) : std::nullopt;
}

}  // namespace closemap
