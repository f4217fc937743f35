// Connector types as the configuration sees them, for tests: like the built-in ones, without code.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/settings.h"
#include "config/spec.h"

namespace closemap::fake {

inline constexpr std::string_view kCrmStreams[] = {"opportunity", "milestone", "person"};

inline constexpr Option kTryton[] = {
    {.key = "base_url",
     .type = OptionType::url,
     .doc = "Address of the server.",
     .example = "https://crm.contoso.example",
     .required = true},
    {.key = "database", .doc = "Name of the database.", .example = "sales", .required = true},
    {.key = "user", .doc = "Login of the daemon's user.", .example = "closemap", .required = true},
    {.key = "password",
     .type = OptionType::secret,
     .doc = "The user's password.",
     .example = "credential:tryton",
     .required = true},
    {.key = "page_size",
     .type = OptionType::integer,
     .doc = "Records per request.",
     .fallback = "50",
     .min = 1,
     .max = 500},
};
inline constexpr std::string_view kTrytonMap = R"(
[map.opportunity]
name = { at = "rec_name" }
amount = { at = "amount", as = "money", currency_at = "/currency./code" }
close_date = "close_date"
stage = { at = "state", as = "lookup", table = "stage" }
owner = { at = "employee", of = "ref" }
[lookup.stage]
lead = 0
opportunity = 1
converted = 5
lost = -1
)";

inline constexpr Option kCsv[] = {
    {.key = "path",
     .type = OptionType::path,
     .doc = "A folder of exports.",
     .example = "/var/spool/closemap/fabrikam",
     .required = true},
    {.key = "mode",
     .type = OptionType::choice,
     .doc = "What a missing row means.",
     .fallback = "snapshot",
     .choices = "snapshot|append"},
};
inline constexpr std::string_view kCsvMap = R"(
[map.opportunity]
keys = "loose"
name = "name"
close_date = "close_date"
amount = { at = "amount", currency_at = "currency" }
[map.milestone]
keys = "loose"
title = "title"
due = "due"
)";

inline constexpr Option kSlack[] = {
    {.key = "token",
     .type = OptionType::secret,
     .doc = "Bot token.",
     .example = "credential:slack"},
    {.key = "webhook_url",
     .type = OptionType::secret,
     .doc = "Address of one channel.",
     .example = "credential:slack_url"},
    {.key = "channel", .doc = "Where to write instead of to the person.", .example = "#deals"},
};
inline constexpr Option kEmail[] = {
    {.key = "server",
     .type = OptionType::url,
     .doc = "The mail server.",
     .example = "smtp://mail.contoso.example:587",
     .required = true,
     .choices = "smtp|smtps"},
    {.key = "user", .doc = "Login at the server.", .example = "closemap"},
    {.key = "password",
     .type = OptionType::secret,
     .doc = "Its password.",
     .example = "credential:smtp"},
    {.key = "from",
     .type = OptionType::email,
     .doc = "Sender of every mail.",
     .example = "closemap@contoso.example",
     .required = true},
};
inline constexpr Option kWebhook[] = {
    {.key = "url",
     .type = OptionType::url,
     .doc = "Where events are posted.",
     .example = "https://hooks.contoso.example/closemap",
     .required = true},
    {.key = "secret",
     .type = OptionType::secret,
     .doc = "Signs every request.",
     .example = "credential:webhook"},
};
inline constexpr Option kLog[] = {
    {.key = "level",
     .type = OptionType::choice,
     .doc = "Level of the lines.",
     .fallback = "info",
     .choices = "info|warning"},
};

inline std::vector<ConnectorShape> shapes() {
  const std::span<const std::string_view> streams(kCrmStreams);
  return {
      {"csv", "Reads exports from a folder.", true, false, false, kCsv, streams, kCsvMap},
      {"email", "Sends notices by mail.", false, true, false, kEmail, {}, {}},
      {"log", "Writes notices to the log.", false, true, false, kLog, {}, {}},
      {"slack", "Sends notices to Slack.", false, true, false, kSlack, {}, {}},
      {"tryton", "Reads opportunities from a Tryton server.", true, false, true, kTryton, streams,
       kTrytonMap},
      {"webhook", "Posts notices as signed requests.", false, true, false, kWebhook, {}, {}},
  };
}

inline Loaded load(const std::vector<std::pair<std::string, std::string>>& files) {
  const std::vector<ConnectorShape> all = shapes();
  const ShapeLookup lookup = [&all](const std::string& type) -> const ConnectorShape* {
    for (const ConnectorShape& shape : all)
      if (shape.type == type) return &shape;
    return nullptr;
  };
  return load_settings_text(files, lookup, all);
}

inline std::string problems_text(const Loaded& loaded) {
  std::string out;
  for (const Problem& problem : loaded.problems) out += to_text(problem) + "\n";
  return out;
}

}  // namespace closemap::fake
