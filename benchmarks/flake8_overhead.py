"""What the plugin adds to flake8's user time on real trees, as ratios taken within one run."""

from __future__ import annotations

import argparse
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

WITHOUT = """
import importlib.metadata as metadata
every = metadata.distributions
metadata.distributions = lambda: (d for d in every() if d.name != "flake8-nnx-rng")
"""
TIMED = """
import atexit, resource, sys, time
from flake8_nnx_rng.frontends.flake8_plugin import Plugin
spent = 0.0
run = Plugin.run
def timed(self):
    global spent
    started = time.process_time()
    found = list(run(self))
    spent += time.process_time() - started
    return iter(found)
Plugin.run = timed
def tell():
    print(spent, resource.getrusage(resource.RUSAGE_SELF).ru_utime, file=sys.stderr)
atexit.register(tell)
"""
RUN = "from flake8.main.cli import main; raise SystemExit(main())"
OPTIONS = ("-j1", "--isolated", "--quiet", "--quiet", "--exit-zero", ".")
COLD = "--nnx-cache=false"
ALONE = "--nnx-across-files=false"


def flake8(tree: Path, setup: str, *options: str) -> tuple[float, str]:
    """User time of one flake8 run over a tree in seconds, and what it told on standard error."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    command = [sys.executable, "-c", setup + RUN, *OPTIONS, *options]
    done = subprocess.run(command, cwd=tree, check=True, capture_output=True, text=True)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before, done.stderr


def share(tree: Path, *options: str) -> float:
    """The plugin's own time over that of all the rest, in one process."""
    spent, total = map(float, flake8(tree, TIMED, *options)[1].split())
    return spent / (total - spent)


def compare(tree: Path, runs: int) -> str:
    """One row of the table."""
    cache = tempfile.mkdtemp()
    warm = f"--nnx-cache-dir={cache}"
    flake8(tree, "", warm)  # warms the disk cache and writes bytecode
    pairs = [(flake8(tree, WITHOUT)[0], flake8(tree, "", COLD)[0]) for _ in range(runs)]
    ratios = sorted(b / a for a, b in pairs)
    rows = [(share(tree, COLD, ALONE), share(tree, COLD), share(tree, warm)) for _ in range(runs)]
    alone, shares, again = ([row[index] for row in rows] for index in (0, 1, 2))
    shutil.rmtree(cache)
    files = [path for path in tree.rglob("*.py") if path.is_file()]
    mentioning = sum(b"nnx" in path.read_bytes() for path in files)
    plain = statistics.median(a for a, _ in pairs)
    return (
        f"| {tree.name} | {len(files)} | {mentioning} | {plain:.2f} "
        f"| {statistics.median(alone):+.1%} | {statistics.median(shares):+.1%} "
        f"| {statistics.median(again):+.1%} "
        f"| {statistics.median(ratios):.3f} ({ratios[0]:.3f} to {ratios[-1]:.3f}) |"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trees", nargs="+", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    print(
        "| tree | files | with nnx | flake8 alone, s | plugin's share, each file by itself "
        "| across files | a second time | whole process, ratio |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for tree in options.trees:
        print(compare(tree.resolve(), options.runs), flush=True)


if __name__ == "__main__":
    main()
