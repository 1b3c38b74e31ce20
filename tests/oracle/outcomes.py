"""What a program did, what that makes of a mutant, and what a finding says that it does."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Any

_RAISES = re.compile(r"\braises\b")


class Outcome(StrEnum):
    """What a run came to."""

    RAISES = "raises"
    IDENTICAL = "identical"
    OTHER_SIZE = "other size"
    NOT_REPEATED = "not repeated"
    CORRECT = "correct"


def classify(run: dict[str, Any], original: dict[str, Any], *, size_is_free: bool) -> Outcome:
    """The outcome of a mutant's run beside that of the program; an original beside itself.

    A run has an "error", or "arrays" by their names, each with "shape", "distinct" and "repeats":
    `distinct` counts the different slices along the leading axis, `repeats` says whether a second
    call of the program gave the same numbers.
    """
    if "error" in run:
        return Outcome.RAISES
    arrays = run["arrays"]
    if any(array["distinct"] < array["shape"][0] for array in arrays.values()):
        return Outcome.IDENTICAL
    expected = original.get("arrays", {})
    if not size_is_free and _shapes(arrays) != _shapes(expected):
        return Outcome.OTHER_SIZE
    return Outcome.CORRECT if _repeats(arrays) or not _repeats(expected) else Outcome.NOT_REPEATED


def _shapes(arrays: dict[str, Any]) -> dict[str, list[int]]:
    return {name: array["shape"] for name, array in arrays.items()}


def _repeats(arrays: dict[str, Any]) -> bool:
    """Whether calling the program once more gave the same numbers."""
    return all(array["repeats"] for array in arrays.values())


def told(consequence: str) -> str:
    """The outcome that a finding tells: it raises, or it goes wrong in silence."""
    return "raises" if _RAISES.search(consequence) else "silent"


def measured(outcome: Outcome) -> str:
    """An outcome in the words of a message: which of the two, or correct."""
    known = {Outcome.RAISES: "raises", Outcome.CORRECT: "correct"}
    return known.get(outcome, "silent")
