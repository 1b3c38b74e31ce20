"""New classes of one file: what each serves, and the edits that write them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.fix import Edit
from flake8_nnx_rng.syntax.source import DOCUMENTS

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.migration.lifted.design import Design
    from flake8_nnx_rng.fixes.migration.lifted.place import Place
    from flake8_nnx_rng.syntax.tree import Node

_NEXT = re.compile(r"\S")


@dataclass
class NewClass:
    """A class with the designs that come to it, one for each lift; the first says its place."""

    name: str
    designs: list[Design]
    inner: NewClass | None = None
    bound: Node | None = None
    """The name that a statement of its own gives it, which the class stands for."""
    number: int = 0
    """How many there were before it."""

    @property
    def place(self) -> Place:
        """Where it is written."""
        return self.designs[0].place

    @property
    def offsets(self) -> set[int]:
        """Where lines may be written above: those of its place, and those behind its statement."""
        own = {self.place.offset}
        return own if self.bound is None else {*own, _following(self.place)}

    @property
    def text(self) -> str:
        """The class as it is written, without the last line end."""
        return self.designs[0].write(self.name)

    def serves(self, designed: Design) -> bool:
        """Whether another design is the same but for its place, from which the class is seen."""
        first = self.designs[0]
        if self.bound is not None or first.words != designed.words:
            return False
        return first.place.is_module or first.place.scope == designed.place.scope


@dataclass(frozen=True)
class Part:
    """One lift: its design, and the class that it comes to."""

    design: Design
    new_class: NewClass
    inner: Part | None = None


def insertions(new_classes: Iterable[NewClass]) -> Iterator[Edit]:
    """The classes at their places, with the blank lines that stand around classes."""
    places: dict[int, list[NewClass]] = {}
    bound = [new for new in new_classes if new.bound is not None]
    for new in new_classes:
        if new.bound is None:
            places.setdefault(new.place.offset, []).append(new)
    for new in bound:
        yield _in_place_of(new, places.keys())
    for offset, found in places.items():
        place = found[0].place
        newline = place.bench.style.newline
        gap = newline * (_blank_lines(place) + 1)
        written = gap.join(new.text for new in found)
        yield Edit(offset, offset, f"{newline * _missing(place, offset)}{written}{gap}")


def _in_place_of(new: NewClass, places: Collection[int]) -> Edit:
    """A class in the place of the statement that gave it its name."""
    place, last = new.place, new.place.statement.end
    code, newline = place.bench.module.source.code, place.bench.style.newline
    first = place.bench.line_start(place.statement.start)
    above = newline * (_missing(place, first) if place.offset == first else 0)
    following = _following(place)
    is_last = not code[last:].strip() or following in places
    missing = 0 if is_last else _still_missing(place, code.count("\n", last, following) - 1)
    return Edit(first, last, f"{above}{new.text}{newline * missing}")


def _following(place: Place) -> int:
    """The start of the next line that is not blank below a place's statement."""
    found = _NEXT.search(place.bench.module.source.code, place.statement.end)
    code = place.bench.module.source.code
    return place.bench.line_start(len(code) if found is None else found.start())


def _blank_lines(place: Place) -> int:
    """How many stand around a class."""
    return 2 if place.is_module else 1


def _missing(place: Place, offset: int) -> int:
    """How many blank lines are missing above a class."""
    code, behind = place.bench.module.source.code, offset
    while behind > 0 and code[behind - 1].isspace():
        behind -= 1
    if behind == 0 or (not place.is_module and code[behind - 1] == ":"):
        return 0
    return _still_missing(place, code.count("\n", behind, offset) - 1)


def _still_missing(place: Place, blank: int) -> int:
    """How many blank lines are missing; in a document one may be the end of a piece of code."""
    source = place.bench.module.source
    if blank > 0 and source.filename.lower().endswith(DOCUMENTS):
        return 0
    return max(_blank_lines(place) - blank, 0)
