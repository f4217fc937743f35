// Reading argv.
#include "daemon/app/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <functional>
#include <sstream>
#include <string_view>

#include "config/problems.h"
#include "daemon/app/version.h"
#include "mapping/core/text.h"

namespace closemap {
namespace {

constexpr int kExitUsage = 2;

bool asks_for_json(int argc, const char* const* argv) {
  return std::any_of(argv, argv + argc,
                     [](const char* word) { return std::string_view(word) == "--json"; });
}

// One line that says what is wrong: a document where one was asked for, else a sentence.
Parsed refused(bool json, std::string line) {
  if (!json) return {std::nullopt, kExitUsage, "closemap: " + printable(line) + "\n"};
  Invocation asked;
  asked.json = true;
  asked.wrong_usage = std::move(line);
  return {std::move(asked), kExitUsage, {}};
}

// What is wrong with the id of something; "": nothing.
std::string id_objection(const Invocation& asked) {
  const std::string& command = asked.command;
  const bool number = command == "links confirm" || command == "links reject" ||
                      command == "links undo" || command == "outbox retry" ||
                      command == "quarantine retry";
  const bool digits =
      std::all_of(asked.id.begin(), asked.id.end(), [](char c) { return c >= '0' && c <= '9'; });
  constexpr std::size_t kDigitsMax = 18;  // of a row
  if (asked.id.empty()) return command + " needs an id; an empty one names nothing";
  if (number && (!digits || asked.id.size() > kDigitsMax))
    return command + " needs the number of a row, not " + in_quotes(asked.id);
  return {};
}

class Grammar {
 public:
  Grammar() : app_("One shared close map for vendor, partner and customer.", "closemap") {
    app_.require_subcommand(1);
    app_.set_version_flag("--version", std::string("closemap ") + kVersion);
    app_.fallthrough();
    config_ = app_.add_option("--config", asked_.config_path, "configuration file")
                  ->capture_default_str();
    app_.add_option("--state-dir", asked_.state_dir, "folder of store and control socket");
    app_.add_option("--log-level", asked_.log_level, "trace, debug, info, warning or error")
        ->check(CLI::IsMember({"trace", "debug", "info", "warn", "warning", "error"}));
    app_.add_flag("--json", asked_.json,
                  "JSON instead of text for people: one document, of replay one line a moment");
    daemon_commands();
    plan_commands();
    link_commands();
    alert_commands();
    store_commands();
  }

  Parsed parse(int argc, const char* const* argv) {
    try {
      app_.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      std::ostringstream out;
      if (app_.exit(error, out, out) == 0) return {std::nullopt, 0, out.str()};
      const bool json = asks_for_json(argc, argv);
      if (std::string line = unknown_word(argc, argv); !line.empty())
        return refused(json, std::move(line));
      if (json) return refused(json, error.what());
      return {std::nullopt, kExitUsage, out.str()};
    }
    asked_.config_given = config_->count() > 0;
    if (asked_.command == "plan edit" && asked_.edit.empty())
      return refused(asked_.json,
                     "plan edit needs one of --accept-forecast, --accept-handoff HANDOFF, "
                     "--propose, --pause REASON, --resume, --review-held, --next-review WHEN, "
                     "--merge FILE, --patch FILE, --sign PARTY");
    if (asked_.edit == "sign" && asked_.person.empty())
      return refused(asked_.json, "--sign needs --as E-MAIL: who of that party signed");
    if (decisions_.size() > 1)
      return refused(asked_.json,
                     "plan edit takes one decision at a time, not " + join(decisions_, " and "));
    if (asked_.json && (asked_.command == "run" || asked_.command == "config sample"))
      return refused(true, asked_.command + " answers with no document; leave --json out");
    if (asked_.json && asked_.command == "plan export") {
      if (format_->count() > 0 && asked_.format != "json")
        return refused(true, "plan export --json is --format json; name no other format");
      asked_.format = "json";
    }
    if (asked_.command == "plan export" && asked_.format != "ics" &&
        (asked_.all_day || !asked_.person.empty()))
      return refused(asked_.json, "--person and --all-day are for plan export --format ics");
    if (id_given())
      if (std::string line = id_objection(asked_); !line.empty())
        return refused(asked_.json, std::move(line));
    return {asked_, 0, {}};
  }

 private:
  CLI::App* add(CLI::App& parent, const std::string& words, const std::string& help) {
    const auto space = words.rfind(' ');
    CLI::App* command =
        parent.add_subcommand(space == std::string::npos ? words : words.substr(space + 1), help);
    command->fallthrough();
    command->callback([this, words] { asked_.command = words; });
    return command;
  }
  CLI::App* group(const std::string& name, const std::string& help) {
    CLI::App* parent = app_.add_subcommand(name, help);
    parent->require_subcommand(1);
    parent->fallthrough();
    return parent;
  }
  CLI::App* with_id(CLI::App* command, const std::string& what, const std::string& name = "ID") {
    ids_.push_back(command->add_option(name, asked_.id, what)->required());
    return command;
  }
  void with_any_id(CLI::App* command, const std::string& what) {
    ids_.push_back(command->add_option("ID", asked_.id, what));
  }
  bool id_given() const {
    return std::any_of(ids_.begin(), ids_.end(),
                       [](const CLI::Option* id) { return id->count() > 0; });
  }

  // The first word that is no command where one must stand, or no option; "": there is none.
  std::string unknown_word(int argc, const char* const* argv) {
    CLI::App* at = &app_;
    for (int i = 1; i < argc; ++i) {
      const std::string word = argv[i];
      if (word == "--") return {};
      if (word.starts_with("--")) {
        const std::size_t equals = word.find('=');
        const CLI::Option* option = option_named(at, word.substr(0, equals));
        if (option == nullptr)
          return "there is no option " + in_quotes(word) +
                 suggestion(word.substr(0, equals), option_names(at),
                            "; closemap --help lists them");
        if (equals == std::string::npos && option->get_items_expected_max() > 0) ++i;
        continue;
      }
      const std::vector<CLI::App*> commands = at->get_subcommands(nullptr);
      if (commands.empty() || word.starts_with('-')) continue;
      std::vector<std::string> names;
      for (const CLI::App* command : commands) names.push_back(command->get_name());
      const auto found = std::find(names.begin(), names.end(), word);
      if (found == names.end())
        return "there is no command " +
               in_quotes((at == &app_ ? "" : at->get_name() + " ") + word) +
               suggestion(word, names, "; there are " + join(names, ", "));
      at = commands[static_cast<std::size_t>(found - names.begin())];
    }
    return {};
  }
  // Of a command or of those above it; null: there is none.
  static const CLI::Option* option_named(CLI::App* at, const std::string& name) {
    for (; at != nullptr; at = at->get_parent())
      if (const CLI::Option* option = at->get_option_no_throw(name)) return option;
    return nullptr;
  }
  static std::vector<std::string> option_names(CLI::App* at) {
    std::vector<std::string> names;
    for (; at != nullptr; at = at->get_parent())
      for (const CLI::Option* option : at->get_options(nullptr))
        for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    return names;
  }
  CLI::App* with_party(CLI::App* command) {
    command->add_option("--party", asked_.party, "only what vendor, partner or customer may see")
        ->check(CLI::IsMember({"vendor", "partner", "customer"}));
    return command;
  }

  void daemon_commands() {
    add(app_, "run", "the daemon: reads, decides and tells until it is stopped");
    CLI::App* once = add(app_, "once", "one pass over every source, then exit");
    once->add_flag("--dry-run", asked_.dry_run,
                   "work on a copy and show the notices instead of sending them");
    once->add_option("--connector", asked_.connector, "read only this source");
    add(app_, "check", "find every problem of the configuration")
        ->add_flag("--online", asked_.online, "try every connector, too");
    add(app_, "status", "how the daemon and its connectors are doing")
        ->add_flag("--wait", asked_.wait, "wait until the first pass is done");
    with_id(
        add(app_, "replay", "a recorded period through the whole pipeline on a clock of its own"),
        "folder of the recording", "DIR");
    CLI::App* config = group("config", "the configuration");
    add(*config, "config sample", "a commented sample with every option");
    add(*config, "config show", "effective values with their origin, secrets masked");
    CLI::App* connectors = group("connectors", "what can be connected");
    add(*connectors, "connectors list", "configured connectors and known types");
    with_id(add(*connectors, "connectors describe", "the options of a type"),
            "type of connector, or a configured one's name", "NAME");
    with_id(add(*connectors, "connectors check", "try one connector"), "its name", "NAME");
    with_id(add(*connectors, "connectors believe", "take in what the mass-change guard held back"),
            "its name", "NAME");
  }
  void plan_commands() {
    CLI::App* plan = group("plan", "the plans, one per deal");
    add(*plan, "plan list", "one line per plan");
    with_id(add(*plan, "plan show", "one plan with its dates"),
            "id, part of it, name, or opportunity id");
    with_id(add(*plan, "plan explain", "why its dates moved"), "id");
    CLI::App* take = with_id(add(*plan, "plan export", "the plan to take away"), "id");
    format_ = take->add_option("--format", asked_.format, "md, html, json or ics")
                  ->check(CLI::IsMember({"md", "html", "json", "ics"}))
                  ->capture_default_str();
    with_party(take);
    take->add_option("--person", asked_.person, "ics: only what this e-mail owns or supports");
    take->add_flag("--all-day", asked_.all_day,
                   "ics: a day for each open step, for calendars that ignore to-dos");
    with_id(add(*plan, "plan lint", "ways this plan could go wrong, and what to do"), "id");
    with_any_id(with_party(add(app_, "agenda", "the 15-minute review of the week")),
                "of one plan; without it of all");
    add(app_, "report", "how the deals are doing, and what each forecast rests on");
    CLI::App* edit = with_id(add(*plan, "plan edit", "a person's decision"), "id");
    const auto decide = [this](const std::string& name, const std::string& kind) {
      asked_.edit = kind;
      decisions_.push_back(name);
    };
    const auto flag = [&](const std::string& name, const std::string& kind,
                          const std::string& help) {
      edit->add_flag_callback(
          name, [decide, name, kind] { decide(name, kind); }, help);
    };
    flag("--accept-forecast", "accept_forecast", "the forecast dates become the promises");
    flag("--propose", "propose", "a complete draft is watched from now on");
    flag("--resume", "resume", "a paused plan goes on");
    flag("--review-held", "review_held", "the review took place; the next one gets its date");
    edit->add_option_function<std::string>(
        "--next-review",
        [this, decide](const std::string& when) {
          decide("--next-review", "next_review");
          asked_.when = when;
        },
        "when the next review is: 2026-04-07 or 2026-04-07T14:00, in the plan's zone");
    edit->add_option_function<std::string>(
        "--accept-handoff",
        [this, decide](const std::string& handoff) {
          decide("--accept-handoff", "accept_handoff");
          asked_.handoff = handoff;
        },
        "the receiver has the baton: hof_… of plan show");
    edit->add_option_function<std::string>(
        "--pause",
        [this, decide](const std::string& why) {
          decide("--pause", "pause");
          asked_.reason = why;
        },
        "alerts rest; say why");
    change_options(*edit, decide);
  }
  void change_options(CLI::App& edit,
                      const std::function<void(const std::string&, const std::string&)>& decide) {
    const auto from_file = [&](const std::string& name, const std::string& kind,
                               const std::string& help) {
      edit.add_option_function<std::string>(
          name,
          [this, decide, name, kind](const std::string& file) {
            decide(name, kind);
            asked_.change_file = file;
          },
          help);
    };
    from_file("--merge", "merge",
              "change the plan document by the JSON Merge Patch in this file (- reads it from "
              "standard input); whole or not at all");
    from_file("--patch", "patch", "the same by a JSON Patch");
    edit.add_option("--if-match", asked_.if_match, "only if the plan is still at this version");
    edit.add_option("--reason", asked_.reason, "goes into the plan's history");
    edit.add_option_function<std::string>(
            "--sign",
            [this, decide](const std::string& party) {
              decide("--sign", "sign");
              asked_.party = party;
            },
            "note that a party signed what it sees of the plan: vendor, partner or customer")
        ->check(CLI::IsMember({"vendor", "partner", "customer"}));
    edit.add_option("--as", asked_.person, "e-mail of the person who decided or signed");
  }
  void link_commands() {
    CLI::App* links = group("links", "which records are one deal");
    add(*links, "links review", "pairs a person must decide");
    with_id(add(*links, "links confirm", "they are one deal"), "number");
    with_id(add(*links, "links reject", "they are two deals"), "number");
    with_id(add(*links, "links undo", "back to review"), "number");
  }
  void alert_commands() {
    CLI::App* alerts = group("alerts", "what is wrong now");
    add(*alerts, "alerts list", "open alerts, worst first")
        ->add_flag("--all", asked_.all, "settled ones, too");
    with_id(add(*alerts, "alerts explain", "why it fired and who was told"), "alr_…");
    CLI::App* outbox = app_.add_subcommand("outbox", "messages that wait or failed");
    outbox->fallthrough();
    outbox->add_flag("--all", asked_.all, "delivered ones, too");
    outbox->callback([this, outbox] {
      if (outbox->get_subcommands().empty()) asked_.command = "outbox list";
    });
    with_id(add(*outbox, "outbox retry", "send a dead or uncertain message again"), "number");
    CLI::App* quarantine = app_.add_subcommand("quarantine", "records that could not be read");
    quarantine->fallthrough();
    quarantine->callback([this, quarantine] {
      if (quarantine->get_subcommands().empty()) asked_.command = "quarantine list";
    });
    with_any_id(add(*quarantine, "quarantine retry", "read them again"),
                "number; without it all of them");
  }
  void store_commands() {
    CLI::App* store = group("store", "the store's file");
    add(*store, "store check", "integrity, event chain, counters");
    with_id(add(*store, "store backup", "a verified copy while running"), "path of the copy",
            "FILE");
  }

  CLI::App app_;
  CLI::Option* config_ = nullptr;
  CLI::Option* format_ = nullptr;
  std::vector<CLI::Option*> ids_;       // of every command
  std::vector<std::string> decisions_;  // options of plan edit that were given
  Invocation asked_;
};

}  // namespace

Parsed parse_command_line(int argc, const char* const* argv) { return Grammar().parse(argc, argv); }

}  // namespace closemap
