"""What `nnx-rng verify` tells: a table for each file, or JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import click

from flake8_nnx_rng.frontends.command.outcome import counted
from flake8_nnx_rng.verification.comparing import Comparison, Keys, Parts, Verdict
from flake8_nnx_rng.verification.files import Planned
from flake8_nnx_rng.verification.verifying import Row

_HEAD = (
    "unit",
    "fix",
    "says",
    "lanes",
    "distinct keys",
    "parameters",
    "results",
    "draws",
    "next key",
    "verdict",
)


class Verified:
    """All files of a run with their rows, on one release of Flax."""

    def __init__(self, flax: str, *, strict: bool) -> None:
        self.flax = flax
        self.files: list[tuple[Planned, Sequence[Row]]] = []
        self._strict = strict

    def add(self, file: Planned, rows: Sequence[Row]) -> None:
        """Take a file; an error is told at once."""
        self.files.append((file, rows))
        if file.error is not None:
            click.echo(f"error: {file.error}", err=True)

    @property
    def rows(self) -> list[Row]:
        """Those of all files."""
        return [row for _, rows in self.files for row in rows]

    @property
    def exit_code(self) -> int:
        """0 where every fix is what it says, 1 where one is not, 2 for files that are unusable."""
        if any(file.error is not None for file, _ in self.files):
            return 2
        unseen = [row for row in self.rows if row.holds is None]
        skipped = [file for file, _ in self.files if file.problem]
        failed = any(row.holds is False for row in self.rows)
        return int(failed or (self._strict and bool(unseen or skipped)))


def text(verified: Verified) -> str:
    """A table for each file, and the sum."""
    blocks = [_file(file, rows) for file, rows in verified.files if file.error is None]
    return "\n\n".join([*blocks, _sum(verified)])


def as_json(verified: Verified) -> str:
    """A list of files with their units."""
    return json.dumps(
        [
            {
                "filename": file.filename,
                "flax": verified.flax,
                "before": _semantics(file),
                "problem": file.problem or None if file.error is None else file.error.reason,
                "units": [_row_as_json(row) for row in rows],
            }
            for file, rows in verified.files
        ],
        indent=2,
        ensure_ascii=False,
    )


FORMATS: dict[str, Callable[[Verified], str]] = {"text": text, "json": as_json}


def _semantics(file: Planned) -> str | None:
    if file.plan is None:
        return None
    return "implicit" if file.plan.legacy else "plain"


def _file(file: Planned, rows: Sequence[Row]) -> str:
    how = " (before: with the semantics of 0.8.5)" if _semantics(file) == "implicit" else ""
    lines = [f"{file.filename}{how}"]
    if file.problem:
        lines.append(f"  {file.problem}")
    if rows:
        lines += _table([_HEAD, *map(_cells, rows)])
        lines += [f"  {row.unit.name}: {_told(row)}" for row in rows if _told(row)]
    return "\n".join(lines)


def _cells(row: Row) -> tuple[str, ...]:
    found = row.comparison
    return (
        row.unit.name,
        ", ".join(row.unit.codes) or "-",
        "safe" if row.unit.safe else "unsafe",
        _lanes(found),
        _change(_distinct(found.before), _distinct(found.after)),
        found.parameters.shown,
        found.values.shown,
        found.draws.shown,
        found.next_keys.shown,
        found.verdict.value + (" (FAILED)" if row.holds is False else ""),
    )


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  " + "  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _told(row: Row) -> str:
    """What there is to say besides the table: how it was run if so, and the note."""
    ran = f"run by {row.ran}" if row.ran else ""
    return "; ".join(part for part in (ran, row.comparison.note) if part)


def _lanes(found: Comparison) -> str:
    return _change(*("x".join(map(str, keys.lanes)) for keys in (found.before, found.after)))


def _distinct(keys: Keys) -> str:
    return f"{keys.distinct} of {keys.drawn}" if keys.drawn else ""


def _change(before: str, after: str) -> str:
    """`3`, or `1 -> 3` where they differ."""
    if before == after:
        return before or "-"
    return f"{before or '-'} -> {after or '-'}"


def _sum(verified: Verified) -> str:
    rows = verified.rows
    if not rows:
        return "No fix to verify."
    counts = [
        f"{number} {verdict.value}"
        for verdict in Verdict
        if (number := sum(row.comparison.verdict is verdict for row in rows))
    ]
    files = counted(sum(bool(found) for _, found in verified.files), "file")
    failed = sum(row.holds is False for row in rows)
    said = f"Verified {counted(len(rows), 'unit')} in {files}: {', '.join(counts)}."
    return said + ("" if not failed else f"\n{_FAILED[min(failed, 2)].format(failed)}")


_FAILED = {1: "{} fix is not what it says.", 2: "{} fixes are not what they say."}


def _row_as_json(row: Row) -> dict[str, Any]:
    found = row.comparison
    return {
        "unit": row.unit.name,
        "codes": list(row.unit.codes),
        "applicability": "safe" if row.unit.safe else "unsafe",
        "run_by": row.ran or None,
        "verdict": found.verdict.value,
        "note": found.note or None,
        "holds": row.holds,
        "before": _keys_as_json(found.before),
        "after": _keys_as_json(found.after),
        **{name: {"same": parts.same, "total": parts.total} for name, parts in _parts(found)},
    }


def _keys_as_json(keys: Keys) -> dict[str, Any]:
    return {"lanes": list(keys.lanes), "draws": keys.drawn, "distinct_keys": keys.distinct}


def _parts(found: Comparison) -> Iterable[tuple[str, Parts]]:
    return (
        ("parameters", found.parameters),
        ("results", found.values),
        ("draws", found.draws),
        ("next_keys", found.next_keys),
    )
