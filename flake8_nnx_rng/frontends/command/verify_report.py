"""What `nnx-rng verify` tells people: a table for each file, and the sum."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from flake8_nnx_rng.frontends.command.outcome import counted
from flake8_nnx_rng.verification.comparing import Comparison, Keys, Verdict
from flake8_nnx_rng.verification.files import Planned
from flake8_nnx_rng.verification.verifying import Row, Verification

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


def semantics(file: Planned) -> str | None:
    """Those that the text before is run with."""
    if file.plan is None:
        return None
    return "implicit" if file.plan.legacy else "plain"


def file_text(file: Planned, found: Verification) -> str:
    """One file: a row for each unit, and below how it was run and what else there is to say."""
    rows = found.rows
    how = " (before: with the semantics of 0.8.5)" if semantics(file) == "implicit" else ""
    lines = [f"{file.filename}{how}"]
    if file.problem:
        lines.append(f"  {file.problem}")
    if rows:
        lines += _table([_HEAD, *map(_cells, rows)])
        lines += [f"  {row.unit.shown}: {_told(row)}" for row in rows if _told(row)]
    lines += [f"  {note}" for note in found.notes]
    return "\n".join(lines)


def _cells(row: Row) -> tuple[str, ...]:
    found = row.comparison
    return (
        row.unit.shown,
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


def sum_text(files: Iterable[tuple[Planned, Verification]]) -> str:
    """How many units of how many files there are of each verdict, and why some have none."""
    known = list(files)
    rows = [row for _, found in known for row in found.rows]
    silent = [file.problem.removeprefix("not run: ") for file, _ in known if file.problem]
    if not rows and not silent:
        return "No fix to verify."
    counts = [
        f"{number} {verdict.value}"
        for verdict in Verdict
        if (number := sum(row.comparison.verdict is verdict for row in rows))
    ]
    failed = sum(row.holds is False for row in rows)
    units, ran = counted(len(rows), "unit"), sum(bool(found.rows) for _, found in known)
    lines = [f"Verified {units} in {counted(ran, 'file')}: {', '.join(counts)}."] if rows else []
    lines += [f"{counted(failed, 'unit')} failed."] if failed else []
    return "\n".join([*lines, *_unknown(rows, silent)])


def _unknown(rows: Sequence[Row], silent: Iterable[str]) -> list[str]:
    """What there is no verdict on, by the reason: nothing was shown to be wrong or right."""
    reasons = Counter(
        row.comparison.note for row in rows if row.comparison.verdict is Verdict.NOT_RUN
    )
    lines = [f"  {counted(number, 'unit')}: {why}" for why, number in reasons.most_common()]
    lines += [
        f"  {counted(number, 'file')}: {why}" for why, number in Counter(silent).most_common()
    ]
    return ["Not run, so nothing is known of them:", *lines] if lines else []
