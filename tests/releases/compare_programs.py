"""Compares what migrated programs gave on each release with what the old ones gave on 0.8.5.

A cell is a program on a release: how far its fixes go (safe, unsafe, refused, not found) and, where
none is refused, what came of it: "same bits", "same to rounding", "DIFFERENT" or "RAISES". What is
safe must give the same bits on 0.9.0, and the same to rounding on releases with a later jax; what
is not found must not be different in silence. All cells must be those of
tests/migration/cells.json, where each that is not the same bits has its reason; with --write that
file is written anew.

Usage: python tests/releases/compare_programs.py PROGRAMS RESULTS [--write]
"""

import json
import sys
from collections import Counter
from pathlib import Path

import numpy as np
from compare_results import DIFFERENT, ROUNDED, SAME, SAME_JAX, verdict

CELLS = Path(__file__).parents[1] / "migration" / "cells.json"
OLD = "0.8.5"
RAISES = "RAISES"
FINISHED = ("safe", "unsafe", "not found")
BEYOND = {
    "g1_bound_method": "nnx.grad refuses bound methods from 0.12.1 on, whatever is said to it",
    "metadata_from_other_file": "Flax from 0.12.0 on wants a mesh for variables with sharding",
}
"""Programs that go wrong for what no fix is about."""


def by_program(file):
    """The arrays of each program by their own names."""
    found = {}
    for key, value in np.load(file).items():
        program, _, name = key.partition(": ")
        found.setdefault(program, {})[name] = value
    return found


def result(old, new):
    """The worst verdict over the arrays of one program."""
    if new is None:
        return RAISES
    if old.keys() != new.keys():
        return DIFFERENT
    verdicts = {verdict(old[name], new[name]) for name in old}
    return next((worst for worst in (DIFFERENT, ROUNDED) if worst in verdicts), SAME)


def cells(programs, results):
    """All cells: program -> release -> [how far, result, reasons]."""
    old = by_program(results / f"{OLD}.npz")
    found = {name: {} for name in sorted(old)}
    for file in sorted(programs.glob("*/outcomes.json")):
        release = file.parent.name
        new = by_program(results / f"{release}.npz")
        errors = json.loads((results / f"{release}.json").read_text("utf-8"))
        for name, (extent, reasons) in json.loads(file.read_text("utf-8")).items():
            came = result(old[name], new.get(name)) if extent in FINISHED else ""
            why = [BEYOND.get(name, errors[name])] if came == RAISES else reasons
            found[name][release] = [extent, came, why]
    return found


def wrong(found):
    """What a safe fix must never do, nor silence."""
    for name, releases in found.items():
        for release, (extent, came, why) in releases.items():
            allowed = (SAME,) if release in SAME_JAX else (SAME, ROUNDED)
            if extent == "safe" and came not in allowed and name not in BEYOND:
                yield f"{release}: {name}: a safe fix gives {came} {why}"
            if extent == "not found" and came == DIFFERENT:
                yield f"{release}: {name}: nothing is found, and it is different"


def drift(found, known):
    """Cells that are not as they are written down."""
    for name in sorted(found.keys() | known.keys()):
        now, then = found.get(name, {}), known.get(name, {})
        for release in now.keys() | then.keys():
            if _cell(now, release) != _cell(then, release):
                yield f"{release}: {name}: {now.get(release)}, written down: {then.get(release)}"


def _cell(row, release):
    """How far and what came of it; with another jax, machines round as they will."""
    cell = row.get(release, [])[:2]
    return cell if release in SAME_JAX else [SAME if word == ROUNDED else word for word in cell]


def main(programs, results, *, write):
    found = cells(programs, results)
    releases = sorted({r for cell in found.values() for r in cell}, key=version_key)
    for release in releases:
        counts = Counter(" ".join(cell[release][:2]).strip() for cell in found.values())
        print(f"Flax {release}: " + ", ".join(f"{n} {word}" for word, n in counts.most_common()))
    if write:
        CELLS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    known = json.loads(CELLS.read_text("utf-8"))
    problems = [*wrong(found), *drift(found, known)]
    print("\n".join(problems), end="\n" if problems else "")
    print(f"{sum(map(len, found.values()))} cells, {len(problems)} wrong")
    return 1 if problems or not releases else 0


def version_key(release):
    return [int(part) for part in release.split(".")]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), write="--write" in sys.argv))
