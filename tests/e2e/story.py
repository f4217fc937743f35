#!/usr/bin/python3
"""The whole path once, on real servers: a Tryton server as the vendor's CRM, CSV exports as the partner's, an SMTP
server with STARTTLS and AUTH, and the real daemon. People hear what concerns them exactly once, and nothing else.

usage: story.py CLOSEMAP      Prints what failed, closes with "N passed, N failed", exit 1 if any failed.
env: CLOSEMAP_SHARED (../shared): its data/ fills Tryton; rows of the same shape are made up where it is absent
     CLOSEMAP_KEEP: leaves the folder with logs and mails
"""
import collections
import csv
import datetime
import io
import os
import re
import subprocess
import sys

from house import PYTHON, ROOT, SERVERS, Daemon, Mail, free_port, main, program_of

sys.dont_write_bytecode = True
sys.path.insert(0, SERVERS)
from tryton_rpc import Tryton, date, decimal  # noqa: E402

OPPORTUNITIES = 500
MARIA, TOM, OPS = "maria@vendor.example.test", "tom@partner.example.test", "ops@vendor.example.test"
PRIYA, PAUL, NINA = "priya@partner.example.test", "paul@partner.example.test", "nina@partner.example.test"
PASSWORD = "correct horse battery staple"
LATE_BD = 5  # by how much a step is moved
LATER_CD = 21  # by how much the close date is moved

CONFIG = """
timezone = "UTC"

[vendor]
name = "Contoso"
domain = "vendor.example.test"
lead = "{maria}"

[partner]
name = "Fabrikam"
domain = "partner.example.test"
lead = "{tom}"

[[connector]]
type = "tryton"
name = "vendor_crm"
party = "vendor"
base_url = "http://127.0.0.1:{tryton_port}"
database = "crm"
user = "admin"
password = "file:{folder}/tryton.secret"
interval = "500ms"
overlap = "10s"
page_size = 200
allow_private = true

[[connector]]
type = "csv"
name = "partner_export"
party = "partner"
path = "{folder}/partner"
interval = "300ms"

[[connector]]
type = "email"
name = "mail"
server = "smtp://localhost:{smtp_port}"
user = "closemap"
password = "file:{folder}/smtp.secret"
from = "closemap@vendor.example.test"
ca_file = "{folder}/smtp/ca.pem"
allow_private = true

[[route]]
notify = ["mail"]

[notify]
quiet = "none"
group_wait = "0s"
quarantine = "2s"

# What this story is not about; every mail is counted.
[signal.one_sided_plan]
enabled = false
[signal.procurement_surprise]
enabled = false
[signal.unrealistic_close]
enabled = false
[signal.plan_too_late]
enabled = false
[signal.over_planned_small_deal]
enabled = false
[signal.quarter_end_close]
enabled = false
[signal.handoff_stalled]
enabled = false
[signal.ghosting]
enabled = false
[signal.stale_plan]
enabled = false
[operator]
notify = ["mail"]
email = "{ops}"
"""


def workday(count, start=None):
    """The day that many working days after (before) today; today's next one when count is 0."""
    day = start or datetime.datetime.now(datetime.timezone.utc).date()
    step = datetime.timedelta(days=1 if count >= 0 else -1)
    while day.weekday() > 4:
        day += step
    for _ in range(abs(count)):
        day += step
        while day.weekday() > 4:
            day += step
    return day


def as_read(day):
    return day.strftime("%a %Y-%m-%d")


class Crm:
    """The vendor's Tryton server."""

    def __init__(self, house):
        self.house = house
        self.port = free_port()
        self.env = dict(os.environ, PORT=str(self.port), TB_DIR=house.path("tryton"), PW="admin")

    def script(self, *words):
        subprocess.run([os.path.join(SERVERS, "tryton.sh"), *words], env=self.env, check=True, timeout=120,
                       stdout=subprocess.DEVNULL)

    def start(self):
        self.script("start")
        self.rpc = Tryton(self.port, "admin")

    def stop(self):
        self.script("stop")

    def fill(self):
        shared = os.environ.get("CLOSEMAP_SHARED", os.path.join(ROOT, "..", "shared"))
        self.script("seed", "--rows", str(OPPORTUNITIES), "--csv",
                    os.path.join(shared, "data", "maven_crm_sales_opportunities"))

    def count(self):
        return self.rpc.call("sale.opportunity", "search_count", [])

    def open_deals(self, count):
        """So many open opportunities with a customer, each of another customer and another name."""
        rows = self.rpc.call("sale.opportunity", "search_read",
                             [["state", "=", "opportunity"], ["party", "!=", None]], 0, None, [["id", "ASC"]],
                             ["reference", "description", "party.name", "employee.party.name", "employee.party.email"])
        deals, seen = [], set()
        for row in rows:
            names = {row["party."]["name"], row["description"]}
            if names & seen or len(deals) == count:
                continue
            seen |= names
            deals.append(Deal(row))
        return deals

    def write(self, deal, **values):
        self.rpc.call("sale.opportunity", "write", [deal.id], values)

    def delete(self, deal):
        self.rpc.call("sale.opportunity", "delete", [deal.id])


class Deal:
    """One deal of both sides: the vendor's opportunity and what the partner's export says of it."""

    def __init__(self, row):
        self.id = row["id"]
        self.reference = row["reference"]
        self.account = row["party."]["name"]
        self.name = row["description"]
        self.seller = row["employee."]["party."]["email"]
        self.steps = []
        self.export = {"id": "P-" + self.reference, "name": f"{self.account} resale", "account": self.account,
                       "domain": re.sub("[^a-z0-9]", "-", self.account.lower()) + ".example.test",
                       "stage": "Demo done", "owner_email": TOM, "key_reference": self.reference}

    def step(self, number, title, owner, due, **more):
        self.steps.append({"id": f"{self.reference}-{number}", "opportunity": self.export["id"], "title": title,
                           "owner_email": owner, "due": due, **more})

    def chain(self, owner, first=8):
        """Three steps to the customer's go-live, each waiting for the one before; not a day to spare."""
        self.step(1, "Security questionnaire", owner, workday(first))
        self.step(2, "Integration", owner, workday(first + 6), after=f"{self.reference}-1")
        self.step(3, "Go-live", TOM, workday(first + 12), after=f"{self.reference}-2", kind="go_live")
        self.go_live = self.export["anchor_go_live"] = workday(first + 12)

    def move(self, number, days):
        """What somebody does who quietly types a later date into the partner's CRM."""
        step = self.steps[number - 1]
        step["due"] = workday(days, step["due"])
        return step["due"]


class Export:
    """The partner's exports; written as whole files, like the CRM's nightly job does."""

    def __init__(self, house, deals):
        self.house = house
        self.deals = deals

    def table(self, name, rows):
        columns = list(dict.fromkeys(key for row in rows for key in row))
        out = io.StringIO()
        writer = csv.DictWriter(out, columns)
        writer.writeheader()
        writer.writerows(rows)
        self.house.write(f"partner/{name}.csv", out.getvalue())

    def write(self):
        self.table("opportunities", [deal.export for deal in self.deals])
        self.table("milestones", [step for deal in self.deals for step in deal.steps])
        self.table("people", [{"id": mail, "name": mail.split("@")[0].title() + " Partner", "email": mail,
                               "party": "partner"} for mail in (TOM, PRIYA, PAUL, NINA)])


class Mailbox:
    """What the SMTP server accepted, and what it should have."""

    def __init__(self, house):
        self.house = house
        self.wanted = collections.Counter()
        os.makedirs(house.path("smtp"))
        house.start([PYTHON, os.path.join(SERVERS, "mail_server.py"), house.path("smtp"), "closemap", PASSWORD],
                    "smtp.log")
        house.wait_for("the SMTP server", lambda: os.path.exists(house.path("smtp", "port")))
        with open(house.path("smtp", "port"), encoding="ascii") as file:
            self.port = int(file.read())

    def all(self):
        with open(self.house.path("smtp", "received"), encoding="utf-8") as file:
            return [Mail(line) for line in file if line.endswith("\n")]

    def find(self, to, subject):
        return [mail for mail in self.all() if mail.to == to and re.search(subject, mail.subject)]

    def expect(self, to, subject, secs=30):
        """Waits for the mail and notes that exactly one like it must have come when all is over."""
        self.wanted[(to, subject)] += 1
        return self.house.wait_for(f"a mail to {to}: {subject}", lambda: self.find(to, subject), secs)[0]

    def check_all(self):
        """Nothing is missing, nothing came twice, nothing came that nobody should get."""
        got = self.all()
        for (to, subject), count in self.wanted.items():
            self.house.equal(f"mails to {to} with {subject!r}", len(self.find(to, subject)), count)
        self.house.equal("all mails", len(got), sum(self.wanted.values()))
        for mail in got:
            if not any(mail.to == to and re.search(subject, mail.subject) for to, subject in self.wanted):
                self.house.check("nobody gets what does not concern them", False, f"{mail.to}: {mail.subject}")
        self.house.equal("mails with an id of their own", len({mail.id for mail in got}), len(got))
        self.house.check("every mail came over TLS from a user who had logged in",
                         all(mail.envelope["tls"] and mail.envelope["user"] == "closemap" for mail in got))
        self.house.check("no mail is marked as a possible repeat",
                         not any("ossible repeat" in mail.text for mail in got))


class Story:
    def __init__(self, house):
        self.house = house
        self.mail = Mailbox(house)
        self.crm = Crm(house)

    def tell(self):
        try:
            self.set_up()
            self.first_sync()
            self.a_step_moves()
            self.crm_goes_away_and_comes_back()
            self.close_date_moves()
            self.a_deal_is_deleted()
            self.restart()
            self.mail.check_all()
        finally:
            self.crm.stop()

    def set_up(self):
        house = self.house
        self.crm.start()
        self.crm.fill()
        house.equal("opportunities in Tryton", self.crm.count(), OPPORTUNITIES)
        deals = self.crm.open_deals(6)
        house.equal("open deals to choose from", len(deals), 6)
        self.moved, self.drifting, self.troubled, self.deleted, self.blind, self.last = deals
        self.moved.chain(PRIYA)
        self.blind.chain(PAUL)
        self.last.chain(NINA)
        self.deleted.chain(PAUL)
        # As found: a step three days overdue (nothing waits for it), and one that a team owns.
        self.troubled.chain(NINA)
        self.troubled.step(4, "Reference call", PRIYA, workday(-3))
        self.troubled.step(5, "Onboarding", "", workday(9), owner_name="Onboarding team")
        # The signature is what a close date is compared with. Both CRMs have the same date, so that one that moves also
        # disagrees with the other: one notice all the same (docs/adr/0007).
        self.signs = workday(12)
        self.drifting.step(1, "Legal review", PAUL, workday(6))
        self.drifting.step(2, "Contract signed", PAUL, self.signs, after=f"{self.drifting.reference}-1",
                           kind="signature")
        self.drifting.export["anchor_signature"] = self.signs
        self.drifting.export["close_date"] = self.signs
        for deal in deals:
            close = self.signs if deal is self.drifting else deal.go_live
            self.crm.write(deal, end_date=date(str(close)), amount=decimal("48000.00"))
        self.export = Export(house, deals)
        self.export.write()
        house.write("tryton.secret", "admin\n", 0o600)
        house.write("smtp.secret", PASSWORD + "\n", 0o600)
        house.write("closemap.toml", CONFIG.format(maria=MARIA, tom=TOM, ops=OPS, tryton_port=self.crm.port,
                                                   smtp_port=self.mail.port, folder=house.folder))
        self.daemon = Daemon(house, "closemap.toml")

    def first_sync(self):
        house = self.house
        checked = self.daemon.run("check", "--online")
        house.check("closemap check --online reaches all three", checked.returncode == 0,
                    checked.stdout + checked.stderr)
        self.daemon.start()
        status = house.wait_for("the first sync", self.daemon.settled, 60)
        records = {(one["connector"], one["stream"]): one["records"] for one in status["streams"]}
        house.equal("records of the vendor's CRM", records[("vendor_crm", "opportunity")], OPPORTUNITIES)
        house.equal("records of the partner's export", records[("partner_export", "opportunity")], 6)
        plans = self.daemon.ask("plan", "list")["plans"]
        house.equal("plans: one per linked deal", sorted(one["customer"] for one in plans),
                    sorted(deal.account for deal in self.export.deals))
        house.equal("status of the plans", {one["status"] for one in plans}, {"proposed"})
        # Of 500 opportunities and six plans people hear of the two things that are wrong, in one mail each.
        for to in (PRIYA, MARIA, TOM):
            digest = self.mail.expect(to, "^As found: [0-9]+ open points? in 1 deal$")
            house.check(f"the digest to {to} names the deal", self.plan_name(self.troubled) in digest.text, digest.text)
        house.check("Priya's digest names her step", "Reference call was due on" in self.mail.find(PRIYA, "^As found")[0].text)
        house.equal("mails after the first sync", len(self.mail.all()), 3)

    def plan_name(self, deal):
        return deal.name

    def shown(self, deal):
        """The plan of a deal as `closemap plan show` gives it."""
        return self.daemon.ask("plan", "show", deal.export["id"]) or {}

    def slip_is_told(self, deal, owner, moved_to):
        """The slip of the first step: its owner, the coordinator and both leads hear it, once each."""
        house = self.house
        subject = f"^Slip \\+{LATE_BD} days: Security questionnaire — {re.escape(self.plan_name(deal))}$"
        text = ""
        for to in (owner, MARIA, TOM):
            text = self.mail.expect(to, subject).text
        mail = self.mail.find(owner, subject)[0]
        house.check("the mail says from when to when the step moves",
                    f"{as_read(workday(-LATE_BD, moved_to))} → {as_read(moved_to)}" in mail.text, mail.text)
        late = workday(LATE_BD, deal.go_live)
        house.check("the mail says what that does to the customer's date",
                    f"Go-live moves from {as_read(deal.go_live)} to {as_read(late)}: {LATE_BD} working days"
                    in mail.says("Customer's date"), mail.text)
        house.check("the HTML says the same", as_read(late) in mail.html)
        house.check("the others hear the same of the customer's date", as_read(late) in text)

    def a_step_moves(self):
        moved_to = self.moved.move(1, LATE_BD)
        self.export.write()
        self.slip_is_told(self.moved, PRIYA, moved_to)

    def crm_goes_away_and_comes_back(self):
        house = self.house
        self.crm.stop()
        told = self.mail.expect(OPS, "^closemap: connector vendor_crm cannot be read$", 45)
        house.check("the operator hears what that means", "alerts of its plans rest" in told.text.lower(), told.text)
        # What changes on the other side meanwhile is taken in, but nobody is told on half the picture.
        moved_to = self.blind.move(1, LATE_BD)
        self.export.write()
        house.wait_for("the move in the plan", lambda: any(
            step["estimate"] == str(moved_to) for step in self.shown(self.blind).get("milestones", [])))
        house.equal("mails while the CRM is away", len(self.mail.all()), sum(self.mail.wanted.values()))
        self.crm.start()
        self.mail.expect(OPS, "^closemap: connector vendor_crm can be read again$", 60)
        self.slip_is_told(self.blind, PAUL, moved_to)

    def close_date_moves(self):
        close = self.signs + datetime.timedelta(days=LATER_CD)
        self.crm.write(self.drifting, end_date=date(str(close)))
        for to in (self.drifting.seller, MARIA):
            mail = self.mail.expect(
                to, f"^Close date {LATER_CD} days after the plan's forecast — {re.escape(self.plan_name(self.drifting))}$")
            self.house.check(f"the mail to {to} says what the plan forecasts",
                             f"expects to close on {as_read(close)}" in mail.text and
                             f"the plan forecasts {as_read(self.signs)}" in mail.text, mail.text)

    def a_deal_is_deleted(self):
        house = self.house
        self.crm.delete(self.deleted)
        self.mail.expect(OPS, f"Deleted at its source — {re.escape(self.plan_name(self.deleted))}$")
        plan = self.shown(self.deleted)
        house.equal("status of the deleted deal's plan", plan.get("status"), "paused")
        house.equal("which opportunity is a tombstone", [plan[side]["deleted"] for side in ("vendor", "partner")],
                    [True, False])
        status = self.daemon.ask("status")
        records = {(one["connector"], one["stream"]): one["records"] for one in status["streams"]}
        house.equal("live records of the vendor's CRM", records[("vendor_crm", "opportunity")], OPPORTUNITIES - 1)
        house.equal("plans", status["counts"]["plans"], 6)

    def restart(self):
        house = self.house
        house.wait_for("an empty outbox", self.daemon.settled)
        before = len(self.mail.all())
        house.equal("exit status after SIGTERM, within 5 s", house.stop(self.daemon.child), 0)
        checked = self.daemon.run("store", "check")
        house.check("the store is clean", checked.returncode == 0 and "clean" in checked.stdout, checked.stdout)
        self.daemon.start()
        house.wait_for("the first look after the restart", self.daemon.settled, 60)
        house.equal("mails because of the restart", len(self.mail.all()) - before, 0)
        # A change after the restart is the fence: what was to be sent before it has been sent by then.
        self.slip_is_told(self.last, NINA, self.move_last())
        house.wait_for("an empty outbox", self.daemon.settled)
        house.equal("exit status at the end", house.stop(self.daemon.child), 0)
        house.check("the log holds no error", " error " not in self.daemon.log(), self.house.tail("daemon.log"))

    def move_last(self):
        moved_to = self.last.move(1, LATE_BD)
        self.export.write()
        return moved_to


if __name__ == "__main__":
    sys.exit(main(lambda house: Story(house).tell(), program_of(sys.argv)))
