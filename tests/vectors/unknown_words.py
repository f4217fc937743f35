#!/usr/bin/env python3
"""closemap_vectors must fail on a kind, category or currency that nobody knows.

usage: unknown_words.py PROGRAM VECTORS: spoils one word of one file at a time.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

# Of steps, people and money; other files use these keys for words of their own.
KEYS = {"03": ("kind", "category"), "10": ("currency",), "12": ("kind", "category", "currency"),
        "14": ("currency",), "15": ("currency",)}


def words(node, keys, parts=()):
    """Every place of a key that holds a text: (object, key)."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in keys and isinstance(value, str) and "expect" not in parts:
                yield node, key
            else:
                yield from words(value, keys, parts + (key,))
    elif isinstance(node, list):
        for value in node:
            yield from words(value, keys, parts)


def main():
    program, vectors = sys.argv[1], pathlib.Path(sys.argv[2])
    passed = failed = 0
    for path in sorted(vectors.glob("*.json")):
        keys = KEYS.get(path.name.split("_")[0], ())
        if path.name.startswith("03"):  # has none: one is put in
            file = json.loads(path.read_text())
            steps = [step for step in walk_steps(file)][:1]
            trials = [(file, step, key) for step in steps for key in keys]
        else:
            file = json.loads(path.read_text())
            seen, trials = set(), []
            for node, key in words(file, keys):
                if (key, node[key]) not in seen:
                    seen.add((key, node[key]))
                    trials.append((file, node, key))
        for file, node, key in trials:
            before = node.get(key)
            node[key] = "Dollar" if key == "currency" else "nonsense"
            with tempfile.TemporaryDirectory() as folder:
                pathlib.Path(folder, path.name).write_text(json.dumps(file))
                run = subprocess.run([program, folder], capture_output=True, text=True)
            said = run.stdout + run.stderr
            named = f'{key} "{node[key]}" is unknown' in said or f"{key}: unknown word" in said
            good = run.returncode == 1 and named
            passed, failed = passed + good, failed + (not good)
            if not good:
                print(f"{path.name}: {key} = {node[key]} (was {before}) passed")
            if before is None:
                del node[key]
            else:
                node[key] = before
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


def walk_steps(node):
    """Objects that are steps of a plan: with an id and a due date or a duration."""
    if isinstance(node, dict):
        if "id" in node and ("due" in node or "dur" in node):
            yield node
        for value in node.values():
            yield from walk_steps(value)
    elif isinstance(node, list):
        for value in node:
            yield from walk_steps(value)


if __name__ == "__main__":
    sys.exit(main())
