"""What checking real trees takes: within flake8, as a command beside others, and file by file."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryDirectory

from machine import describe, version
from running import in_turn, knows, median, ratio, tool

OURS = "flake8-nnx-rng"
OTHERS = {"flake8-bugbear": "B", "flake8-comprehensions": "C4", "TorchFix": "TOR"}
"""Other plugins, by the codes of what they find."""
TIMED = [sys.executable, str(Path(__file__).with_name("timed_flake8.py"))]
QUIET = ["-j1", "--isolated", "--quiet", "--quiet", "--exit-zero"]
COLD, ALONE = "--nnx-cache=false", "--nnx-across-files=false"
NONE = "-"
SLOW = 0.5
"""Seconds that no single file should take."""

cpu, wall = attrgetter("cpu"), attrgetter("wall")


def plugin_shares(tree: Path, *options: str) -> dict[str, float]:
    """The time of each plugin over that of flake8 without any of them, all in one process."""
    plugins = ",".join((OURS, *OTHERS))
    command = [*TIMED, plugins, *QUIET, *options, "."]
    told = subprocess.run(command, cwd=tree, check=True, capture_output=True, text=True).stderr
    spent: dict[str, float] = json.loads(told.splitlines()[-1])
    own = {name: spent.get(name, 0.0) for name in (OURS, *OTHERS)}
    rest = spent["all"] - sum(own.values())
    return {name: seconds / rest for name, seconds in own.items()}


def within_flake8(tree: Path, runs: int) -> str:
    """A row: flake8 without and with the plugin, and the shares of all plugins."""
    cached = knows([*TIMED, OURS], COLD.partition("=")[0])
    cold = [COLD] if cached else []
    commands = {
        "alone": [*TIMED, "", *QUIET, "."],
        "cold": [*TIMED, OURS, *QUIET, *cold, "."],
        "warm": [*TIMED, OURS, *QUIET, "."],
    }
    spent = in_turn(commands if cached else {k: commands[k] for k in ("alone", "cold")}, tree, runs)
    by_itself = [plugin_shares(tree, *cold, ALONE) for _ in range(runs)]
    shares = [plugin_shares(tree, *cold) for _ in range(runs)]
    warm = [plugin_shares(tree) for _ in range(runs)] if cached else []
    files = [path for path in tree.rglob("*.py") if path.is_file()]
    cells = [
        tree.name,
        str(len(files)),
        str(sum(b"nnx" in path.read_bytes() for path in files)),
        f"{median(spent['alone'], cpu):.1f}",
        f"{ratio(spent['cold'], spent['alone'], cpu):.2f}",
        f"{ratio(spent['warm'], spent['alone'], cpu):.2f}" if cached else NONE,
        _share(by_itself, OURS),
        _share(shares, OURS),
        _share(warm, OURS),
        *(_share(shares, name) for name in OTHERS),
    ]
    return _row(cells)


def _share(shares: list[dict[str, float]], name: str) -> str:
    return f"{statistics.median(share[name] for share in shares):+.1%}" if shares else NONE


def _commands() -> dict[str, list[str]]:
    """The commands that are there; the first one is what the others are compared with."""
    commands = {}
    if ruff := tool("ruff"):
        commands["ruff"] = [ruff, "check", "--isolated", "--no-cache", "--select", "B"]
        commands["ruff"] += ["--exit-zero", "--quiet", "."]
    if nnx := tool("nnx-rng"):
        check = [nnx, "check", "--exit-zero", "."]
        cached = knows([nnx, "check"], "--no-cache")
        commands["cold"] = [*check, "--no-cache"] if cached else check
        if cached:
            commands["warm"] = check
    for name, code in OTHERS.items():
        options = ["--isolated", "--exit-zero", "--select", code, "."]
        commands[name] = [*TIMED, name, *options]
    return commands


def beside_others(tree: Path, runs: int) -> str:
    """A row: the command's time, and it over the time of each of the others."""
    commands = _commands()
    spent = in_turn(commands, tree, runs)

    def seconds(name: str) -> str:
        if name not in spent:
            return NONE
        return f"{median(spent[name], cpu):.2f} / {median(spent[name], wall):.2f}"

    def over(base: str) -> str:
        if base not in spent:
            return NONE
        ours = [spent[name] for name in ("cold", "warm") if name in spent]
        return ", ".join(
            " / ".join(f"{ratio(s, spent[base], of):.2f}" for of in (cpu, wall)) for s in ours
        )

    times = [seconds(name) for name in ("cold", "warm", "ruff")]
    return _row([tree.name, *times, *(over(base) for base in ("ruff", *OTHERS))])


def slowest(tree: Path, count: int) -> Iterator[str]:
    """Rows: the files that take longest, all checked in this process by one checker."""
    from flake8_nnx_rng.checking import Checker
    from flake8_nnx_rng.project.discovery import Problem, discover

    checker = Checker()
    times: list[tuple[float, Path]] = []
    for path in discover([tree], checker.settings_for):
        if not isinstance(path, Problem):
            started = time.process_time()
            checker.check_file(path)
            times.append((time.process_time() - started, path))
    slow = sum(seconds > SLOW for seconds, _ in times)
    yield _row([f"{tree.name}: {len(times)} files", f"{slow} above {SLOW} s", ""])
    for seconds, path in sorted(times, reverse=True)[:count]:
        lines = path.read_bytes().count(b"\n")
        yield _row([path.relative_to(tree).as_posix(), str(lines), f"{seconds:.2f}"])


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _table(title: str, heads: list[str], rows: Iterator[str]) -> None:
    print(f"\n{title}\n\n{_row(heads)}\n|{'---|' * len(heads)}")
    for row in rows:
        print(row, flush=True)


def overhead(trees: list[Path], runs: int) -> None:
    """Print what the plugin adds to flake8."""
    heads = ["tree", "files", "with nnx", "flake8 alone, s", "with nnx-rng, cold", "warm"]
    heads += ["share, each file by itself", "share, cold", "share, warm", *OTHERS]
    rows = (within_flake8(tree, runs) for tree in trees)
    _table("flake8 -j1, CPU: ratios of whole processes, and each plugin's own share", heads, rows)


def command(trees: list[Path], runs: int) -> None:
    """Print what the command takes beside other linters."""
    heads = ["tree", "cold, s", "warm, s", "ruff --select B, s", "over ruff"]
    heads += [f"over flake8 with {name}" for name in OTHERS]
    rows = (beside_others(tree, runs) for tree in trees)
    _table("nnx-rng check, CPU / wall; ratios cold, then warm", heads, rows)


def files(trees: list[Path], count: int) -> None:
    """Print the slowest files."""
    rows = (row for tree in trees for row in slowest(tree, count))
    _table(
        "The slowest files, each in a process that has checked others", ["file", "lines", "s"], rows
    )


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trees", nargs="+", type=lambda name: Path(name).resolve())
    parser.add_argument("--table", choices=["overhead", "command", "files"], action="append")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--slowest", type=int, default=3, help="files to name for each tree")
    options = parser.parse_args()
    wanted = options.table or ["overhead", "command", "files"]
    print(f"{describe()}; {version('flake8', 'ruff', OURS, *OTHERS)}; median of {options.runs}")
    tables: dict[str, Callable[[], None]] = {
        "overhead": lambda: overhead(options.trees, options.runs),
        "command": lambda: command(options.trees, options.runs),
        "files": lambda: files(options.trees, options.slowest),
    }
    with TemporaryDirectory() as folder:
        os.environ["NNX_RNG_CACHE_DIR"] = folder  # or it would be in the trees
        for name in wanted:
            tables[name]()


if __name__ == "__main__":
    main()
