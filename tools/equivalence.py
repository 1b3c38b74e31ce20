"""What came of the old programs on each release, as tests/releases/compare_programs.py wrote it."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TypeAlias

Cell: TypeAlias = tuple[str, str, list[str]]
"""How far the fixes go, what came of it, and the reasons."""

CELLS = Path(__file__).parents[1] / "tests" / "migration" / "cells.json"
_ORDER = ("safe", "unsafe", "refused", "not found")


def markdown() -> str:
    """A table of counts for each release, and every cell that is not the same bits."""
    cells: dict[str, dict[str, Cell]] = json.loads(CELLS.read_text(encoding="utf-8"))
    releases = sorted({release for row in cells.values() for release in row}, key=_version)
    return f"{_counts(cells, releases)}\n\n{_others(cells, releases)}"


def _version(release: str) -> list[int]:
    return [int(part) for part in release.split(".")]


def _counts(cells: dict[str, dict[str, Cell]], releases: list[str]) -> str:
    counts = {r: Counter(_outcome(row[r]) for row in cells.values()) for r in releases}
    outcomes = sorted({key for count in counts.values() for key in count}, key=_place)
    rows = [
        f"| {outcome} | {' | '.join(str(counts[r][outcome]) for r in releases)} |"
        for outcome in outcomes
    ]
    head = f"| {len(cells)} programs | {' | '.join(releases)} |"
    return "\n".join([head, "|---" * (len(releases) + 1) + "|", *rows])


def _outcome(cell: Cell) -> str:
    extent, came, _ = cell
    return f"{extent}: {came.lower()}" if came else extent


def _place(outcome: str) -> tuple[int, str]:
    return _ORDER.index(outcome.partition(":")[0]), outcome


def _others(cells: dict[str, dict[str, Cell]], releases: list[str]) -> str:
    """The reasons, with the programs and releases that have each."""
    found: dict[tuple[str, str], dict[str, list[str]]] = {}
    for name, row in cells.items():
        for release in releases:
            _, came, why = row[release]
            if came not in ("same bits", "same to rounding"):
                told = "; ".join(map(_told, why)) or "nothing was found in it"
                key = _outcome(row[release]), told
                found.setdefault(key, {}).setdefault(name, []).append(release)
    rows = [
        f"| {outcome} | {_named(programs, releases)} | {reason} |"
        for (outcome, reason), programs in sorted(
            found.items(), key=lambda item: _place(item[0][0])
        )
    ]
    head = "| outcome | programs | reason |\n|---|---|---|"
    return "\n".join([head, *(row.replace("*", r"\*") for row in rows)])


def _told(message: str) -> str:
    """Why a fix is not safe, without what it does to one program."""
    what, opening, reason = message.partition(" (")
    makes = what.startswith(("Migrate ", "Define "))
    return reason.removesuffix(")") if opening and makes else message


def _named(programs: dict[str, list[str]], releases: list[str]) -> str:
    return ", ".join(
        f"`{name}`" + ("" if where == releases else f" ({', '.join(where)})")
        for name, where in sorted(programs.items())
    )
