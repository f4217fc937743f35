#!/usr/bin/env python3
"""What the commands answer without a daemon, for people and as JSON: one document, errors as well; never a table
where a document was asked for. Also: every fault of a configuration in one run, and what is left out of a folder.
"""
import json
import os
import subprocess
import sys

from house import PARTIES, ROOT, main, program_of

CONFIG = """
timezone = "UTC"
""" + PARTIES + """[[connector]]
type = "csv"
name = "vendor_export"
party = "vendor"
path = "{vendor}"
[[connector]]
type = "csv"
name = "partner_export"
party = "partner"
path = "{partner}"
[[connector]]
type = "log"
name = "journal"
[[route]]
notify = ["journal"]
[operator]
notify = ["journal"]
email = "ops@contoso.example"
[notify]
quiet = "none"
group_wait = "0s"
"""

VENDOR = """id,name,account,domain,stage,close_date,owner_email,key_deal,anchor_go_live
V1,Platform rollout,Northwind,northwind.example,Proposal,2031-04-24,jonas@contoso.example,K1,2031-05-05
"""
PARTNER = """id,name,account,domain,stage,close_date,owner_email,key_deal
P1,Resale,Northwind,northwind.example,Proposal,2031-04-24,tom@fabrikam.example,K1
"""
STEPS = """id,opportunity,title,owner_email,due,after,kind
M1,P1,Pilot,Priya Rao <priya@fabrikam.example>,2031-03-20,,pilot
M2,P1,Sign the order,priya@fabrikam.example,2031-04-24,M1,signature
M3,P1,Go live,"priya@fabrikam.example; li@fabrikam.example",2031-05-05,M2,go_live
"""
STATES = """
[connector.map.milestone]
status = {{ at = "state", as = "lookup", table = "st" }}
[connector.lookup.st]
"offen" = "WORD"
"""


class Answers:
    def __init__(self, house):
        self.house = house
        self.config = house.path("closemap.toml")
        house.write("vendor/opportunities.csv", VENDOR)
        house.write("partner/opportunities.csv", PARTNER)
        house.write("partner/milestones.csv", STEPS)
        house.write("closemap.toml", CONFIG.format(vendor=house.path("vendor"), partner=house.path("partner")))

    def run(self, *words, config=None):
        at = ["--config", config or self.config, "--state-dir", self.house.path("state")]
        return subprocess.run([self.house.program, *words, *at], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=60, check=False)

    def document(self, code, *words, config=None):
        """The one document on stdout."""
        ran = self.run(*words, "--json", config=config)
        what = "closemap " + " ".join(words) + " --json"
        self.house.equal(f"exit status of {what}", ran.returncode, code)
        try:
            return json.loads(ran.stdout)  # more than one would be an error
        except ValueError:
            self.house.check(f"{what} answers with a document", False, ran.stdout + ran.stderr)
            return {}

    def configuration(self):
        house = self.house
        good = self.document(0, "check")
        house.equal("good", good.get("good"), True)
        house.equal("problems", good.get("problems"), [])
        online = self.document(0, "check", "--online")
        house.equal("connectors tried", [(one["connector"], one["ok"], one["line"]) for one in online.get("online", [])],
                    [("vendor_export", True, 11), ("partner_export", True, 16), ("journal", True, 21)])
        shown = self.document(0, "config", "show")
        house.check("config show names the interval", any(one["key"] == "interval" for one in shown.get("settings", [])), shown)
        described = self.document(0, "connectors", "describe", "csv")
        house.check("describe lists the options", any(one["key"] == "path" for one in described.get("options", [])), described)
        for name in ("vendor_export", "csv"):  # one of the configuration, or a type
            ran = self.run("connectors", "describe", name)
            house.check(f"{name} is described as what it is", ran.returncode == 0 and "id_column" in ran.stdout, ran.stdout + ran.stderr)
        house.equal("the type of a connector of the configuration",
                    self.document(0, "connectors", "describe", "vendor_export").get("type"), "csv")
        missed = self.document(1, "connectors", "describe", "vendor_exprt").get("error", "")
        house.check("a name that is nearly one is suggested", 'did you mean "vendor_export"?' in missed, missed)
        house.check("an unknown type is an error", "csv" in self.document(1, "connectors", "describe", "cvs").get("error", ""))
        house.check("an unknown name is an error", self.document(1, "connectors", "check", "nobody").get("error"))
        for words in (("run",), ("config", "sample")):
            ran = self.run(*words, "--json")
            house.equal(f"{words} --json is wrong usage", (ran.returncode, ran.stdout.count("\n") + ran.stderr.count("\n")), (2, 1))

    def wrong_usage(self):
        """Exit status 2, one line that names the word at fault; a document where one was asked for."""
        house = self.house
        kinds = (("plan", "show"), ("plan", "explain"), ("plan", "export"), ("plan", "lint"), ("plan", "edit", "--resume"),
                 ("alerts", "explain"), ("links", "confirm"), ("links", "reject"), ("links", "undo"), ("outbox", "retry"),
                 ("quarantine", "retry"), ("connectors", "check"), ("connectors", "believe"))
        for words in kinds:
            ran = self.run(*words, "")
            house.check(f"{words} refuses an empty id", ran.returncode == 2 and ran.stdout == "" and ran.stderr.count("\n") == 1,
                        (ran.returncode, ran.stdout, ran.stderr))
        for words, says in ((("bogus",), 'there is no command "bogus"; there are run, once, '),
                            (("agneda",), 'there is no command "agneda"; did you mean "agenda"?'),
                            (("plan", "shov", "x"), 'there is no command "plan shov"; did you mean "show"?'),
                            (("--bogus",), 'there is no option "--bogus"'),
                            (("status", "--wiat"), 'there is no option "--wiat"; did you mean "--wait"?'),
                            (("plan", "edit", "x", "--propose", "--resume"), "plan edit takes one decision at a time, not --propose and --resume"),
                            (("plan", "edit", "x", "--pause", "budget", "--accept-forecast"), "not --accept-forecast and --pause"),
                            (("store", "backup"), "FILE is required"), (("replay",), "DIR is required")):
            ran = self.run(*words)
            house.check(f"{words} is wrong usage", ran.returncode == 2 and says in ran.stderr and ran.stdout == "",
                        (ran.returncode, ran.stdout, ran.stderr))
            answer = self.document(2, *words)
            house.check(f"{words} --json says so, too", says in answer.get("error", ""), answer)
        for words in (("run",), ("config", "sample"), ("plan", "export", "x", "--format", "md"), ("plan", "edit", "x"),
                      ("links", "undo", "../status"), ("status", "--log-level", "loud"), ()):
            house.check(f"{words} --json has an error", self.document(2, *words).get("error"))

    def odd_ids(self):
        """An id is an id, whatever stands in it: nothing is found, and nothing else is asked for."""
        house = self.house
        kinds = (("plan", "show"), ("plan", "explain"), ("plan", "export"), ("plan", "lint"), ("plan", "edit", "--resume"),
                 ("alerts", "explain"), ("links", "confirm"), ("links", "reject"), ("links", "undo"), ("outbox", "retry"),
                 ("quarantine", "retry"), ("connectors", "check"), ("connectors", "believe"))
        for words in kinds:
            rows = words[0] in ("links", "outbox", "quarantine")
            for odd in ("../status", "?x", "abc/explain", "..", "a b", "1,\"x\":2", "%2e", "ä#"):
                ran = self.run(*words, odd)
                house.check(f"{words} finds nothing of {odd!r}", ran.returncode == (2 if rows else 78 if words[1] == "believe" else 1) and ran.stdout == ""
                            and ran.stderr.count("\n") == 1, (ran.returncode, ran.stdout, ran.stderr))
        house.check("an id that nobody has is asked for", self.document(1, "plan", "show", "pln_0-x").get("error"))
        house.check("a connector may have a dot", "no connector is named a.b" in
                    self.document(1, "connectors", "check", "a.b").get("error", ""))

    def faults(self):
        """All files in one run, each fault with its place."""
        house = self.house
        bad = house.path("bad", "closemap.toml")
        text = CONFIG.format(vendor=house.path("nowhere"), partner=house.path("partner"))
        house.write("bad/closemap.toml", text.replace("[notify]", "[notifi]"))
        house.write("bad/conf.d/10.toml", "[[connector\n")
        ran = self.run("check", config=bad)
        house.equal("exit status of faults", ran.returncode, 78)
        house.check("the main file's fault is named", "closemap.toml:28:2: error: unknown key \"notifi\"" in ran.stderr
                    or "\"notifi\"" in ran.stderr, ran.stderr)
        house.check("the broken file's fault is named", "conf.d/10.toml:1:" in ran.stderr, ran.stderr)
        answer = self.document(78, "check", config=bad)
        house.check("both are in the document", {os.path.basename(one["file"]) for one in answer.get("problems", [])}
                    == {"closemap.toml", "10.toml"}, answer)
        for words in (("once",), ("config", "show"), ("plan", "list"), ("connectors", "check", "journal")):
            house.check(f"{words} says so, too", self.document(78, *words, config=bad).get("error"))
        words = CONFIG.replace('"{partner}"', '"{partner}"' + STATES).format(vendor=house.path("vendor"), partner=house.path("partner"))
        for word, code in (("waiting", 0), ("wartend", 78)):  # a step that waits is blocked
            house.write("words.toml", words.replace("WORD", word))
            house.equal(f"exit status of a step's status {word}", self.run("check", config=house.path("words.toml")).returncode, code)
        house.write("away/closemap.toml", text)
        away = house.path("away", "closemap.toml")
        ran = self.run("check", "--online", config=away)
        house.check("who does not answer is named with its place",
                    f"{away}:11:1: error: vendor_export: " in ran.stderr and "partner_export: ok" in ran.stdout,
                    ran.stdout + ran.stderr)

    def rounds(self):
        """`once` says what changed, and nothing when nothing did."""
        house = self.house
        first = self.document(0, "once", "--dry-run")
        house.equal("a dry run", first.get("dry_run"), True)
        house.equal("changes of a dry run", [one["what"] for one in first.get("changes", [])], ["created"])
        ran = self.run("once")
        house.check("once says what it made", "Platform rollout: created, proposed (pln_" in ran.stdout, ran.stdout + ran.stderr)
        house.equal("once again says nothing", self.run("once").stdout, "")
        house.write("partner/milestones.csv", STEPS.replace("2031-05-05", "2031-05-19"))
        moved = self.document(0, "once").get("changes", [])
        house.equal("what moved", [(one["what"], one["subject"], one["from"], one["to"]) for one in moved],
                    [("moved", "Go live", "2031-05-05", "2031-05-19"), ("forecast", "", "2031-05-05", "2031-05-19")])
        plan = self.document(0, "plan", "list")["plans"][0]["id"]
        steps = {one["title"]: one for one in self.document(0, "plan", "show", plan)["milestones"]}
        house.equal("the owner of the first step", steps["Pilot"]["owner_name"], "Priya Rao")
        house.equal("two addresses own nothing", steps["Go live"]["owner_name"], "priya@fabrikam.example; li@fabrikam.example")
        alerts = self.document(0, "alerts", "list", "--all")["alerts"]
        house.check("which is said", any(one["signal"] == "multi_org_owner" for one in alerts), alerts)
        house.equal("an export is JSON", self.document(0, "plan", "export", plan).get("schema_version") is not None
                    or "milestones" in self.document(0, "plan", "export", plan), True)
        ran = self.run("plan", "export", plan, "--format", "md", "--json")
        house.equal("one format at a time", ran.returncode, 2)
        ran = self.run("plan", "export", plan, "--format", "md", "--all-day")
        house.equal("days are for calendars", ran.returncode, 2)
        edited = self.run("plan", "edit", plan, "--pause", "budget freeze")
        house.check("plan edit answers for people", edited.returncode == 0 and "{" not in edited.stdout
                    and "budget freeze" in edited.stdout, edited.stdout + edited.stderr)
        version = self.document(0, "plan", "show", plan)["version"]
        house.write("change.json", '{"shared_context": {"who": "Four plants"}}')
        change = house.path("change.json")
        with open(house.path("latin.json"), "wb") as latin:
            latin.write('{"shared_context": {"who": "Vier Häuser"}}'.encode("latin-1"))
        for options, code, says in ((("--merge", change), 0, "version"), (("--merge", "-"), 1, "standard input is empty"),
                                    (("--merge", house.path("none.json")), 1, "cannot be read"),
                                    (("--merge", house.path("latin.json")), 1, "json: not valid"),
                                    (("--merge", change, "--if-match", str(version)), 1, "412"),
                                    (("--sign", "customer"), 2, "--sign needs --as E-MAIL"),
                                    (("--sign", "buyer", "--as", "x@y.example"), 2, "buyer")):
            ran = self.run("plan", "edit", plan, *options)
            house.check(f"plan edit {' '.join(options[::2])}", ran.returncode == code and says in ran.stdout + ran.stderr,
                        f"{ran.returncode} {ran.stdout}{ran.stderr}")
        explained = self.run("alerts", "explain", alerts[0]["id"])
        house.check("alerts explain answers for people", explained.returncode == 0 and "{" not in explained.stdout
                    and "Who was told" in explained.stdout, explained.stdout + explained.stderr)

    def left_out(self):
        house = self.house
        os.symlink(house.path("partner/milestones.csv"), house.path("partner/milestones-latest.csv"))
        os.mkfifo(house.path("partner/people.csv"))
        ran = self.run("connectors", "check", "partner_export")
        house.equal("exit status of the check", ran.returncode, 0)
        for name, why in (("milestones-latest.csv", "a symbolic link"), ("people.csv", "a pipe")):
            house.check(f"the check names {name}", f"{name} is not read: it is {why}" in ran.stderr, ran.stderr)
        answer = self.document(0, "connectors", "check", "partner_export")
        house.equal("remarks", len(answer.get("remarks", [])), 2)
        ran = self.run("once")
        house.check("a round names them, too", "milestones-latest.csv is not read" in ran.stderr, ran.stderr)
        told = [one for one in self.document(0, "outbox", "--all")["outbox"] if one["kind"] == "operator"]
        self.run("once")
        again = [one for one in self.document(0, "outbox", "--all")["outbox"] if one["kind"] == "operator"]
        house.equal("the operator hears it once", (len(told), len(again)), (1, 1))

    def columns(self):
        """A renamed column of a small export takes nothing away."""
        house = self.house
        house.write("partner/milestones.csv", STEPS.replace("due,", "due by,").replace("Sign the order", "Sign it"))
        ran = self.run("once")
        house.check("the lost column is named", 'milestones.csv has no column "due" or "due_date" any more; is it "due by" now?'
                    in ran.stderr, ran.stderr)
        plan = self.document(0, "plan", "list")["plans"][0]["id"]
        steps = {one["title"]: one for one in self.document(0, "plan", "show", plan)["milestones"]}
        house.equal("the promise of the renamed step", steps.get("Sign it", {}).get("due"), "2031-04-24")
        self.run("connectors", "believe", "partner_export")
        house.write("partner/milestones.csv", STEPS + "M9,P9,Lost,,2031-01-01,,\nM8,P1,Odd,,2031-01-01,M77,\n")
        self.run("once")
        rows = self.document(0, "quarantine")["quarantine"]
        house.equal("steps without a place", sorted((one["record"], one["reason"]) for one in rows),
                    [("M8", 'after names "M77", which is no step of this deal'),
                     ("M9", 'opportunity names "P9", which partner_export does not have')])

    def recording(self):
        story = os.path.join(ROOT, "examples", "quickstart", "story")
        ran = subprocess.run([self.house.program, "replay", story, "--json"], capture_output=True, text=True, timeout=120,
                             check=False)
        self.house.equal("exit status of the recording", ran.returncode, 0)
        lines = [json.loads(line) for line in ran.stdout.splitlines()]
        self.house.equal("one line a moment", [one["at"] for one in lines],
                         sorted(name for name in os.listdir(story) if name.startswith("2026")))
        self.house.check("the second moment has notices", lines[-1]["notices"] and lines[-1]["changes"], lines[-1])
        ran = subprocess.run([self.house.program, "replay", "/nowhere", "--json"], capture_output=True, text=True, check=False)
        self.house.check("no recording is an error", ran.returncode == 1 and json.loads(ran.stdout)["error"], ran.stdout)


def tell(house):
    answers = Answers(house)
    answers.configuration()
    answers.wrong_usage()
    answers.faults()
    answers.rounds()
    answers.left_out()
    answers.columns()
    answers.odd_ids()
    answers.recording()


if __name__ == "__main__":
    sys.exit(main(tell, program_of(sys.argv)))
