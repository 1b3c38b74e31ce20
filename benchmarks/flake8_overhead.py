"""What the plugin adds to flake8's user time on real trees, as a ratio of paired runs."""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
from pathlib import Path

WITHOUT = """
import importlib.metadata as metadata
every = metadata.distributions
metadata.distributions = lambda: (d for d in every() if d.name != "flake8-nnx-rng")
"""
RUN = "from flake8.main.cli import main; raise SystemExit(main())"
OPTIONS = ("-j1", "--isolated", "--quiet", "--quiet", "--exit-zero", ".")


def user_seconds(tree: Path, setup: str) -> float:
    """User time of one flake8 run over a tree, in seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    command = [sys.executable, "-c", setup + RUN, *OPTIONS]
    subprocess.run(command, cwd=tree, check=True, stdout=subprocess.DEVNULL)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def compare(tree: Path, runs: int) -> str:
    """One row of the table: files, files with nnx, medians, ratio."""
    user_seconds(tree, "")  # warms the disk cache and writes bytecode
    pairs = [(user_seconds(tree, WITHOUT), user_seconds(tree, "")) for _ in range(runs)]
    plain, added = (statistics.median(times) for times in zip(*pairs, strict=True))
    ratios = sorted(b / a for a, b in pairs)
    files = list(tree.rglob("*.py"))
    mentioning = sum(b"nnx" in path.read_bytes() for path in files if path.is_file())
    return (
        f"| {tree.name} | {len(files)} | {mentioning} | {plain:.2f} | {added:.2f} "
        f"| {statistics.median(ratios):.3f} | {ratios[0]:.3f} to {ratios[-1]:.3f} |"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trees", nargs="+", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    print("| tree | files | with nnx | flake8 s | with plugin s | ratio | range |")
    print("|---|---|---|---|---|---|---|")
    for tree in options.trees:
        print(compare(tree.resolve(), options.runs), flush=True)


if __name__ == "__main__":
    main()
