"""Compares what run.py found on each release with what it found on Flax 0.8.5.

All parameters, draws, keys and counts must be the same: bit for bit under 0.9.0, which has the same
jax, to rounding under later ones; and what 0.8.5 refuses must be refused with an error of the same
class. What is otherwise must be in explained.json, with its reason, and no longer than it is so.

Usage: python tests/conformance/implicit/compare.py RESULTS
"""

import json
import sys
from collections import Counter
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).parents[2] / "releases"))
from compare_results import DIFFERENT, ROUNDED, SAME, SAME_JAX, verdict

REFERENCE = "0.8.5"
BOTH_RAISE = "both raise"
EXPLAINED = Path(__file__).parent / "explained.json"


def loaded(folder):
    """The arrays of each program by their names, and the error of each that raised."""
    arrays, errors = {}, {}
    for path in folder.glob("*.npz"):
        for key, value in np.load(path).items():
            program, _, name = key.partition(": ")
            arrays.setdefault(program, {})[name] = value
        errors |= json.loads(path.with_suffix(".json").read_text("utf-8"))
    return arrays, errors


def outcome(name, old, new):
    """How a program fares: one of the verdicts, or what is wrong with it."""
    (old_arrays, old_errors), (new_arrays, new_errors) = old, new
    if name in old_errors and name in new_errors:
        same = old_errors[name][0] == new_errors[name][0]
        return BOTH_RAISE if same else f"raises {new_errors[name]}, not {old_errors[name]}"
    if name in new_errors:
        return f"raises {new_errors[name]}"
    if name in old_errors:
        return f"does not raise {old_errors[name]}"
    was, found = old_arrays[name], new_arrays.get(name, {})
    if missing := sorted(was.keys() ^ found.keys()):
        return f"has other results: {', '.join(missing[:5])}"
    verdicts = {key: verdict(was[key], found[key]) for key in was}
    if wrong := sorted(key for key, word in verdicts.items() if word == DIFFERENT):
        return f"differs in {', '.join(wrong[:5])}"
    return ROUNDED if ROUNDED in verdicts.values() else SAME


def explained(release, name, reasons):
    """Whether there is a reason for a difference of this program on this release."""
    return release in reasons.get(name, {}).get("releases", ())


def compared(release, old, new, reasons):
    """What is wrong with one release, a line each; prints the counts."""
    names = sorted({*old[0], *old[1]})
    outcomes = {name: outcome(name, old, new) for name in names}
    allowed = (SAME, BOTH_RAISE) if release in SAME_JAX else (SAME, BOTH_RAISE, ROUNDED)
    differ = {name: found for name, found in outcomes.items() if found not in allowed}
    unexplained = [name for name in differ if not explained(release, name, reasons)]
    counts = Counter(found for found in outcomes.values() if found in allowed)
    counts["different, explained"] = len(differ) - len(unexplained)
    counts["DIFFERENT"] = len(unexplained)
    arrays = sum(len(old[0].get(name, ())) for name in names)
    told = ", ".join(f"{count} {word}" for word, count in counts.items())
    print(f"Flax {release}: {len(names)} programs, {arrays} arrays: {told}")
    yield from (f"{release}: {name}: {differ[name]}" for name in unexplained)
    for name in reasons:
        if explained(release, name, reasons) and name not in differ:
            yield f"{release}: {name}: explained.json has a reason, but it is not different"


def main(results):
    folders = {path.name: loaded(path) for path in results.iterdir()}
    old = folders.pop(REFERENCE)
    reasons = json.loads(EXPLAINED.read_text("utf-8"))
    releases = sorted(folders, key=lambda release: [int(part) for part in release.split(".")])
    wrong = [
        line for release in releases for line in compared(release, old, folders[release], reasons)
    ]
    print("\n".join(wrong), end="\n" if wrong else "")
    return 1 if wrong or not releases else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
