"""The daemon's life as systemd sees it (reliability.md R17, R24): ready, fed, reloaded, stopped, and the exit
codes a unit depends on."""
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time

import house as h

CONFIG = """
timezone = "UTC"
log_level = "{level}"
""" + h.PARTIES + """[[connector]]
type = "csv"
name = "vendor_crm"
party = "vendor"
path = "{folder}"
interval = "{interval}"
[[connector]]
type = "log"
name = "log"
[plan]
create = "all"
[operator]
notify = ["log"]
[[route]]
notify = ["log"]
"""
DEALS = "id,name,account,domain,stage,close_date\nV1,Rollout,Northwind,northwind.example,Proposal,2027-05-04\n"


NOBODY = 65534


class Notify:
    """The socket that a unit's process reports to."""

    def __init__(self, house):
        self.path = house.path("notify")
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        self.said = []
        threading.Thread(target=self.listen, daemon=True).start()  # a full queue would stop who speaks

    def listen(self):
        while True:
            self.said.append(self.socket.recv(4096).decode())

    def heard(self, word):
        """How often it was said."""
        return sum(word in text.split("\n")[0] for text in list(self.said))


def write_config(house, level="info", interval="5m", more=""):
    house.write("closemap.toml", CONFIG.format(level=level, interval=interval, folder=house.path("crm")) + more)


def reload(house, daemon, wanted):
    before = daemon.log().count(wanted)
    daemon.child.send_signal(signal.SIGHUP)
    house.wait_for(wanted, lambda: daemon.log().count(wanted) > before)


def request(daemon, method, path):
    """The status that the control socket answers with."""
    with socket.socket(socket.AF_UNIX) as control:
        control.connect(os.path.join(daemon.state, "control.sock"))
        control.sendall(f"{method} {path} HTTP/1.0\r\nContent-Length: 2\r\n\r\n{{}}".encode())
        return int(control.recv(4096).split()[1])


def health(daemon):
    return request(daemon, "GET", "/healthz")


def kept_to_itself(house):
    """T5: /proc/PID of a process that may not be dumped or traced by its own user belongs to root, so that user
    is another one than ours when we are root."""
    state = house.path("other")
    os.makedirs(state, mode=0o700)
    user = {}
    if os.geteuid() == 0:
        os.chmod(house.folder, 0o755)
        user = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        os.chown(state, NOBODY, NOBODY)
    child = subprocess.Popen([house.program, "run", "--config", house.path("closemap.toml"), "--state-dir", state],
                             stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **user)
    house.children.append(child)
    house.wait_for("the other daemon", lambda: os.path.exists(os.path.join(state, "control.sock")))
    house.equal("who may read its memory", os.stat(f"/proc/{child.pid}/environ").st_uid, 0)
    mode = os.stat(os.path.join(state, "control.sock")).st_mode & 0o777
    house.equal("the mode of the control socket", oct(mode), oct(0o660))
    house.equal("SIGTERM of the other", house.stop(child), 0)


def story(house):
    house.write("crm/opportunities.csv", DEALS)
    write_config(house)
    notify = Notify(house)
    os.environ["NOTIFY_SOCKET"] = notify.path
    daemon = h.Daemon(house, "closemap.toml")
    daemon.start()
    house.wait_for("READY", lambda: notify.heard("READY=1"))
    house.wait_for("the first ping", lambda: notify.heard("WATCHDOG=1"))
    house.wait_for("the first sync", daemon.settled)
    house.check("a long opening is announced before it is ready", notify.said[0].startswith("EXTEND_TIMEOUT_USEC="))

    # What a unit tries again.
    second = daemon.run("run")
    house.equal("a held store", second.returncode, 75)
    house.check("it names who holds it", str(daemon.child.pid) in second.stderr + second.stdout, second.stderr)

    write_config(house, interval="1m")
    reload(house, daemon, "configuration reloaded")
    house.check("systemd hears of it", notify.heard("RELOADING=1"))
    write_config(house, more='[[connector]]\ntype = "csvv"\nname = "x"\n')
    reload(house, daemon, "not reloaded, the old configuration stays in force")
    house.check("the fault has its place", "closemap.toml:28:8:" in daemon.log(), daemon.log()[-800:])
    house.check("the daemon goes on", daemon.settled() is not None)
    write_config(house, more='[[connector]]\ntype = "slack"\nname = "x"\ntoken = "file:/nowhere/token"\n')
    reload(house, daemon, "not reloaded, the old configuration stays in force")
    house.check("the daemon goes on without the secret", daemon.settled() is not None)
    write_config(house, level="error")
    daemon.child.send_signal(signal.SIGHUP)
    ready = notify.heard("READY=1")
    house.wait_for("the reload", lambda: notify.heard("READY=1") > ready)
    quiet = daemon.log()
    daemon.child.send_signal(signal.SIGHUP)
    ready = notify.heard("READY=1")
    house.wait_for("the second reload", lambda: notify.heard("READY=1") > ready)
    house.equal("log_level is reloaded, too", daemon.log(), quiet)

    # A disk that takes nothing more: said where a monitor looks, and over when there is room again.
    house.equal("healthy", health(daemon), 200)
    limits = resource.prlimit(daemon.child.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    house.write("crm/opportunities.csv", DEALS + DEALS.splitlines()[1].replace("V1", "V2") + "\n")
    request(daemon, "POST", "/v1/poll")
    house.wait_for("503", lambda: health(daemon) == 503)
    resource.prlimit(daemon.child.pid, resource.RLIMIT_FSIZE, limits)
    house.wait_for("what could not be written", lambda: daemon.ask("status")["counts"]["plans"] == 2)

    kept_to_itself(house)

    begin = time.monotonic()
    house.equal("SIGTERM", house.stop(daemon.child), 0)
    house.check("in time", time.monotonic() - begin < h.STOP_SECS)
    house.check("systemd hears of the stop", notify.heard("STOPPING=1"))
    house.check("the store is clean", daemon.ask("store", "check")["clean"])

    # What no second try mends is left to a person: systemd does not start it again after 78.
    with open(os.path.join(daemon.state, "closemap.db"), "r+b") as store:
        store.seek(100)
        store.write(b"\xff" * 60_000)
    house.equal("a store that is no longer one", daemon.run("run").returncode, 78)

    words = [house.program, "once", "--config", daemon.config, "--state-dir", house.path("crm/opportunities.csv")]
    nowhere = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    house.equal("a state folder that cannot be made", nowhere.returncode, 78)
    house.check("and why", "opportunities.csv" in nowhere.stderr, nowhere.stderr)


if __name__ == "__main__":
    sys.exit(h.main(story, h.program_of(sys.argv)))
