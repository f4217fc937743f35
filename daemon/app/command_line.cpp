// Reading argv.
#include "daemon/app/command_line.h"

#include <CLI/CLI.hpp>
#include <functional>
#include <sstream>

#include "daemon/app/version.h"

namespace closemap {
namespace {

constexpr int kExitUsage = 2;

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
      const int code = app_.exit(error, out, out);
      return {std::nullopt, code == 0 ? 0 : kExitUsage, out.str()};
    }
    asked_.config_given = config_->count() > 0;
    if (asked_.command == "plan edit" && asked_.edit.empty())
      return {std::nullopt, kExitUsage,
              "plan edit needs one of --accept-forecast, --accept-handoff HANDOFF, --propose, "
              "--pause REASON, --resume\n"};
    if (asked_.json && (asked_.command == "run" || asked_.command == "config sample"))
      return {std::nullopt, kExitUsage,
              asked_.command + " answers with no document; leave --json out\n"};
    if (asked_.json && asked_.command == "plan export") {
      if (format_->count() > 0 && asked_.format != "json")
        return {std::nullopt, kExitUsage,
                "plan export --json is --format json; name no other format\n"};
      asked_.format = "json";
    }
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
  CLI::App* with_id(CLI::App* command, const std::string& what) {
    command->add_option("id", asked_.id, what)->required();
    return command;
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
        "folder of the recording");
    CLI::App* config = group("config", "the configuration");
    add(*config, "config sample", "a commented sample with every option");
    add(*config, "config show", "effective values with their origin, secrets masked");
    CLI::App* connectors = group("connectors", "what can be connected");
    add(*connectors, "connectors list", "configured connectors and known types");
    with_id(add(*connectors, "connectors describe", "the options of a type"), "type of connector");
    with_id(add(*connectors, "connectors check", "try one connector"), "its name");
    with_id(add(*connectors, "connectors believe", "take in what the mass-change guard held back"),
            "its name");
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
    with_id(add(*plan, "plan lint", "ways this plan could go wrong, and what to do"), "id");
    with_party(add(app_, "agenda", "the 15-minute review of the week"))
        ->add_option("id", asked_.id, "of one plan; without it of all");
    add(app_, "report", "how the deals are doing, and what each forecast rests on");
    CLI::App* edit = with_id(add(*plan, "plan edit", "a person's decision"), "id");
    const auto flag = [&](const std::string& name, const std::string& kind,
                          const std::string& help) {
      edit->add_flag_callback(
          name, [this, kind] { asked_.edit = kind; }, help);
    };
    flag("--accept-forecast", "accept_forecast", "the forecast dates become the promises");
    flag("--propose", "propose", "a complete draft is watched from now on");
    flag("--resume", "resume", "a paused plan goes on");
    edit->add_option_function<std::string>(
        "--accept-handoff",
        [this](const std::string& handoff) {
          asked_.edit = "accept_handoff";
          asked_.handoff = handoff;
        },
        "the receiver has the baton: hof_… of plan show");
    edit->add_option_function<std::string>(
        "--pause",
        [this](const std::string& why) {
          asked_.edit = "pause";
          asked_.reason = why;
        },
        "alerts rest; say why");
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
    add(*quarantine, "quarantine retry", "read them again")
        ->add_option("id", asked_.id, "number; without it all of them");
  }
  void store_commands() {
    CLI::App* store = group("store", "the store's file");
    add(*store, "store check", "integrity, event chain, counters");
    with_id(add(*store, "store backup", "a verified copy while running"), "path of the copy");
  }

  CLI::App app_;
  CLI::Option* config_ = nullptr;
  CLI::Option* format_ = nullptr;
  Invocation asked_;
};

}  // namespace

Parsed parse_command_line(int argc, const char* const* argv) { return Grammar().parse(argc, argv); }

}  // namespace closemap
