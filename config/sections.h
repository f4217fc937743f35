// Option tables of our own sections: parser, sample and effective view are all made from these.
#pragma once

#include <cstdint>

#include "config/spec.h"

namespace closemap::sections {

inline constexpr std::int64_t kSecond = 1000, kMinute = 60 * kSecond, kDay = 1440 * kMinute;

// clang-format off
inline constexpr Option kMain[] = {
    {.key = "timezone", .type = OptionType::zone, .doc = "Used where neither person, party nor plan says otherwise.", .fallback = "UTC", .example = "Europe/Berlin"},
    {.key = "state_dir", .type = OptionType::path, .doc = "Holds closemap.db and its backups.", .fallback = "/var/lib/closemap"},
    {.key = "control_socket", .type = OptionType::path, .doc = "Where the command line reaches the daemon.", .fallback = "/run/closemap/control.sock"},
    {.key = "connectors_dir", .type = OptionType::path, .doc = "Connectors of others (.so files) are loaded from here only.", .fallback = "/usr/lib/closemap/connectors"},
    {.key = "log_level", .type = OptionType::choice, .doc = "How much is logged.", .fallback = "info", .choices = "debug|info|warning|error"},
};

inline constexpr Option kParty[] = {
    {.key = "name", .type = OptionType::text, .doc = "The company's name as it appears in plans.", .example = "Contoso", .required = true},
    {.key = "domain", .type = OptionType::text, .doc = "Its mail and web domain.", .example = "contoso.example", .required = true},
    {.key = "lead", .type = OptionType::email, .doc = "Who hears what nobody else of this party can be told. A person: always by e-mail address.", .example = "maria@contoso.example"},
    {.key = "coordinator", .type = OptionType::email, .doc = "Who runs the plan. Default: lead.", .example = "maria@contoso.example"},
    {.key = "executive_sponsor", .type = OptionType::email, .doc = "Who is called last when an alert stays open.", .example = "vp@contoso.example"},
    {.key = "calendar", .type = OptionType::text, .doc = "Name of this party's [calendar.NAME].", .example = "de"},
    {.key = "timezone", .type = OptionType::zone, .doc = "Zone of this party's people who have none of their own.", .example = "Europe/Berlin"},
    {.key = "fiscal_year_start_month", .type = OptionType::integer, .doc = "First month of the fiscal year.", .fallback = "1", .min = 1, .max = 12},
};

inline constexpr Option kPlan[] = {
    {.key = "create", .type = OptionType::choice, .doc = "When a plan comes to exist. linked: a vendor and a partner opportunity are one deal; all: every open opportunity; never.", .fallback = "linked", .choices = "linked|all|never"},
    {.key = "propose", .type = OptionType::choice, .doc = "auto: a complete draft becomes proposed, and is watched, by itself; manual: somebody says so.", .fallback = "auto", .choices = "auto|manual"},
    {.key = "review_every", .type = OptionType::duration, .doc = "How often a plan is reviewed: so long after a review that was held (plan edit --review-held) the next one is planned.", .fallback = "7d", .min = kDay, .max = 366 * kDay},
};

inline constexpr Option kTemplateUse[] = {
    {.key = "use", .type = OptionType::text, .doc = "Name of a template: standard_11, mid_market, enterprise, expansion, eight_weeks, cosell, pilot, post_demo, pre_proposal, last_mile or one of [template.NAME].", .example = "mid_market", .required = true},
};

inline constexpr Option kTemplateWhen[] = {
    {.key = "amount_min", .type = OptionType::text, .doc = "Only deals of at least this amount.", .example = "100000 USD"},
    {.key = "amount_max", .type = OptionType::text, .doc = "Only deals below this amount.", .example = "500000 USD"},
};

inline constexpr Option kTemplate[] = {
    {.key = "title", .type = OptionType::text, .doc = "What people see.", .example = "Renewal in three steps"},
    {.key = "tier", .type = OptionType::choice, .doc = "Size class of the plans made from it.", .fallback = "custom", .choices = "mid_market|enterprise|expansion|custom"},
    {.key = "anchor_step", .type = OptionType::text, .doc = "Key of the step the customer's date belongs to.", .example = "signature", .required = true},
};

// Roles of people who own steps (domain.md §1.3, plan document).
inline constexpr const char* kRoles =
    "champion|economic_buyer|technical_approver|security_approver|legal_approver|procurement|authorized_signer|executive_sponsor|project_sponsor|account_executive|solutions_engineer|partner_manager|alignment_specialist|customer_success";

inline constexpr Option kStep[] = {
    {.key = "key", .type = OptionType::text, .doc = "Short name of the step, unique in the template.", .example = "signature", .required = true},
    {.key = "title", .type = OptionType::text, .doc = "What the step is, in the customer's words.", .example = "Contract signature", .required = true},
    {.key = "party", .type = OptionType::choice, .doc = "Whose step it is.", .example = "customer", .required = true, .choices = "vendor|partner|customer"},
    {.key = "owner", .type = OptionType::choice, .doc = "Role of the person who owns it; stays open when nobody or more than one is known.", .example = "economic_buyer", .choices = kRoles},
    {.key = "kind", .type = OptionType::choice, .doc = "What kind of step it is.", .fallback = "step", .choices = "step|meeting|eb_meeting|pilot|conversion_decision|gate|signature|go_live|kickoff"},
    {.key = "category", .type = OptionType::choice, .doc = "Which part of the deal it belongs to.", .fallback = "other", .choices = "discovery|technical|security|commercial|business_case|legal|procurement|contract|onboarding|other"},
    {.key = "duration_bd", .type = OptionType::integer, .doc = "Working days it takes.", .fallback = "1", .min = 0, .max = 260},
    {.key = "min_duration_bd", .type = OptionType::integer, .doc = "Working days it takes at the very least, when days must be won back.", .example = "1", .min = 0, .max = 260},
    {.key = "after", .type = OptionType::list, .doc = "Steps that come before: \"key\", \"key?\" when the order may be given up to win time, \"key+3bd\" or \"key-5cd\" with a wait or a lead.", .example = "[signature]"},
    {.key = "handoff_to", .type = OptionType::choice, .doc = "Party that receives the baton when the step is complete.", .example = "partner", .choices = "vendor|partner|customer"},
    {.key = "handoff_what", .type = OptionType::text, .doc = "What is handed over.", .example = "signed order form"},
    {.key = "reviewed_by", .type = OptionType::choice, .doc = "Party that reviews what the step sends: the review becomes a step of its own, KEY_review, with a handoff to it. Steps after this one wait for the review.", .example = "customer", .choices = "vendor|partner|customer"},
    {.key = "review_owner", .type = OptionType::choice, .doc = "Role of the person who reviews.", .example = "security_approver", .choices = kRoles},
    {.key = "review_bd", .type = OptionType::integer, .doc = "Working days the review takes.", .fallback = "5", .min = 0, .max = 260},
    {.key = "done_condition", .type = OptionType::text, .doc = "How everybody sees that it is done.", .example = "both signatures are on the order form"},
};

inline constexpr Option kCalendar[] = {
    {.key = "timezone", .type = OptionType::zone, .doc = "Zone of the hours. Default: the daemon's.", .example = "Europe/Berlin"},
    {.key = "holidays", .type = OptionType::list, .doc = "Days off.", .fallback = "[]", .example = "[2026-12-25, 2026-12-26, 2027-01-01]"},
    {.key = "extra_working_days", .type = OptionType::list, .doc = "Days worked although the week or a holiday says otherwise.", .fallback = "[]", .example = "[2026-12-19]"},
};

inline constexpr Option kPerson[] = {
    {.key = "email", .type = OptionType::email, .doc = "Joins this entry with what the CRMs know.", .example = "maria@contoso.example", .required = true},
    {.key = "name", .type = OptionType::text, .doc = "Name as it appears in plans.", .example = "Maria Weber"},
    {.key = "slack", .type = OptionType::text, .doc = "Slack member id.", .example = "U012AB3CD"},
    {.key = "timezone", .type = OptionType::zone, .doc = "The person's zone. Default: the party's.", .example = "Europe/Berlin"},
    {.key = "calendar", .type = OptionType::text, .doc = "Name of the person's [calendar.NAME].", .example = "de"},
    {.key = "manager", .type = OptionType::email, .doc = "Whom to ask when the person does not answer.", .example = "head@contoso.example"},
    {.key = "party", .type = OptionType::choice, .doc = "Whose person it is, when no CRM says so.", .example = "vendor", .choices = "vendor|partner|customer"},
    {.key = "kind", .type = OptionType::choice, .doc = "Only a person may own a step.", .fallback = "person", .choices = "person|team|role|service"},
    {.key = "title", .type = OptionType::text, .doc = "The person's job.", .example = "Account executive"},
    {.key = "channels", .type = OptionType::list, .doc = "Which notifiers reach this person, in order. Default: as the route says.", .example = "[slack_team, mail]"},
};

inline constexpr Option kRoute[] = {
    {.key = "notify", .type = OptionType::list, .doc = "Names of notifier connectors; all of them are told.", .example = "[mail]", .required = true},
    {.key = "fallback", .type = OptionType::list, .doc = "Used when a person cannot be reached on any of notify.", .example = "[mail]"},
    {.key = "continue", .type = OptionType::boolean, .doc = "true: later routes are looked at as well.", .fallback = "false"},
};

inline constexpr Option kNotify[] = {
    {.key = "quiet", .type = OptionType::text, .doc = "Hours without notices, in the recipient's zone, beside weekends and holidays. none: any hour, any day.", .fallback = "18:00-08:00"},
    {.key = "pierce", .type = OptionType::choice, .doc = "critical: critical notices do not wait for the quiet hours to end.", .fallback = "never", .choices = "never|critical"},
    {.key = "group_wait", .type = OptionType::duration, .doc = "How long the first notice of a plan waits for others to join it.", .fallback = "10m", .max = kDay},
    {.key = "group_interval", .type = OptionType::duration, .doc = "Time between two notices about one plan to one person.", .fallback = "4h", .max = 30 * kDay},
    {.key = "quarantine", .type = OptionType::duration, .doc = "How long an attempt of unknown outcome rests before it is looked into.", .fallback = "120s", .min = kSecond, .max = kDay},
    {.key = "max_per_day", .type = OptionType::integer, .doc = "Notices per person and day, critical ones not counted; the rest goes into the digest.", .fallback = "5", .min = 1, .max = 1'000'000},
    {.key = "customer", .type = OptionType::choice, .doc = "draft: customers are not written to, the plan's coordinator gets the text; send: they are.", .fallback = "draft", .choices = "draft|send"},
    {.key = "on_ambiguous", .type = OptionType::choice, .doc = "What to do when it is unknown whether a receiver that cannot be searched got a notice.", .fallback = "at_least_once", .choices = "at_least_once|at_most_once"},
};

inline constexpr Option kOperator[] = {
    {.key = "notify", .type = OptionType::list, .doc = "Notifiers that tell the operator about the daemon itself.", .example = "[mail]"},
    {.key = "email", .type = OptionType::email, .doc = "The operator's address.", .example = "ops@contoso.example"},
    {.key = "name", .type = OptionType::text, .doc = "What the operator is called in notices.", .example = "closemap operator"},
};

inline constexpr Option kWeb[] = {
    {.key = "listen", .type = OptionType::text, .doc = "Address and port for shared plan pages, health and metrics. Empty: only the control socket serves them.", .example = "127.0.0.1:8390"},
};

inline constexpr Option kCommon[] = {
    {.key = "type", .type = OptionType::text, .doc = "Which connector this is.", .example = "csv", .required = true},
    {.key = "name", .type = OptionType::text, .doc = "Your own name for this instance; it appears in logs, metrics, plans and alerts.", .example = "vendor_crm", .required = true},
    {.key = "party", .type = OptionType::choice, .doc = "Whose word it carries in the plan: \"vendor\" or \"partner\".", .example = "vendor", .choices = "vendor|partner"},
    {.key = "interval", .type = OptionType::duration, .doc = "How often to ask for changes.", .fallback = "5m", .min = kSecond / 10, .max = 7 * kDay},
    {.key = "overlap", .type = OptionType::duration, .doc = "Re-read this much on every poll, for records that became visible late.", .fallback = "5m", .max = 30 * kDay},
    {.key = "page_size", .type = OptionType::integer, .doc = "Records per page.", .fallback = "100", .min = 1, .max = 10'000},
    {.key = "timeout", .type = OptionType::duration, .doc = "The longest one request may take.", .fallback = "2m", .min = kSecond, .max = 60 * kMinute},
    {.key = "ca_file", .type = OptionType::path, .doc = "A private certificate authority. There is no way to switch verification off.", .example = "/etc/ssl/private-ca.pem"},
    {.key = "allow_private", .type = OptionType::boolean, .doc = "true: this connector may dial private and loopback addresses.", .fallback = "false"},
    {.key = "timezone", .type = OptionType::zone, .doc = "Zone of timestamps without one. Default: the daemon's.", .example = "America/New_York"},
    {.key = "write", .type = OptionType::list, .doc = "What may be written back to it.", .fallback = "[]", .example = "[task, note]", .choices = "task|note|field"},
};
// clang-format on

}  // namespace closemap::sections
