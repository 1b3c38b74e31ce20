"""How the time of checking grows with a program, for each shape that programs have."""

from __future__ import annotations

import argparse
import gc
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import log2
from pathlib import Path
from tempfile import TemporaryDirectory

from machine import describe
from shapes import SHAPES, Shape

SOME = 0.1
"""Seconds below which a time is too short to compare."""


@dataclass(frozen=True)
class Point:
    """What checking a program of one size took and gave."""

    size: int
    lines: int
    letters: int
    seconds: float
    findings: int
    broken: int


def check(shape: Shape, size: int) -> Point:
    """Check a program of one size in this process."""
    from flake8_nnx_rng import Settings, check_paths

    settings = Settings(target_flax="0.12.8", extend_select=("NNX",))
    files = shape.build(size)
    with TemporaryDirectory() as folder:
        write(Path(folder), files)
        gc.collect()
        started = time.process_time()
        reports = list(check_paths([folder], settings))
        seconds = time.process_time() - started
    found = [diagnostic.code for report in reports for diagnostic in report.diagnostics]
    broken = found.count("NNX999") + sum(report.error is not None for report in reports)
    texts = files.values()
    lines, letters = sum(text.count("\n") for text in texts), sum(map(len, texts))
    return Point(size, lines, letters, seconds, len(found), broken)


def write(folder: Path, files: dict[str, str]) -> None:
    """Write a project."""
    for name, text in {"pyproject.toml": "", **files}.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


def double(shape: Shape, seconds: float) -> None:
    """Print a point for each doubling until one takes too long; the system ends what never ends."""
    check(shape, 2)  # loads what is needed
    size = shape.start
    while size <= shape.limit:
        spent = int(time.process_time() + 4 * seconds) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (spent, resource.RLIM_INFINITY))
        point = check(shape, size)
        print(*vars(point).values(), flush=True)
        if point.seconds > seconds:
            break
        size *= 2


def points(shape: Shape, seconds: float) -> tuple[list[Point], bool]:
    """The points of a shape, made in a process of their own, and whether it had to be ended."""
    command = [sys.executable, __file__, "--inside", "--seconds", str(seconds), shape.name]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    rows = (line.split() for line in done.stdout.splitlines())
    found = [
        Point(int(row[0]), int(row[1]), int(row[2]), float(row[3]), int(row[4]), int(row[5]))
        for row in rows
    ]
    return found, done.returncode != 0


def ratios(found: list[Point]) -> Iterator[float]:
    """How the time grows when the text doubles, for each step that can be measured."""
    for before, after in pairwise(found):
        if after.seconds >= SOME:
            steps = log2(after.letters / before.letters)
            yield (after.seconds / before.seconds) ** (1 / steps)


def row(shape: Shape, seconds: float) -> str:
    """One row of the table."""
    found, ended = points(shape, seconds)
    if not found:
        return f"| {shape.name} | {shape.start} | | | not within {4 * seconds:g} | |"
    last = found[-1]
    steps = " ".join(f"{ratio:.1f}" for ratio in ratios(found))
    if ended:
        steps = f"{steps} then not within {4 * seconds:g} s".lstrip()
    expected = shape.findings(last.size)
    findings = f"{last.findings}" if last.findings == expected else f"{last.findings} of {expected}"
    broken = f", {last.broken} broken" if last.broken else ""
    return (
        f"| {shape.name} | {last.size:,} | {last.lines:,} | {findings}{broken} "
        f"| {last.seconds:.2f} | {steps} |"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="*", help="only shapes with such a word in their names")
    parser.add_argument("--seconds", type=float, default=4.0, help="double up to this time")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        double(SHAPES[options.words[0]], options.seconds)
        return
    print(f"{describe()}\n")
    print("| shape | size | lines | findings | CPU, s | ratios, for twice the text |")
    print("|---|---|---|---|---|---|")
    for shape in SHAPES.values():
        if not options.words or any(word in shape.name for word in options.words):
            print(row(shape, options.seconds), flush=True)


if __name__ == "__main__":
    main()
