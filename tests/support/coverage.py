"""Line coverage of a folder after the programs of the preset cov ran. usage: coverage.py BUILD FOLDER PERCENT

Prints the files that miss most and the sum; exit 1 below PERCENT. A line counts once, whichever program reached it.
"""
import json
import os
import subprocess
import sys

SHOWN = 10


def counts(build, folder):
    root = os.path.abspath(os.path.join(build, "..", ".."))
    lines = {}
    for where, _, names in os.walk(build):
        for name in (n for n in names if n.endswith(".gcda")):
            told = subprocess.run(["gcov", "--json-format", "--stdout", os.path.join(where, name)],
                                  capture_output=True, check=True, text=True, cwd=build).stdout
            for document in map(json.loads, filter(None, told.split("\n"))):
                for file in document["files"]:
                    path = os.path.join(document["current_working_directory"], file["file"])
                    path = os.path.relpath(os.path.normpath(path), root)
                    if not path.startswith(folder + "/"):
                        continue
                    of_file = lines.setdefault(path, {})
                    for line in file["lines"]:
                        number = line["line_number"]
                        of_file[number] = max(of_file.get(number, 0), line["count"])
    return lines


def main():
    build, folder, wanted = os.path.abspath(sys.argv[1]), sys.argv[2], float(sys.argv[3])
    missed = []
    reached = total = 0
    for path, lines in counts(build, folder).items():
        hit = sum(1 for count in lines.values() if count > 0)
        reached, total = reached + hit, total + len(lines)
        missed.append((len(lines) - hit, path))
    for count, path in sorted(missed, reverse=True)[:SHOWN]:
        print(f"{count:5} lines never run in {path}")
    percent = 100 * reached / total if total else 0
    print(f"{folder}: {reached} of {total} lines, {percent:.2f} %")
    sys.exit(0 if percent >= wanted else 1)


main()
