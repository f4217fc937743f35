"""Commands that act on a running daemon through its control socket, and one that must not act at all: what was
given up is sent again, what did not map is asked for again, a dry run changes nothing."""
import hashlib
import http.server
import json
import os
import sys
import threading

import house as h

CONFIG = """
timezone = "UTC"
""" + h.PARTIES + """[[connector]]
type = "csv"
name = "vendor_crm"
party = "vendor"
path = "{folder}"
interval = "1h"
[[connector]]
type = "webhook"
name = "hook"
url = "http://127.0.0.1:{port}/in"
secret = "file:{secret}"
allow_private = true
[[connector]]
type = "log"
name = "log"
[plan]
create = "all"
[operator]
notify = ["log"]
[notify]
quiet = "none"
group_wait = "0s"
[[route]]
notify = ["hook"]
"""
DEALS = "id,name,account,domain,stage,close_date\nV1,Rollout,Northwind,northwind.example,Proposal,2027-05-04\n"
BAD = "V2,Renewal,Adatum,adatum.example,Proposal,the day after\n"
STEPS = ("id,opportunity,key,title,owner_email,status,due\n"
         "M1,V1,pilot,Pilot,jonas@contoso.example,in progress,2026-01-05\n")


class Hook:
    """A receiver that answers what it is told to, and keeps the ids of what it took."""

    def __init__(self):
        self.status = 400
        self.taken = []
        hook = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                event = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if hook.status == 200:
                    hook.taken.append(event["id"])
                self.send_response(hook.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_words):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def port(self):
        return self.server.server_address[1]


def rows(daemon, state):
    listed = daemon.ask("outbox")
    return [row["message"] for row in listed["outbox"] if row["state"] == state and row["notifier"] == "hook"]


def retry_outbox(house, daemon, hook):
    dead = house.wait_for("a notice that is refused for good", lambda: rows(daemon, "dead"))
    house.equal("a row there is not", daemon.run("outbox", "retry", "999").returncode, 1)
    hook.status = 200
    house.equal("nothing is sent again by itself", hook.taken, [])
    retried = daemon.run("outbox", "retry", str(dead[0]))
    house.equal("outbox retry", retried.returncode, 0)
    house.wait_for("it again", lambda: hook.taken)
    house.wait_for("its mark", lambda: dead[0] not in rows(daemon, "dead"))
    house.equal("once", len(hook.taken), 1)
    house.equal("one that was sent", daemon.run("outbox", "retry", str(dead[0])).returncode, 1)


def retry_quarantine(house, daemon):
    listed = daemon.ask("quarantine")["quarantine"]
    house.equal("the row that does not map", [row["record"] for row in listed], ["V2"])
    house.equal("one there is not", daemon.run("quarantine", "retry", "999").returncode, 1)
    house.write("crm/opportunities.csv", DEALS + BAD.replace("the day after", "2027-06-01"))
    house.equal("quarantine retry", daemon.run("quarantine", "retry", str(listed[0]["row"])).returncode, 0)
    house.wait_for("it to leave", lambda: daemon.ask("quarantine")["quarantine"] == [])
    house.equal("its plan", daemon.ask("status")["counts"]["plans"], 2)


def store_of(daemon):
    """The bytes of the store's files, by name."""
    found = {}
    for name in sorted(os.listdir(daemon.state)):
        if name.startswith("closemap.db") and not name.endswith(".lock"):
            with open(os.path.join(daemon.state, name), "rb") as file:
                found[name] = hashlib.sha256(file.read()).hexdigest()
    return found


def dry_run(house, daemon, hook):
    house.equal("beside a running daemon", daemon.run("once", "--dry-run").returncode, 75)
    house.equal("SIGTERM", house.stop(daemon.child), 0)
    house.write("crm/opportunities.csv", DEALS + "V3,Expansion,Tailspin,tailspin.example,Proposal,2027-07-01\n")
    house.write("crm/milestones.csv", STEPS + "M3,V3,pilot,Trial,jonas@contoso.example,in progress,2026-01-05\n")
    before, taken = store_of(daemon), len(hook.taken)
    ran = daemon.run("once", "--dry-run")
    house.equal("once --dry-run", ran.returncode, 0)
    house.check("it shows what would be sent", "Trial" in ran.stdout or "Expansion" in ran.stdout, ran.stdout)
    house.equal("the store", store_of(daemon), before)
    house.equal("nothing is sent", len(hook.taken), taken)
    house.equal("once", daemon.run("once").returncode, 0)
    house.check("it would have changed the store", store_of(daemon) != before)


def story(house):
    hook = Hook()
    house.write("secret", "whsec_" + "c2VjcmV0LW9mLXRoZS10ZXN0LXdlYmhvb2s=", mode=0o600)
    house.write("crm/opportunities.csv", DEALS + BAD)
    house.write("crm/milestones.csv", STEPS)
    house.write("closemap.toml", CONFIG.format(folder=house.path("crm"), port=hook.port(), secret=house.path("secret")))
    daemon = h.Daemon(house, "closemap.toml")
    daemon.start()
    house.wait_for("the socket", lambda: os.path.exists(os.path.join(daemon.state, "control.sock")))
    retry_outbox(house, daemon, hook)
    retry_quarantine(house, daemon)
    dry_run(house, daemon, hook)


if __name__ == "__main__":
    sys.exit(h.main(story, h.program_of(sys.argv)))
