"""Units: which mentions of lifted classes one fix has to mend together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.migration.lifted.reading import imported_by

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.fixes.migration.lifted.classes import NewClass, Part
    from flake8_nnx_rng.fixes.migration.refusal import Refused
    from flake8_nnx_rng.syntax.tree import Node


@dataclass(frozen=True)
class Planned:
    """One mention of a lifted class with the classes that it comes to, or why there are none."""

    name: str
    mention: Node
    parts: tuple[Part, ...] = ()
    refusal: Refused | None = None

    @property
    def classes(self) -> list[NewClass]:
        """The new classes, with those in them."""
        found = [part.new_class for part in self.parts]
        for new in found:
            if new.inner is not None:
                found.append(new.inner)
        return found


class Units:
    """All that is planned in one module, found by what ties it together."""

    def __init__(self, bench: Bench, planned: Iterable[Planned]) -> None:
        self._bench = bench
        self._by_mention: dict[Node, Planned] = {}
        self._by_import: dict[tuple[Node | None, str], list[Planned]] = {}
        self._tied: dict[Node | int, list[Planned]] = {}
        for each in planned:
            self._by_mention[each.mention] = each
            way = imported_by(bench, each.mention), each.mention.text
            self._by_import.setdefault(way, []).append(each)
            for tie in () if each.refusal else self._ties_of(each):
                self._tied.setdefault(tie, []).append(each)

    def at(self, node: Node) -> list[Planned]:
        """What is mentioned at a node, or brought by one of an import statement."""
        if node in self._by_mention:
            return [self._by_mention[node]]
        bound = node.field("alias") or node
        ways = ((outer, bound.text) for outer in node.ancestors())
        return [planned for way in ways for planned in self._by_import.get(way, ())]

    def around(self, found: Iterable[Planned]) -> list[Planned]:
        """The mentions with all others that share a class, a place, or an import with them."""
        left = list(found)
        unit = {planned.mention: planned for planned in left}
        for planned in left:
            for tie in self._ties_of(planned):
                new = [other for other in self._tied[tie] if other.mention not in unit]
                unit |= {other.mention: other for other in new}
                left += new
        return sorted(unit.values(), key=lambda planned: planned.mention.start)

    def _ties_of(self, planned: Planned) -> Iterator[Node | int]:
        """The import statement, and the offsets where lines are written for the classes."""
        statement = imported_by(self._bench, planned.mention)
        if statement is not None:
            yield statement
        for new in planned.classes:
            yield from new.offsets
