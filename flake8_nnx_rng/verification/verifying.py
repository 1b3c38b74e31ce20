"""Verifying: files with their fixes, run before and after, and the report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flake8_nnx_rng.rules import rule
from flake8_nnx_rng.verification.answers import Answer, Side, best_way
from flake8_nnx_rng.verification.children import run_sides
from flake8_nnx_rng.verification.comparing import (
    OTHER_STREAMS,
    Comparison,
    Verdict,
    compare,
    keys,
    unless_late,
)
from flake8_nnx_rng.verification.jobs import jobs
from flake8_nnx_rng.verification.limits import Limits
from flake8_nnx_rng.verification.parts import Part, parts
from flake8_nnx_rng.verification.planning import Plan, Unit

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.releases import Release


@dataclass(frozen=True)
class Row:
    """A unit with its verdict; `ran` says how it was run.

    `holds` says whether its fixes keep their word, None where nothing could be seen.
    """

    unit: Unit
    ran: str
    comparison: Comparison
    holds: bool | None


@dataclass(frozen=True)
class Verification:
    """What running a file came to; `notes` tell what failed in it besides its units."""

    rows: tuple[Row, ...] = ()
    notes: tuple[str, ...] = ()


def verify(
    plan: Plan,
    limits: Limits,
    release: Release,
    *,
    entry: str | None = None,
    others: Iterable[Plan] = (),
) -> Verification:
    """Run both sides of a plan, each in a process of its own; a row for each unit.

    `release` is the Flax that they run on. `entry` (`module:function`, `file.py:function`) is
    called to drive the units, and is a row itself. `others` are plans of files that may import each
    other: after the fixes they are all new.
    """
    known = list(others)
    done = [
        _verified(part, limits, release, entry if number == 0 else None, known)
        for number, part in enumerate(parts(plan))
    ]
    order = [unit.name for unit in plan.units]
    rows = [row for found in done for row in found.rows]
    rows.sort(key=lambda row: order.index(row.unit.name) if row.unit.name in order else len(order))
    notes = dict.fromkeys(note for found in done for note in found.notes)
    return Verification(tuple(rows), tuple(notes))


def _verified(
    part: Part, limits: Limits, release: Release, entry: str | None, others: Iterable[Plan]
) -> Verification:
    units = dict(part.units)
    if entry is not None:
        codes = tuple(sorted({code for unit in units.values() for code in unit.codes}))
        units[entry] = Unit(entry, codes, all(unit.safe for unit in units.values()), (), ())
    with run_sides(jobs(part.plan, entry, others), limits) as (before, after):
        rows = [
            _row(unit, name, before, after, _Expected(part.plan, unit, release))
            for name, unit in units.items()
        ]
        return Verification(tuple(rows), _notes(before, after))


def _notes(before: Side, after: Side) -> tuple[str, ...]:
    """What failed elsewhere, once where it is the same on both sides."""
    if before.note == after.note:
        return (before.note,) if before.note else ()
    sides = {"before": before.note, "after": after.note}
    return tuple(f"{side}: {note}" for side, note in sides.items() if note)


@dataclass(frozen=True)
class _Expected:
    """What the rules say of the text before."""

    plan: Plan
    unit: Unit
    release: Release

    @property
    def raises(self) -> bool:
        """Whether one of the rules says that the old text raises on this Flax."""
        found = (rule(code) for code in self.unit.codes)
        return not self.plan.legacy and any(
            "raises" in known.effect(self.release) for known in found if known is not None
        )


def _row(unit: Unit, name: str, before: Side, after: Side, expected: _Expected) -> Row:
    """The row of a unit whose answers go by a name."""
    how = best_way(before, after, name)
    if how is None:
        return Row(unit, "", _not_run(_reason(name, before, after)), None)
    old, new = before.answers[name][how], after.answers[name][how]
    found = _compared(old, new, expected)
    if before.late or after.late:
        found = unless_late(found)
    if unit.left and found.verdict is Verdict.DIFFERENT:
        note = f"{', '.join(unit.left)} is left to be mended by hand; {found.note}"
        return Row(unit, old.shown, replace(found, note=note), None)
    return Row(unit, old.shown, found, _holds(found, unit))


def _compared(old: Answer, new: Answer, expected: _Expected) -> Comparison:
    if old.error is not None and new.error is not None:
        said = old.error if old.error == new.error else f"{old.error}; after: {new.error}"
        return _not_run(f"raises before and after: {said}")
    if new.error is not None:
        note = f"after raises {new.error}"
        return Comparison(Verdict.DIFFERENT, note, before=keys(old), after_runs=False)
    if old.error is not None:
        mends = expected.raises or not expected.unit.safe
        verdict = Verdict.MENDED if mends else Verdict.DIFFERENT
        return Comparison(verdict, f"before raises {old.error}", after=keys(new))
    return _mended(compare(old, new), expected.unit)


def _mended(found: Comparison, unit: Unit) -> Comparison:
    """A fix that may change numbers has mended what repeats fewer keys."""
    if unit.safe or found.verdict is not Verdict.DIFFERENT:
        return found
    if found.after.repeated >= found.before.repeated:
        return found
    return replace(found, verdict=Verdict.MENDED, note="")


def _is_of_the_release(found: Comparison) -> bool:
    """Whether a difference may well be one that the release makes without any fix."""
    return found.verdict is Verdict.DIFFERENT and OTHER_STREAMS in found.note


def _holds(found: Comparison, unit: Unit) -> bool | None:
    """Whether the fixes of a unit keep their word."""
    if found.verdict is Verdict.NOT_RUN or _is_of_the_release(found):
        return None
    if unit.safe:
        return found.verdict in (Verdict.IDENTICAL, Verdict.MENDED)
    if found.verdict is not Verdict.DIFFERENT:
        return True
    return found.after_runs and found.after.repeated <= found.before.repeated


def _reason(unit: str, before: Side, after: Side) -> str:
    """Why there is nothing to compare: what a side says that was run in no way, or in another."""
    sides = {"before": before, "after": after}
    silent = {name: s.reason(unit) for name, s in sides.items() if unit not in s.answers}
    if len(set(silent.values())) == 1 and len(silent) == 2:
        return silent["before"]
    told = "; ".join(f"{name}: {reason}" for name, reason in silent.items())
    return told or "run in another way before than after"


def _not_run(reason: str) -> Comparison:
    return Comparison(Verdict.NOT_RUN, reason)
