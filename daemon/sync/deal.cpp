// Reading a deal: two opportunities, their milestones, the people and accounts they name.
#include "daemon/sync/deal.h"

#include <algorithm>
#include <utility>

#include "daemon/sync/wiring.h"
#include "mapping/core/text.h"

namespace closemap {
namespace {

constexpr std::size_t kMilestonesPerDealMax = 500;
constexpr std::size_t kSameEmailMax = 20;

bool brings(const ConnectorSettings& connector, std::string_view stream) {
  return connector.maps.contains(std::string(stream));
}

}  // namespace

DealReader::DealReader(Store& store, const Settings& settings, Instant now, AtHand at_hand)
    : store_(store), settings_(settings), now_(now), at_hand_(std::move(at_hand)) {}

std::optional<DealReader::Origin> DealReader::origin(const StoredRecord& record) {
  Origin origin{store_.records().name_of(record.source), Party::vendor};
  const ConnectorSettings* connector = settings_.connector(origin.source.connector);
  if (connector == nullptr || !connector->party) return std::nullopt;
  origin.side = *connector->party;
  return origin;
}

std::optional<StoredRecord> DealReader::record_of(Row row) {
  if (row == 0) return std::nullopt;
  const StoredRecord* known = at_hand_ ? at_hand_(row) : nullptr;
  return known != nullptr ? std::optional(*known) : store_.records().get(row);
}

std::optional<Observed> DealReader::observe(Row row) {
  auto record = record_of(row);
  if (!record) return std::nullopt;
  auto from = origin(*record);
  if (!from) return std::nullopt;
  used_.insert(row);
  return Observed{{std::move(from->source.connector),
                   std::move(from->source.stream),
                   std::move(record->id),
                   {}},
                  from->side,
                  ObservedFields(std::move(record->fields)),
                  record->deleted,
                  record->changed_at};
}

void DealReader::add_account(Observed& opportunity) {
  const std::string ref = text_or(opportunity.fields, "account.ref");
  if (ref.empty()) return;
  const SourceId source = store_.records().source(opportunity.ref.connection, kAccountStream);
  auto account = store_.records().find(source, ref);
  if (!account || account->deleted) return;
  used_.insert(account->row);
  opportunity.account = ObservedFields(std::move(account->fields));
}

void DealReader::add_milestones(ResolveInput& input, const Observed& opportunity) {
  if (!store_.records().any_live(kMilestoneStream)) return;
  const auto rows = store_.records().with_key(link_key("milestone.of", opportunity.ref.record),
                                              kMilestonesPerDealMax);
  for (const Row row : rows) {
    auto said = observe(row);
    if (!said || said->ref.connection != opportunity.ref.connection ||
        said->ref.object != kMilestoneStream)
      continue;
    input.milestones.push_back(*std::move(said));
  }
}

// A step that is gone from its source is still known to the plan: it comes as deleted.
void DealReader::add_lost_milestones(ResolveInput& input, const Plan& before) {
  for (const auto& [id, milestone] : before.milestones) {
    for (const SourceRef& ref : milestone.external_refs) {
      const bool present =
          std::any_of(input.milestones.begin(), input.milestones.end(), [&](const Observed& said) {
            return said.ref.connection == ref.connection && said.ref.record == ref.record;
          });
      if (present) continue;
      const auto record =
          store_.records().find(store_.records().source(ref.connection, ref.object), ref.record);
      if (!record) continue;
      if (auto said = observe(record->row)) {
        said->deleted = true;  // deleted, or moved to another deal
        input.milestones.push_back(*std::move(said));
      }
    }
  }
}

bool DealReader::milestones_known(const ResolveInput& input) {
  for (const auto* said : {&input.vendor, &input.partner}) {
    if (!*said) continue;
    const ConnectorSettings* connector = settings_.connector((*said)->ref.connection);
    if (connector == nullptr || !brings(*connector, kMilestoneStream)) continue;
    if (!store_.records().first_sync_done(
            store_.records().source(connector->name, kMilestoneStream)))
      return false;
  }
  return true;
}

std::optional<KnownPerson> DealReader::known_person(const StoredRecord& record) {
  const auto from = origin(record);
  if (!from) return std::nullopt;
  used_.insert(record.row);
  const ObservedFields fields(record.fields);
  KnownPerson known;
  known.name = text_or(fields, "name");
  known.email = to_lower_ascii(trim(text_or(fields, "email")));
  known.title = text_or(fields, "title");
  if (const auto zone = Zone::find(text_or(fields, "timezone"))) known.timezone = zone->name();
  known.party = parse_party(text_or(fields, "party"));
  if (!known.party) known.party = from->side;
  if (const auto kind = parse_person_kind(text_or(fields, "kind"))) known.kind = *kind;
  known.active = bool_or(fields, "active", true) && !record.deleted;
  known.ref = {from->source.connector, from->source.stream, record.id, {}};
  if (const PersonSettings* person = person_settings(settings_, known.email);
      !known.email.empty() && person != nullptr)
    overlay_person(known, *person);
  return known;
}

std::optional<KnownPerson> DealReader::person_by_ref(const std::string& connection,
                                                     const std::string& ref) {
  const auto record =
      store_.records().find(store_.records().source(connection, kPersonStream), ref);
  return record ? known_person(*record) : std::nullopt;
}

std::optional<KnownPerson> DealReader::person_by_email(const std::string& email) {
  std::optional<KnownPerson> best;
  std::vector<Row> rows;
  if (store_.records().any_live(kPersonStream))
    rows = store_.records().with_key(link_key("person.email", email), kSameEmailMax);
  for (const Row row : rows) {
    const auto record = store_.records().get(row);
    if (!record || store_.records().name_of(record->source).stream != kPersonStream) continue;
    auto known = known_person(*record);
    if (known && known->email == email && (!best || (known->active && !best->active)))
      best = std::move(known);
  }
  if (best) return best;
  const PersonSettings* person = person_settings(settings_, email);
  if (person == nullptr) return std::nullopt;
  KnownPerson known;
  overlay_person(known, *person);
  if (known.name.empty()) known.name = known.email;
  return known;
}

void DealReader::look_up_people(ResolveInput& input) {
  std::set<std::string> unknown;  // e-mails
  for (const PersonAsked& asked : people_asked(input)) {
    Directory& known = input.directory;
    if (known.by_email.contains(asked.email)) continue;
    if (!asked.email.empty() && !unknown.contains(asked.email)) {
      if (auto person = person_by_email(asked.email)) {
        known.by_email.emplace(asked.email, *std::move(person));
        continue;
      }
      unknown.insert(asked.email);
    }
    if (asked.ref.empty() || known.by_ref.contains({asked.connection, asked.ref})) continue;
    if (auto person = person_by_ref(asked.connection, asked.ref))
      known.by_ref.emplace(std::pair(asked.connection, asked.ref), *std::move(person));
  }
}

ResolveInput DealReader::read(Row vendor_record, Row partner_record, const Plan* before) {
  used_.clear();
  ResolveInput input;
  input.before = before;
  input.now = now_;
  input.vendor_party = party_defaults(settings_.vendor);
  input.partner_party = party_defaults(settings_.partner);
  input.default_timezone = settings_.zone.name();
  input.auto_propose = settings_.plan.propose == "auto";
  input.calendars = calendars_of(settings_);
  input.vendor = observe(vendor_record);
  input.partner = observe(partner_record);
  std::optional<Money> amount;
  for (auto* said : {&input.vendor, &input.partner}) {
    if (!*said) continue;
    add_account(**said);
    add_milestones(input, **said);
    if (!amount) amount = money_at((*said)->fields, "amount");
  }
  if (before != nullptr) add_lost_milestones(input, *before);
  std::sort(input.milestones.begin(), input.milestones.end(),
            [](const Observed& a, const Observed& b) { return a.ref < b.ref; });
  input.plan_template = template_for(settings_, amount);
  input.milestones_known = milestones_known(input);
  look_up_people(input);
  return input;
}

}  // namespace closemap
