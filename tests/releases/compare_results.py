"""Compares what the examples gave on each release with what they gave on 0.8.5.

Under 0.9.0 every bit must be the same. Later releases come with a later jax, which may round
floating point numbers otherwise; keys, counts and masks must still be the same.

Usage: python tests/releases/compare_results.py FOLDER (as run_examples.py filled it)
"""

import sys
from collections import Counter
from pathlib import Path

import numpy as np

REFERENCE = "0.8.5"
SAME_JAX = ("0.9.0", "0.9.0-implicit")
SAME, ROUNDED, DIFFERENT = "same bits", "same to rounding", "DIFFERENT"


def verdict(old, new):
    """How close two arrays are."""
    if old.shape != new.shape or old.dtype != new.dtype:
        return DIFFERENT
    if old.tobytes() == new.tobytes():
        return SAME
    if not np.issubdtype(old.dtype, np.floating):
        return DIFFERENT
    largest = max(1.0, float(np.abs(old).max(initial=0)))  # what cancels is rounded as its terms
    return ROUNDED if np.allclose(old, new, rtol=1e-5, atol=1e-6 * largest) else DIFFERENT


def failures(release, reference, results):
    """The names of what is not as it must be; prints the count of each verdict."""
    shared = reference.keys() & results.keys()
    verdicts = {name: verdict(reference[name], results[name]) for name in shared}
    verdicts |= dict.fromkeys(reference.keys() ^ results.keys(), "MISSING")
    counts = ", ".join(f"{count} {word}" for word, count in Counter(verdicts.values()).items())
    print(f"Flax {release} against {REFERENCE}: {counts}")
    allowed = {SAME} if release in SAME_JAX else {SAME, ROUNDED}
    return [f"{release}: {name}: {word}" for name, word in verdicts.items() if word not in allowed]


def by_number(label):
    """0.9.0, 0.9.0-implicit, 0.10.7, ..."""
    release, _, style = label.partition("-")
    return [int(part) for part in release.split(".")], style


def main(folder):
    files = {path.stem: dict(np.load(path)) for path in folder.glob("*.npz")}
    reference = files.pop(REFERENCE)
    releases = sorted(files, key=by_number)
    wrong = [line for release in releases for line in failures(release, reference, files[release])]
    print("\n".join(wrong), end="\n" if wrong else "")
    return 1 if wrong or not releases else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
