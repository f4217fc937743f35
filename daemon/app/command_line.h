// The command line, read: which command, which options (design.md §6). CLI11 is included in one
// .cpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace closemap {

struct Invocation {
  std::string command;  // "run", "plan show", "links confirm", …
  std::string id;  // plan, alert, link, message, record, connector or folder, as the command needs
  std::string config_path = "/etc/closemap/closemap.toml";
  std::string state_dir;        // --state-dir: store and socket live there
  std::string connector;        // once --connector
  std::string reason;           // plan edit --pause REASON, --reason REASON
  std::string edit;             // accept_forecast accept_handoff propose pause resume review_held
                                // next_review merge patch sign
  std::string handoff;          // plan edit --accept-handoff HANDOFF
  std::string when;             // plan edit --next-review WHEN
  std::string change_file;      // plan edit --merge FILE, --patch FILE; "-": standard input
  std::optional<int> if_match;  // plan edit --if-match VERSION
  std::string person;           // plan edit --as E-MAIL, plan export --person E-MAIL
  std::string format = "md";    // plan export: md html json ics
  std::string party;            // whose view; "" = the operator's; plan edit --sign PARTY
  std::string log_level;        // "" = as configured
  std::string wrong_usage;      // with --json: what is wrong, the answer of every command then
  bool config_given = false;
  bool json = false, dry_run = false, online = false, wait = false, all = false;
  bool all_day = false;  // plan export --all-day
};

// With --json wrong usage is an invocation whose wrong_usage says why.
struct Parsed {
  std::optional<Invocation> invocation;
  int exit_code = 0;  // when there is none: 0 after --help or --version, 2 for wrong usage
  std::string text;   // what to print then
};
Parsed parse_command_line(int argc, const char* const* argv);

}  // namespace closemap
