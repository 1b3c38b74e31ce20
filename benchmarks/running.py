"""Runs commands and says what they took."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Spent:
    """CPU time of a command and all its processes, and how long one waits for it; in seconds."""

    cpu: float
    wall: float


def run(command: list[str], folder: Path) -> Spent:
    """Run a command, whatever it finds; what it prints is dropped."""
    with TemporaryFile() as errors:
        started = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)  # or it would be waited for again
        errors.seek(0)
        told = errors.read().decode(errors="replace")
    # 2 is for a file that cannot be read, and for a command that was misunderstood.
    if process.returncode not in (0, 2) or "usage:" in told.lower():
        raise RuntimeError(f"{command[0]} ended with {process.returncode}: {told}")
    return Spent(usage.ru_utime + usage.ru_stime, wall)


def in_turn(commands: dict[str, list[str]], folder: Path, runs: int) -> dict[str, list[Spent]]:
    """Each command several times, one after another so that a slow minute hits all alike.

    One run before warms the disk's cache, writes bytecode and fills the commands' own caches.
    """
    for command in commands.values():
        run(command, folder)
    spent: dict[str, list[Spent]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            spent[name].append(run(command, folder))
    return spent


def median(spent: Iterable[Spent], of: Callable[[Spent], float]) -> float:
    """The median of CPU or wall times."""
    return statistics.median(map(of, spent))


def ratio(some: list[Spent], base: list[Spent], of: Callable[[Spent], float]) -> float:
    """The median of the ratios of runs that followed one another."""
    return statistics.median(of(a) / of(b) for a, b in zip(some, base, strict=True))


def tool(name: str) -> str | None:
    """A command beside this Python, or else on the path; None where there is none."""
    return shutil.which(name, path=str(BIN)) or shutil.which(name)


def knows(command: list[str], option: str) -> bool:
    """Whether a command has an option."""
    asked = subprocess.run([*command, "--help"], capture_output=True, text=True)
    return option in asked.stdout
