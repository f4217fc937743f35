// From typed settings to the inputs of mapping/.
#include "daemon/sync/wiring.h"

#include <algorithm>
#include <type_traits>

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
  Thresholds thresholds;
  each_threshold(thresholds, [&](std::string_view signal, const char* key, auto& value) {
    using Value = std::remove_reference_t<decltype(value)>;
    const SignalSettings* given = settings_of(settings, signal);
    if constexpr (std::is_same_v<Value, bool>) {
      if (std::string_view(key) == "enabled")
        value = given == nullptr ? value : given->enabled.value_or(value);
      else
        value = number_or(given, key, value ? 1 : 0) != 0;
    } else {
      value = static_cast<Value>(number_or(given, key, static_cast<double>(value)));
    }
  });
  return thresholds;
}

AlertParams alert_params_of(const Settings& settings, std::string_view signal) {
  AlertParams params = alert_params(signal);
  const SignalSettings* given = settings_of(settings, signal);
  const auto ms = [&](const char* key, std::int64_t otherwise) {
    return static_cast<std::int64_t>(number_or(given, key, static_cast<double>(otherwise)));
  };
  set(params.for_n, given, "for_n");
  set(params.keep_n, given, "keep_n");
  set(params.flap_n, given, "flap_n");
  set(params.flap_window, given, "flap_window");
  params.cooldown_ms = ms("cooldown", params.cooldown_ms);
  params.cooldown_critical_ms = ms("cooldown_critical", params.cooldown_critical_ms);
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
