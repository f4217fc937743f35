// Settings turned into what the pure core wants: thresholds, calendars, templates, people
// (design.md §9).
#pragma once

#include <optional>
#include <string>

#include "config/settings.h"
#include "mapping/plan/plan.h"
#include "mapping/reconcile/resolve.h"
#include "mapping/schedule/from_plan.h"
#include "mapping/signal/evaluate.h"
#include "mapping/signal/lifecycle.h"

namespace closemap {

Thresholds thresholds_of(const Settings& settings);
AlertParams alert_params_of(const Settings& settings, std::string_view signal);
// Valid as long as `settings` lives. "" is the daemon default.
CalendarLookup calendars_of(const Settings& settings);
PartyDefaults party_defaults(const PartySettings& party);
// First [[plan.template]] whose `when` matches; null when none does.
const PlanTemplate* template_for(const Settings& settings, const std::optional<Money>& amount);
const PersonSettings* person_settings(const Settings& settings, const std::string& email);
// What the configuration adds to a person the CRMs know, or knows alone.
void overlay_person(KnownPerson& known, const PersonSettings& settings);
// Parties' own calendars and zones as configured ([vendor] calendar …).
Zone zone_or(const std::string& name, const Zone& otherwise);

}  // namespace closemap
