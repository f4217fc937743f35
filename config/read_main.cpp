// The main table, the two companies, people and calendars.
#include <algorithm>

#include "config/clock_text.h"
#include "config/draft.h"
#include "config/sections.h"
#include "mapping/core/text.h"

namespace closemap {

namespace {

constexpr std::string_view kDefaultCalendar = "default";  // [calendar.default]: where nothing
                                                          // closer names one
constexpr std::string_view kDays[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

Zone zone_or(const OptionValues& values, const std::string& key, const Zone& otherwise) {
  if (values.text(key).empty()) return otherwise;
  const Result<Zone> zone = Zone::find(values.text(key));
  return zone ? *zone : otherwise;
}

std::vector<Date> read_dates(const OptionValues& values, const std::string& key, Draft& draft) {
  std::vector<Date> out;
  for (const std::string& text : values.list(key)) {
    const Result<Date> day = parse_date(text);
    if (day)
      out.push_back(*day);
    else
      draft.problems.error(place_of(values, key), in_quotes(key) + ": " + day.error().what);
  }
  return out;
}

void add_span(const TomlNode& node, std::vector<MinuteSpan>& spans, Problems& problems) {
  const auto span = node.kind == TomlNode::Kind::text ? parse_span(node.text) : std::nullopt;
  if (span && span->first < span->second)
    spans.push_back(*span);
  else
    problems.error(node.place, "working hours must be a span such as \"09:00-17:00\"" +
                                   (node.text.empty() ? "" : ", not " + in_quotes(node.text)));
}

void read_week(const TomlNode& table, const Heading& heading, CalendarSpec& spec, Draft& draft) {
  const TomlNode* week = table_at(
      table, "week", heading.title.substr(1, heading.title.size() - 2) + ".week", draft.problems);
  if (week == nullptr) {
    spec.week = weekdays_calendar().week;
    return;
  }
  check_keys(*week, {heading.title + " week", {}}, {std::begin(kDays), std::end(kDays)},
             draft.problems);
  for (std::size_t day = 0; day < spec.week.size(); ++day) {
    const TomlNode* hours = week->find(kDays[day]);
    if (hours == nullptr) continue;
    std::vector<std::string> shown;
    if (hours->kind == TomlNode::Kind::list) {
      for (const TomlNode& item : hours->items) add_span(item, spec.week[day], draft.problems);
      for (const TomlNode& item : hours->items) shown.push_back(toml_quote(item.text));
    } else {
      add_span(*hours, spec.week[day], draft.problems);
    }
    std::sort(spec.week[day].begin(), spec.week[day].end());
    draft.settings.effective.push_back({heading.title,
                                        {},
                                        "week." + std::string(kDays[day]),
                                        hours->kind == TomlNode::Kind::list
                                            ? "[" + join(shown, ", ") + "]"
                                            : toml_quote(hours->text),
                                        hours->place.text()});
  }
}

void read_calendar(const TomlEntry& entry, Draft& draft) {
  const Heading heading{"[calendar." + entry.key + "]", {}};
  if (entry.value.kind != TomlNode::Kind::table) {
    draft.problems.error(entry.place,
                         in_quotes(entry.key) + " must be a table; write " + heading.title);
    return;
  }
  const std::size_t errors_before = draft.problems.errors();
  Reading reading = draft.reading();
  const OptionValues values =
      read_options(entry.value, heading, sections::kCalendar, {"week"}, reading);
  CalendarSpec spec;
  spec.id = entry.key;
  spec.zone = zone_or(values, "timezone", draft.settings.zone);
  spec.holidays = read_dates(values, "holidays", draft);
  spec.extra_working_days = read_dates(values, "extra_working_days", draft);
  read_week(entry.value, heading, spec, draft);
  Result<Calendar> calendar = draft.problems.errors() == errors_before
                                  ? Calendar::compile(std::move(spec))
                                  : Result<Calendar>(Calendar());
  if (!calendar)
    draft.problems.error(entry.value.place, heading.title + ": " + calendar.error().what);
  // A name that exists, so that references to a faulty calendar are not reported as well.
  draft.settings.calendars.emplace(entry.key, calendar ? std::move(*calendar) : Calendar());
}

void read_calendars(const TomlNode& root, Draft& draft) {
  const TomlNode* all = table_at(root, "calendar", "calendar.NAME", draft.problems);
  if (all == nullptr) return;
  for (const TomlEntry& entry : all->entries) read_calendar(entry, draft);
}

PartySettings read_party(const TomlNode& root, const std::string& key, Draft& draft) {
  PartySettings out;
  const TomlNode* table = table_at(root, key, key, draft.problems);
  if (table == nullptr) {
    if (root.find(key) == nullptr)
      draft.problems.absent(Place{root.place.file, 0, 0},
                            "[" + key + "] is missing; it needs at least \"name\" and \"domain\"");
    return out;
  }
  const Heading heading{"[" + key + "]", {}};
  Reading reading = draft.reading();
  const OptionValues values = read_options(*table, heading, sections::kParty, {}, reading);
  check_calendar(values, "calendar", draft);
  out.name = values.text("name");
  out.domain = to_lower_ascii(values.text("domain"));
  out.lead = values.text("lead");
  out.coordinator = values.has("coordinator") ? values.text("coordinator") : out.lead;
  out.executive_sponsor = values.text("executive_sponsor");
  out.calendar = values.text("calendar");
  out.timezone = values.text("timezone");
  if (values.has("fiscal_year_start_month"))
    out.fiscal_year_start_month = static_cast<int>(values.integer("fiscal_year_start_month"));
  if (table->find("lead") == nullptr && draft.problems.all_read())
    draft.problems.warning(table->place,
                           heading.title +
                               " has no lead; what nobody of this party can be told goes only to "
                               "the operator");
  const bool odd = out.domain.find_first_of(" /@:") != std::string::npos ||
                   out.domain.find('.') == std::string::npos;
  if (!out.domain.empty() && odd)
    draft.problems.error(
        place_of(values, "domain"),
        "\"domain\" must be a host name such as \"contoso.example\", not " + in_quotes(out.domain));
  return out;
}

}  // namespace

const Place& place_of(const OptionValues& values, const std::string& key) {
  static const Place nowhere;
  const auto found = values.values.find(key);
  return found == values.values.end() ? nowhere : found->second.place;
}

void check_calendar(const OptionValues& values, const std::string& key, Draft& draft) {
  const std::string& name = values.text(key);
  if (name.empty() || draft.settings.calendars.contains(name)) return;
  std::vector<std::string> known;
  for (const auto& [id, calendar] : draft.settings.calendars)
    if (!id.empty()) known.push_back(id);
  draft.problems.absent(place_of(values, key),
                        "there is no calendar " + in_quotes(name) +
                            suggestion(name, known, "; add [calendar." + printable(name) + "]"));
}

void read_main(const TomlNode& root, Draft& draft) {
  static constexpr std::string_view kSections[] = {"vendor",   "partner",  "connector", "plan",
                                                   "calendar", "person",   "signal",    "route",
                                                   "notify",   "operator", "template",  "web"};
  Reading reading = draft.reading();
  const OptionValues values = read_options(root, {}, sections::kMain,
                                           {std::begin(kSections), std::end(kSections)}, reading);
  Settings& settings = draft.settings;
  settings.zone = zone_or(values, "timezone", Zone());
  if (values.has("state_dir")) settings.state_dir = values.text("state_dir");
  if (values.has("control_socket")) settings.control_socket = values.text("control_socket");
  if (values.has("connectors_dir")) settings.connectors_dir = values.text("connectors_dir");
  if (values.has("log_level")) settings.log_level = values.text("log_level");

  read_calendars(root, draft);
  const auto own = settings.calendars.find(std::string(kDefaultCalendar));
  Result<Calendar> usual = Calendar::compile(weekdays_calendar("", settings.zone));
  if (own != settings.calendars.end())
    settings.calendars.insert_or_assign("", Calendar(own->second));
  else if (usual)
    settings.calendars.insert_or_assign("", std::move(*usual));
}

void read_parties(const TomlNode& root, Draft& draft) {
  Settings& settings = draft.settings;
  settings.vendor = read_party(root, "vendor", draft);
  settings.partner = read_party(root, "partner", draft);
  if (settings.vendor.domain.empty() || settings.vendor.domain != settings.partner.domain) return;
  const TomlNode* partner = root.find("partner");
  const TomlNode* domain = partner == nullptr ? nullptr : partner->find("domain");
  if (domain != nullptr)
    draft.problems.error(domain->place,
                         "[partner] and [vendor] have the same domain; they must be two companies");
}

void read_people(const TomlNode& root, Draft& draft) {
  std::map<std::string, Place> seen;
  for (const TomlNode* table : tables_at(root, "person", "person", draft.problems)) {
    const TomlNode* email = table->find("email");
    const Heading heading{"[[person]]", email == nullptr ? std::string() : email->text};
    Reading reading = draft.reading();
    const OptionValues values = read_options(*table, heading, sections::kPerson, {}, reading);
    check_calendar(values, "calendar", draft);
    check_notifiers(values, "channels", draft);
    PersonSettings person{.email = values.text("email"),
                          .name = values.text("name"),
                          .slack = values.text("slack"),
                          .timezone = values.text("timezone"),
                          .calendar = values.text("calendar"),
                          .manager = values.text("manager"),
                          .kind = values.text("kind"),
                          .title = values.text("title"),
                          .party = parse_party(values.text("party")),
                          .channels = values.list("channels")};
    if (!person.email.empty()) {
      const auto [first, fresh] = seen.emplace(person.email, place_of(values, "email"));
      if (!fresh)
        draft.problems.error(place_of(values, "email"),
                             in_quotes(person.email) + " is already described at " +
                                 first->second.text() + "; put both into one [[person]]");
    }
    draft.settings.people.push_back(std::move(person));
  }
}

}  // namespace closemap
