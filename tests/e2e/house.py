"""What the end-to-end tests share: the daemon, its commands, counting checks, waiting, cleaning up."""
import ctypes
import email
import email.policy
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SERVERS = os.path.join(ROOT, "tests", "support", "servers")
PYTHON = "/usr/bin/python3"  # Debian's own: its packages (aiosmtpd) are not in other ones
LOOK_SECS = 0.05
STOP_SECS = 5  # what SIGTERM may take
# Who sells together, in every configuration.
PARTIES = """[vendor]
name = "Contoso"
domain = "contoso.example"
lead = "maria@contoso.example"
[partner]
name = "Fabrikam"
domain = "fabrikam.example"
lead = "tom@fabrikam.example"
"""


class GaveUp(Exception):
    """What was waited for did not come; the rest of the story would only repeat that."""


class House:
    """A folder and the processes of one test; all gone when the `with` block ends, however it ends."""

    def __init__(self, program, alarm_secs):
        self.program = os.path.abspath(program)
        self.alarm_secs = alarm_secs
        self.children = []
        self.passed = self.failed = 0

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="closemap-e2e-")
        for number in (signal.SIGALRM, signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._interrupted)
        signal.alarm(self.alarm_secs)
        return self

    def __exit__(self, kind, value, _trace):
        signal.alarm(0)
        for child in reversed(self.children):
            if child.poll() is None:
                child.kill()
            child.wait()
        broken = kind is not None or self.failed > 0
        if broken:
            for name in sorted(os.listdir(self.folder)):
                if name.endswith(".log"):
                    print(f"---- end of {name}\n{self.tail(name)}")
        if kind is not None:
            self.check(f"{value or kind.__name__}", False)
        if os.environ.get("CLOSEMAP_KEEP"):
            print(f"kept: {self.folder}")
        else:
            shutil.rmtree(self.folder, ignore_errors=True)
        print(f"{self.passed} passed, {self.failed} failed", flush=True)
        return kind is not None and issubclass(kind, GaveUp)  # said already; others show their trace

    def _interrupted(self, number, _frame):
        raise GaveUp(f"stopped by {signal.Signals(number).name}")

    def check(self, what, good, seen=None):
        """Counts; prints what failed and what was seen instead."""
        if good:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAILED: {what}" + (f"\n  seen: {seen}" if seen is not None else ""), flush=True)
        return good

    def equal(self, what, seen, wanted):
        return self.check(f"{what}: wanted {wanted!r}", seen == wanted, seen)

    def wait_for(self, what, condition, secs=30):
        """The condition's first true value; the checks are made afterwards, on what has come to rest."""
        until = time.monotonic() + secs
        while True:
            value = condition()
            if value:
                return value
            if time.monotonic() > until:
                raise GaveUp(f"waited {secs} s for {what}")
            for child in self.children:
                if child.poll() not in (None, 0) and not getattr(child, "expected", False):
                    raise GaveUp(f"{child.args[0]} ended with {child.returncode} while waiting for {what}")
            time.sleep(LOOK_SECS)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def tail(self, name, lines=25):
        with open(self.path(name), encoding="utf-8", errors="replace") as file:
            return "".join(file.readlines()[-lines:])

    def write(self, name, text, mode=0o644):
        """By rename and dated a minute back, so that it counts as finished."""
        target = self.path(name)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target + ".new", "w", encoding="utf-8", opener=lambda p, f: os.open(p, f, mode)) as file:
            file.write(text)
        then = time.time_ns() - 60 * 10**9
        os.utime(target + ".new", ns=(then, then))
        os.rename(target + ".new", target)

    def start(self, words, log):
        """A child of its own session that cannot outlive this process."""
        with open(self.path(log), "ab") as out:
            child = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                                     start_new_session=True, preexec_fn=die_with_parent)
        self.children.append(child)
        return child

    def stop(self, child, number=signal.SIGTERM, secs=STOP_SECS):
        """Exit code, or None when it did not end in time (it is killed at the end of the test)."""
        child.expected = True
        child.send_signal(number)
        try:
            return child.wait(secs)
        except subprocess.TimeoutExpired:
            return None


class Daemon:
    """`closemap run` on config.toml, and the commands that talk to it."""

    def __init__(self, house, config):
        self.house = house
        self.config = house.path(config)
        self.state = house.path("state")
        self.child = None
        os.makedirs(self.state, mode=0o700, exist_ok=True)

    def start(self):
        self.child = self.house.start([self.house.program, "run", "--config", self.config, "--state-dir", self.state],
                                      "daemon.log")

    def run(self, *words):
        """A command to its end, as a person would give it."""
        return subprocess.run([self.house.program, *words, "--config", self.config, "--state-dir", self.state],
                              capture_output=True, text=True, timeout=60, check=False)

    def ask(self, *words):
        """The JSON document of a command, or None while there is no answer."""
        ran = self.run(*words, "--json")
        try:
            return json.loads(ran.stdout) if ran.returncode == 0 else None
        except json.JSONDecodeError:
            return None

    def settled(self):
        """Every source was read since the start, and nothing waits to be sent. Returns the status."""
        if not os.path.exists(os.path.join(self.state, "control.sock")):
            return None
        status = self.ask("status")
        if status is None or not status["first_sync_done"] or status["counts"]["messages_waiting"]:
            return None
        return status if all(one["state"] == "ok" for one in status["connectors"]) else None

    def log(self):
        with open(self.house.path("daemon.log"), encoding="utf-8") as file:
            return file.read()


def die_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Mail:
    """One received mail, unpacked."""

    def __init__(self, line):
        self.envelope = json.loads(line)
        message = email.message_from_string(self.envelope["data"], policy=email.policy.default)
        self.to = self.envelope["to"][0]
        self.subject = str(message["Subject"])
        self.id = str(message["Message-ID"])
        self.text, self.html = (message.get_body((kind,)).get_content().replace("\r\n", "\n")
                                for kind in ("plain", "html"))

    def says(self, label):
        """What stands under a label of the text part."""
        found = re.search(rf"^{re.escape(label)}\n((?:  .*\n?)+)", self.text, re.MULTILINE)
        return found.group(1) if found else ""


def main(story, program):
    """Runs a story; its exit status says whether all of it held."""
    with House(program, alarm_secs=240) as house:
        story(house)
    return 0 if house.failed == 0 and house.passed > 0 else 1


def program_of(arguments):
    if len(arguments) != 2 or not os.access(arguments[1], os.X_OK):
        sys.exit(f"usage: {arguments[0]} CLOSEMAP   (path of the built daemon)")
    return arguments[1]
