"""Answers: what one side of a verification did, as its process told it."""

from __future__ import annotations

import json
from array import array
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flake8_nnx_rng.project.errors import ConfigError

_ORDER = ("example", "entry", "call", "defaults", "import", "made", "script", "module")
"""Ways to run a unit, the one to be preferred first; "module" is an import for its own sake."""
_NO_RUN = {
    "RESOURCE_EXHAUSTED": "memory limit",
    "MemoryError": "memory limit",
    "no network while nnx-rng verifies": "it wants the network, which it does not get",
}


@dataclass(frozen=True)
class Leaf:
    """An array or scalar: `kind` is "parameter", "rng", "state" or "value"; see the child."""

    path: str
    kind: str
    dtype: str
    shape: tuple[int, ...]
    digest: str
    numbers: Path | None = field(default=None, compare=False)
    is_distinct: bool = field(default=True, compare=False)

    def is_near(self, other: Leaf) -> bool:
        """Whether two float arrays differ by rounding only."""
        if self == other:
            return True
        if (self.dtype, self.shape) != (other.dtype, other.shape):
            return False
        if self.numbers is None or other.numbers is None:
            return False
        mine, theirs = _floats(self.numbers), _floats(other.numbers)
        allowed = _rounding(self.dtype) * max(map(abs, [*mine, *theirs]), default=0.0)
        return all(a == b or abs(a - b) <= allowed for a, b in zip(mine, theirs, strict=True))


@dataclass(frozen=True)
class Draw:
    """A key that was drawn; `lane` are the indices and `sizes` the sizes of the levels around."""

    stream: str
    key: str
    lane: tuple[int, ...]
    sizes: tuple[int, ...]


@dataclass(frozen=True)
class Answer:
    """What a unit did when it was run in one way (`how`, in words `shown`)."""

    how: str
    shown: str
    error: str | None
    leaves: tuple[Leaf, ...]
    draws: tuple[Draw, ...]


@dataclass
class Side:
    """All answers of one side by unit; `failure` says why some may be missing.

    `note` is what failed elsewhere in the program, and `late` says that the time limit has ended
    one of its statements.
    """

    answers: dict[str, dict[str, Answer]] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    failure: str = ""
    note: str = ""
    late: bool = False

    def reason(self, unit: str) -> str:
        """Why a unit was not run."""
        known = self.reasons.get(unit, "")
        told = (known,) if known in _NO_RUN.values() else (known, self.failure)
        return "; ".join(filter(None, told)) or "nothing ran it"


def read_side(path: Path, numbers: Path, failure: str) -> Side:
    """The answers in a file; `failure` is why its writer did not come to an end, if so.

    Raises `ConfigError` for an entry that does not exist.
    """
    side = Side(failure=failure)
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    for line in lines:
        told = json.loads(line)
        if "failed" in told:
            side.failure = told["failed"]
        elif "noted" in told:
            side.note, side.late = told["noted"], told["late"]
        elif "refused" in told:
            raise ConfigError("--entry", told["refused"])
        elif "unit" in told and "inputs" not in told:
            _add(side, told, numbers)
    return side


def best_way(before: Side, after: Side, unit: str) -> str | None:
    """The way to run a unit that both sides know, rather one that neither raises in."""
    mine, theirs = before.answers.get(unit, {}), after.answers.get(unit, {})
    ways = [how for how in _ORDER if how in mine and how in theirs]
    fine = [how for how in ways if mine[how].error is None and theirs[how].error is None]
    told = [how for how in ways if mine[how].error is None or theirs[how].error is None]
    return next(iter([*fine, *told, *ways]), None)


def _add(side: Side, told: dict[str, Any], numbers: Path) -> None:
    unit, error = told["unit"], told.get("error") or ""
    reason = next((r for sign, r in _NO_RUN.items() if sign in error), told.get("reason"))
    if reason is not None:
        if side.reasons.get(unit) not in _NO_RUN.values():
            side.reasons[unit] = reason
        return
    answer = Answer(
        told["how"],
        told["shown"],
        told["error"],
        tuple(_leaf(leaf, numbers) for leaf in told["leaves"]),
        tuple(map(_draw, told["draws"])),
    )
    side.answers.setdefault(unit, {})[answer.how] = answer


def _leaf(told: dict[str, Any], numbers: Path) -> Leaf:
    file = told.pop("numbers")
    shape = tuple(told.pop("shape"))
    return Leaf(**told, shape=shape, numbers=None if file is None else numbers / file)


def _draw(told: dict[str, Any]) -> Draw:
    lane = tuple(index for _, index, _ in told["lanes"])
    return Draw(told["stream"], told["key"], lane, tuple(size for *_, size in told["lanes"]))


def _floats(path: Path) -> array[float]:
    return array("d", path.read_bytes())


def _rounding(dtype: str) -> float:
    """The part of the largest number that rounding may come to after some operations."""
    return {"float64": 1e-12, "float32": 1e-5}.get(dtype, 1e-2)
