#!/usr/bin/env python3
"""closemap_vectors must fail on numbers it cannot hold, on pairs that are none, and where nothing was compared.

usage: refusals.py PROGRAM VECTORS: spoils a copy of one file at a time.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

HUGE = 2 ** 63


def number_of_days(file):
    file["ops"] = [dict(next(op for op in file["ops"] if "n" in op), n=HUGE)]


def wrapped_days(file):
    file["ops"] = [dict(next(op for op in file["ops"] if "n" in op), n=2 ** 32)]


def fraction_of_days(file):
    file["ops"] = [dict(next(op for op in file["ops"] if "n" in op), n=1.5)]


def duration(file):
    plans = [step for step in steps(file) if step.get("dur") is not None]
    plans[0]["dur"] = HUGE


def triple(file):
    next(cycle for cycle in file["cycles"] if cycle["edges"])["edges"][0].append("Z")


def time_of_day(file):
    next(op for op in file["ops"] if op["op"] == "local_to_instant")["time"] = "24:01"


def anchor_of_absorption(file):
    file["absorb"]["anchor"] = "M01"


def slipped_party(file):
    file["absorb"]["slipped_party"] = "customers"


def patch_into_a_value(file):
    file[:] = [dict(file[0], patch=[{"op": "add", "path": "/name/x", "value": 1}])]


def almost_a_count(file):
    file["absorb"]["expect"]["deficit_bd"] += 5e-7


def no_cases(file):
    file["cases"] = []


def steps(node):
    if isinstance(node, dict):
        if "id" in node and "dur" in node:
            yield node
        for value in node.values():
            yield from steps(value)
    elif isinstance(node, list):
        for value in node:
            yield from steps(value)


SPOILED = (("01", number_of_days, "out of range"), ("01", wrapped_days, "out of range"),
           ("01", fraction_of_days, "no whole number"), ("08", duration, "out of range"), ("07", triple, "no pair"),
           ("13", time_of_day, "no time of day"), ("03", anchor_of_absorption, "no anchor at"),
           ("03", slipped_party, "unknown word"), ("03", almost_a_count, "deficit_bd"),
           ("17", patch_into_a_value, "only an object or a list"),
           ("02", no_cases, "no case"), ("12", no_cases, "no case"), ("02", None, "no case"), (None, None, "no .json file"))


def main():
    program, vectors = sys.argv[1], pathlib.Path(sys.argv[2])
    passed = failed = 0
    for number, spoil, says in SPOILED:
        with tempfile.TemporaryDirectory() as folder:
            if number:
                path = next(vectors.glob(number + "_*.json"))
                file = json.loads(path.read_text())
                if spoil is None:
                    file = []
                elif spoil is no_cases:
                    file = {"cases": []}
                else:
                    spoil(file)
                pathlib.Path(folder, path.name).write_text(json.dumps(file))
            ran = subprocess.run([program, folder], capture_output=True, text=True, check=False)
        good = ran.returncode == 1 and says in ran.stdout + ran.stderr
        passed, failed = passed + good, failed + (not good)
        if not good:
            print(f"{number} {spoil.__name__ if spoil else 'nothing'}: exit {ran.returncode}, {ran.stdout}{ran.stderr}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
