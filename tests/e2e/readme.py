#!/usr/bin/python3
"""Every command that README.md shows is run, or is word for word what ./test runs. A command nobody runs fails.

usage: readme.py CLOSEMAP      Prints what failed, closes with "N passed, N failed", exit 1 if any failed.
Its configuration is tried as it stands there, with folders of the test in the place of /var/spool/closemap.
"""
import json
import os
import re
import subprocess
import sys

sys.dont_write_bytecode = True
from house import ROOT, Daemon, main, program_of  # noqa: E402

# Beginnings of lines and of words in `code` that are commands. Other code is names, keys, values.
COMMANDS = re.compile(r"^(\./|\(?cd |cmake |cpack |apt-get |systemctl |sudo |closemap |closemap_[a-z0-9]+ --|journalctl |curl )")


def blocks(text):
    """(language, lines) of each fenced or indented block; an indented one has no language."""
    fenced, lines, language = None, [], None
    for line in text.split("\n") + [""]:
        if line.startswith("```"):
            if fenced is None:
                fenced, language = [], line[3:].strip()
            else:
                yield language, fenced
                fenced = None
        elif fenced is not None:
            fenced.append(line)
        elif line.startswith("    ") or (lines and not line.strip()):
            lines.append(line[4:])
        elif lines:
            yield None, [one for one in lines if one.strip()]
            lines = []
    if lines:
        yield None, [one for one in lines if one.strip()]


def commands_of(text):
    """Commands of blocks, line by line, and those named in the running text."""
    found, configurations, others = [], [], []
    for language, lines in blocks(text):
        if language == "toml":
            configurations.append("\n".join(lines) + "\n")
        elif language in (None, "sh", "console") and COMMANDS.match(lines[0]):
            found += lines
        else:
            others.append(lines)
    prose = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    found += [code for code in re.findall(r"(?<!`)`([^`\n]+)`(?!`)", prose) if COMMANDS.match(code)]
    return list(dict.fromkeys(found)), configurations, others


class Readme:
    def __init__(self, house):
        self.house = house
        self.ran = set()
        with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
            self.commands, self.configurations, self.others = commands_of(file.read())

    def tell(self):
        house = self.house
        house.check("README shows commands", len(self.commands) > 10, self.commands)
        house.equal("configurations in README", len(self.configurations), 1)
        # The only other block is the notice that a person gets, which the story below renders.
        house.equal("blocks of another kind", [lines[0].split(":")[0] for lines in self.others], ["Subject"])
        self.scripts()
        self.build_and_install()
        self.configuration()
        self.with_a_daemon()
        self.notice()
        for command in self.commands:
            house.check(f"README's command is run by a test: {command}", command in self.ran)

    def saw(self, command):
        """Whether README shows it; what is asked for here and not shown is out of date."""
        self.ran.add(command)
        return self.house.check(f"README shows: {command}", command in self.commands)

    def scripts(self):
        """./test runs ./quickstart twice in a step of its own, and it is ./test that runs this."""
        with open(os.path.join(ROOT, "test"), encoding="utf-8") as file:
            self.test_script = file.read()
        for script in ("./quickstart", "./test"):
            self.saw(script)
            path = os.path.join(ROOT, script)
            self.house.check(f"{script} can be run", os.access(path, os.X_OK))
            sound = subprocess.run(["bash", "-n", path], capture_output=True, text=True, check=False)
            self.house.check(f"{script} is sound", sound.returncode == 0, sound.stderr)
        self.house.check("./test tries ./quickstart", "tests/e2e/quickstart.sh" in self.test_script)

    def build_and_install(self):
        """README's way to a package is the one that ./test goes."""
        steps = self.test_script.replace(" -j 2", "").replace("rm -f *.deb && ", "")
        for command in ("cmake --preset release -DCLOSEMAP_TESTS=OFF",
                        "cmake --build build/release --target closemap",
                        "(cd build/release && cpack -G DEB)"):
            self.saw(command)
            self.house.check(f"./test builds by: {command}", command.strip("()") in steps)
        with open(os.path.join(ROOT, "CMakeLists.txt"), encoding="utf-8") as file:
            version = re.search(r"project\(closemap VERSION ([0-9.]+)", file.read()).group(1)
        package = f"closemap_{version}-1_amd64.deb"
        self.saw(f"apt-get install ./build/release/{package}")
        machine = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True).stdout.strip()
        release = os.path.join(ROOT, "build", "release")
        built = [name for name in (os.listdir(release) if os.path.isdir(release) else []) if name.endswith(".deb")]
        if built:
            self.house.equal("name of the built package", built, [package.replace("amd64", machine)])
        self.house.check("./test looks into the package", "tests/support/package_check.sh build/release/*.deb" in steps)
        # systemd is not at hand in a build: the unit it would start is in the package and passes systemd-analyze.
        self.saw("systemctl start closemap")
        self.house.check("the unit has that name", os.path.exists(os.path.join(ROOT, "systemd", "closemap.service")))

    def closemap(self, command, *more):
        self.saw(command)
        return subprocess.run([self.house.program, *command.split()[1:], *more], capture_output=True, text=True,
                              timeout=60, check=False)

    def ends_well(self, command, *more):
        ran = self.closemap(command, *more)
        self.house.check(f"{command} ends with 0", ran.returncode == 0, ran.stdout + ran.stderr)
        return ran.stdout

    def configuration(self):
        house = self.house
        text = self.configurations[0]
        house.check("the configuration has about ten lines", len(text.splitlines()) <= 11, text)
        house.check("it names two folders", text.count("/var/spool/closemap/") == 2, text)
        house.write("closemap.toml", text.replace("/var/spool/closemap", house.path("spool")))
        house.write("spool/contoso/opportunities.csv",
                    "id,name,account,domain,stage,amount,currency,close_date,owner_email,key_deal\n"
                    "V1,Platform rollout,Northwind,northwind.example,Proposal,48000,USD,2031-05-05,jonas@contoso.example,D-7\n"
                    "V2,Second rollout,Tailspin,tailspin.example,Proposal,9000,USD,2031-06-02,jonas@contoso.example,\n")
        house.write("spool/fabrikam/opportunities.csv",
                    "id,name,account,domain,stage,amount,currency,close_date,owner_email,anchor_go_live,key_deal\n"
                    "P1,Rollout,Northwind,northwind.example,Proposal,48000,USD,2031-05-05,tom@fabrikam.example,2031-05-05,D-7\n"
                    "P2,Tailspin resale,Tailspin,tailspin.example,Proposal,9000,USD,2031-06-02,tom@fabrikam.example,,\n"
                    "P3,Broken row,Northwind\n")
        house.write("spool/fabrikam/milestones.csv",
                    "id,opportunity,title,owner_email,owner_name,due,after,kind\n"
                    "M1,P1,Pilot,priya@fabrikam.example,,2031-03-31,,\n"
                    "M2,P1,Go-live,,Delivery team,2031-05-05,M1,go_live\n")
        config = ["--config", house.path("closemap.toml")]
        house.check("closemap check finds nothing", "configuration is good" in self.ends_well("closemap check", *config))
        online = self.ends_well("closemap check --online", *config)
        for name in ("vendor_export", "partner_export", "journal"):
            house.check(f"closemap check --online tries {name}", f"{name}: ok" in online, online)
        with open(os.path.join(ROOT, "config", "sample.toml"), encoding="utf-8") as file:
            house.check("closemap config sample prints the sample", self.ends_well("closemap config sample") == file.read())
        house.write("broken.toml", text.replace('type = "log"', 'type = "lag"').replace("operator", "operatr"))
        broken = self.closemap("closemap check", "--config", house.path("broken.toml"))
        house.equal("exit status of closemap check with two mistakes", broken.returncode, 78)
        for mistake in ("lag", "operatr"):
            house.check("closemap check names every mistake and its place",
                        re.search(rf"^.*broken\.toml:[0-9]+:[0-9]+: .*{mistake}", broken.stderr, re.MULTILINE), broken.stderr)

    def with_a_daemon(self):
        """Each day-to-day command, against a daemon on README's configuration."""
        house = self.house
        daemon = Daemon(house, "closemap.toml")
        daemon.start()
        # Mails wait for working hours here: only the reading is waited for.
        house.wait_for("the first sync", lambda: self.all_read(daemon), 60)
        at = ["--config", daemon.config, "--state-dir", daemon.state]
        listed = self.ends_well("closemap plan list", *at)
        house.check("the linked deal has a plan", "Platform rollout" in listed, listed)
        plans = daemon.ask("plan", "list")["plans"]
        house.equal("plans", len(plans), 1)
        plan = plans[0]["id"]
        for command, shows in (("closemap plan show ID", "Go-live"), ("closemap plan explain ID", "Platform rollout"),
                               ("closemap plan export ID --format html --party customer", "</html>"),
                               ("closemap plan lint ID", "/milestones/")):
            self.saw(command)
            ran = daemon.run(*command.replace("ID", plan).split()[1:])
            house.check(f"{command} ends with 0 and shows the plan", ran.returncode == 0 and shows in ran.stdout,
                        ran.stdout + ran.stderr)
        for command, shows in (("closemap agenda", "Platform rollout"), ("closemap report", "2 deals, 1 with a plan"),
                               ("closemap alerts list", "Delivery team"), ("closemap links review", "Tailspin"),
                               ("closemap quarantine", "P3"), ("closemap outbox", "")):
            out = self.ends_well(command, *at)
            house.check(f"{command} shows {shows}", out.strip() and shows in out, out)
        # A date is typed later into the partner's CRM; accepting it makes it the promise.
        with open(house.path("spool", "fabrikam", "milestones.csv"), encoding="utf-8") as file:
            house.write("spool/fabrikam/milestones.csv", file.read().replace("2031-03-31", "2031-04-07"))
        house.equal("exit status of SIGTERM", house.stop(daemon.child), 0)
        daemon.start()  # it reads at once; the interval is five minutes
        house.wait_for("the move", lambda: "2031-04-07" in daemon.run("plan", "show", plan).stdout)
        command = "closemap plan edit ID --accept-forecast"
        self.saw(command)
        ran = daemon.run(*command.replace("ID", plan).split()[1:])
        house.check(f"{command} ends with 0", ran.returncode == 0, ran.stdout + ran.stderr)
        shown = daemon.ask("plan", "show", plan)
        house.equal("the promise after that", [step["due"] for step in shown["milestones"] if step["title"] == "Pilot"],
                    ["2031-04-07"])
        dana = {"name": "Dana Ortiz", "email": "dana@northwind.example", "party": "customer", "kind": "person"}
        house.write("dana.json", json.dumps({"people": {"per_01k00000000000000000000001": dana}}))
        for command in ("closemap plan edit ID --merge FILE", "closemap plan edit ID --sign customer --as dana@northwind.example"):
            self.saw(command)
            ran = daemon.run(*command.replace("ID", plan).replace("FILE", house.path("dana.json")).split()[1:])
            house.check(f"{command} ends with 0", ran.returncode == 0, ran.stdout + ran.stderr)
        house.equal("who signed", daemon.ask("plan", "show", plan)["document"]["signoffs"]["customer"]["state"], "signed")
        house.equal("exit status of SIGTERM", house.stop(daemon.child), 0)

    @staticmethod
    def all_read(daemon):
        status = daemon.ask("status") if os.path.exists(os.path.join(daemon.state, "control.sock")) else None
        return status and status["first_sync_done"] and status["counts"]["plans"] > 0

    def notice(self):
        """The notice in README is the one that the recorded story gives."""
        story = os.path.join(ROOT, "examples", "quickstart", "story")
        ran = subprocess.run([self.house.program, "replay", story], capture_output=True, text=True, timeout=120, check=False)
        self.house.equal("exit status of the recorded story", ran.returncode, 0)
        told = " ".join(ran.stdout.split())
        for line in self.others[0]:
            words = " ".join(line.split())
            if words and not words.startswith("…"):
                self.house.check("README's notice is what the story says", words in told, words)


if __name__ == "__main__":
    sys.exit(main(lambda house: Readme(house).tell(), program_of(sys.argv)))
