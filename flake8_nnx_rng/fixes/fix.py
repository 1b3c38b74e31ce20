"""Fixes as data: spans of the original text, what to write there, and how far to trust it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from flake8_nnx_rng.diagnostic import Refusal


class Applicability(Enum):
    """How far a fix can be trusted, in the words of ruff."""

    SAFE = "safe"
    """The same numbers, bit for bit, or no numbers involved."""
    UNSAFE = "unsafe"
    """The code runs, with other numbers or on a guess."""
    DISPLAY = "display"
    """Advice in words; there is nothing to apply."""


@dataclass(frozen=True)
class Edit:
    """Text to write in place of the code points from `start` up to `end`.

    A `shared` one is a definition that several fixes may need, and make once together. Of what is
    written at one place definitions come first, for what follows may use them.
    """

    start: int
    end: int
    text: str
    shared: bool = False

    def __lt__(self, other: Edit) -> bool:
        return self._place < other._place

    @property
    def _place(self) -> tuple[int, int, bool, str]:
        return self.start, self.end, not self.shared, self.text

    def clashes(self, other: Edit) -> bool:
        """Whether both cannot be made: they overlap, or both insert at one place."""
        first, second = sorted((self, other))
        if first.shared and second.shared and (first == second or first.start == second.end):
            return False  # the same once, or definitions whose order does not matter
        if first.start == first.end:
            return first.start == second.start == second.end
        return second.start < first.end


@dataclass(frozen=True)
class Fix:
    """A way to mend one finding, or why there is none (`DISPLAY`, without edits).

    `message` says what is done, `reason` why it is not safe, `refusal` why there are no edits.
    `exports` are the names of `flax.nnx` that the new text uses bare and that an import
    statement, named by the offset of its start, must bring into the file.
    """

    message: str
    applicability: Applicability = Applicability.SAFE
    edits: tuple[Edit, ...] = ()
    reason: str = ""
    exports: tuple[tuple[int, str], ...] = ()
    refusal: Refusal | None = None

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        """Asked for each of the findings that a fix of many edits may be for."""
        return hash((self.message, self.edits, self.refusal))

    def clashes(self, other: Fix) -> bool:
        """Whether both cannot be applied together."""
        return any(mine.clashes(theirs) for mine in self.edits for theirs in other.edits)


def safe(message: str, *edits: Edit) -> Fix:
    """A fix that changes no number."""
    return Fix(message, Applicability.SAFE, edits)


def unsafe(message: str, reason: str, *edits: Edit) -> Fix:
    """A fix that runs, and why its numbers may be others than meant."""
    return Fix(message, Applicability.UNSAFE, edits, reason)


def advice(message: str) -> Fix:
    """What to do by hand, and why the tool does not."""
    return Fix(message, Applicability.DISPLAY)


def splice(text: str, edits: list[Edit]) -> str:
    """The text with all edits made; they must not overlap."""
    pieces, offset = [], 0
    for edit in sorted(set(edits)):
        pieces += [text[offset : edit.start], edit.text]
        offset = edit.end
    return "".join([*pieces, text[offset:]])
