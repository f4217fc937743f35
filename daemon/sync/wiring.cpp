// From typed settings to the inputs of mapping/.
#include "daemon/sync/wiring.h"

#include <algorithm>

#include "mapping/core/text.h"

namespace closemap {
namespace {

const SignalSettings* settings_of(const Settings& settings, std::string_view signal) {
  const auto found = settings.signals.find(std::string(signal));
  return found == settings.signals.end() ? nullptr : &found->second;
}

double number_or(const SignalSettings* signal, const std::string& key, double otherwise) {
  if (signal == nullptr) return otherwise;
  const auto found = signal->numbers.find(key);
  return found == signal->numbers.end() ? otherwise : found->second;
}

void set(int& target, const SignalSettings* signal, const std::string& key) {
  target = static_cast<int>(number_or(signal, key, target));
}

}  // namespace

Thresholds thresholds_of(const Settings& settings) {
  Thresholds t;
  const auto enable = [&](std::string_view name, bool& enabled) {
    if (const SignalSettings* signal = settings_of(settings, name))
      enabled = signal->enabled.value_or(enabled);
    return settings_of(settings, name);
  };
  const SignalSettings* slip = enable("slip", t.slip.enabled);
  set(t.slip.min_bd, slip, "min_bd");
  set(t.slip.warning_bd, slip, "warning_bd");
  set(t.at_risk.clear_bd, enable("at_risk", t.at_risk.enabled), "clear");
  set(t.overdue.critical_bd, enable("overdue", t.overdue.enabled), "critical_bd");
  enable("missing_owner", t.missing_owner.enabled);
  enable("team_owner", t.team_owner.enabled);
  enable("multi_org_owner", t.multi_org_owner.enabled);
  enable("no_dates", t.no_dates.enabled);
  enable("source_deleted", t.source_deleted.enabled);
  enable("owner_inactive", t.owner_inactive.enabled);
  const SignalSettings* drift = enable("close_date_drift", t.close_date_drift.enabled);
  set(t.close_date_drift.warning_cd, drift, "warning_cd");
  set(t.close_date_drift.critical_cd, drift, "critical_cd");
  const SignalSettings* differ = enable("crm_disagreement", t.crm_disagreement.enabled);
  set(t.crm_disagreement.stage_gap, differ, "stage_gap");
  set(t.crm_disagreement.date_gap_cd, differ, "date_gap_cd");
  constexpr double kBasisPoints = 100;  // per cent to basis points
  t.crm_disagreement.amount_warning_bp = static_cast<int>(
      number_or(differ, "amount_warning_pct", t.crm_disagreement.amount_warning_bp / kBasisPoints) *
      kBasisPoints);
  t.crm_disagreement.amount_critical_bp =
      static_cast<int>(number_or(differ, "amount_critical_pct",
                                 t.crm_disagreement.amount_critical_bp / kBasisPoints) *
                       kBasisPoints);
  return t;
}

AlertParams alert_params_of(const Settings& settings, std::string_view signal) {
  AlertParams params = alert_params(signal);
  const SignalSettings* given = settings_of(settings, signal);
  set(params.for_n, given, "for_n");
  set(params.keep_n, given, "keep_n");
  params.cooldown_ms = static_cast<std::int64_t>(
      number_or(given, "cooldown", static_cast<double>(params.cooldown_ms)));
  return params;
}

CalendarLookup calendars_of(const Settings& settings) {
  return [&settings](const std::string& name) -> const Calendar* {
    const auto found = settings.calendars.find(name);
    return found == settings.calendars.end() ? nullptr : &found->second;
  };
}

PartyDefaults party_defaults(const PartySettings& party) {
  return {party.name, party.domain, party.lead, party.coordinator, party.calendar, party.timezone};
}

const PlanTemplate* template_for(const Settings& settings, const std::optional<Money>& amount) {
  for (const TemplateUse& use : settings.plan.templates) {
    const auto too_small =
        use.amount_min && (!amount || amount->currency != use.amount_min->currency ||
                           amount->minor < use.amount_min->minor);
    const auto too_big =
        use.amount_max && (!amount || amount->currency != use.amount_max->currency ||
                           amount->minor > use.amount_max->minor);
    if (too_small || too_big) continue;
    const auto found = settings.templates.find(use.use);
    if (found != settings.templates.end()) return &found->second;
  }
  return nullptr;
}

const PersonSettings* person_settings(const Settings& settings, const std::string& email) {
  const auto found = std::find_if(
      settings.people.begin(), settings.people.end(),
      [&](const PersonSettings& person) { return to_lower_ascii(person.email) == email; });
  return found == settings.people.end() ? nullptr : &*found;
}

void overlay_person(KnownPerson& known, const PersonSettings& person) {
  known.email = to_lower_ascii(person.email);
  if (!person.name.empty()) known.name = person.name;
  if (!person.title.empty()) known.title = person.title;
  if (!person.timezone.empty()) known.timezone = person.timezone;
  if (!person.calendar.empty()) known.calendar = person.calendar;
  if (!person.slack.empty()) known.slack_user = person.slack;
  if (person.party) known.party = person.party;
  if (const auto kind = parse_person_kind(person.kind); kind && *kind != PersonKind::person)
    known.kind = *kind;
}

Zone zone_or(const std::string& name, const Zone& otherwise) {
  if (name.empty()) return otherwise;
  const auto zone = Zone::find(name);
  return zone ? *zone : otherwise;
}

}  // namespace closemap
