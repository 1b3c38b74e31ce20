"""Parts: plans that end where a definition takes the name of a unit, so that each can be called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from flake8_nnx_rng.verification.planning import Plan, Unit


@dataclass(frozen=True)
class Part:
    """A plan to be run, and its units by the names that they have in it."""

    plan: Plan
    units: Mapping[str, Unit]


def parts(plan: Plan) -> Iterator[Part]:
    """The whole plan with the units whose names they keep, and one that ends before each other one.

    In a notebook, and more so in a page of examples, the same name is given to many things.
    """
    kept = [unit for unit in plan.units if _until(plan, unit) is None]
    if kept:
        yield Part(replace(plan, units=tuple(kept)), {unit.name: unit for unit in kept})
    for unit in plan.units:
        if (rows := _until(plan, unit)) is not None:
            name = plan.before.outline.statements[unit.name].name
            before, after = plan.before.before(rows[0]), plan.after.before(rows[1])
            inner = replace(unit, name=name)
            yield Part(replace(plan, before=before, after=after, units=(inner,)), {name: unit})


def _until(plan: Plan, unit: Unit) -> tuple[int, int] | None:
    """The rows before and after at which another statement takes the name of a unit."""
    old = plan.before.outline.statements[unit.name]
    new = plan.after.outline.statements.get(unit.name)
    if old.until is None or new is None or new.until is None:
        return None
    apart = old.until > old.rows[1] and new.until > new.rows[1]
    return (old.until, new.until) if apart else None
