"""How long a second run of `nnx-rng check` takes beside ruff, as ratios taken within one run."""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

RUFF = ("ruff", "check", "--isolated", "--no-cache", "--select=B", "--quiet", "--exit-zero")
NNX_RNG = ("flake8_nnx_rng", "check", "--exit-zero", "--statistics")


def timed(command: tuple[str, ...], trees: list[Path]) -> tuple[float, float]:
    """Seconds on the clock and of processors that a run over the trees takes."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
    subprocess.run([sys.executable, "-m", *command, *map(str, trees)], capture_output=True)
    clock, after = perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    return clock, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def told(name: str, times: list[tuple[float, float]]) -> str:
    """One row of the table."""
    clock, processors = map(statistics.median, zip(*times, strict=True))
    return f"| {name} | {clock:.2f} | {processors:.2f} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trees", nargs="+", type=Path)
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        kept = (*NNX_RNG, f"--cache-dir={folder}/cache")
        first = timed(kept, options.trees)
        pairs = [
            (timed(RUFF, options.trees), timed(kept, options.trees)) for _ in range(options.runs)
        ]
    ruff, again = ([pair[index] for pair in pairs] for index in (0, 1))
    ratios = sorted(ours[0] / theirs[0] for theirs, ours in pairs)
    print("| run | s on the clock | s of processors |\n|---|---|---|")
    print(told("ruff", ruff), told("the first", [first]), told("a second one", again), sep="\n")
    print(f"\nclock, a second run / ruff: {statistics.median(ratios):.2f}")


if __name__ == "__main__":
    main()
