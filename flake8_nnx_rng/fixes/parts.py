"""Parts of a module: its statements outside of functions, and where edits move what is in them."""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.fix import Edit
    from flake8_nnx_rng.syntax.module import Module


class Parts:
    """The statements of a module, with those of its classes one by one; `names` as in a path."""

    def __init__(self, module: Module) -> None:
        parts = [(1, ""), *_parts(module.source.parsed.body, "")]
        self.names = [name for _, name in parts]
        self._starts = [module.lines.starts[row - 1] for row, _ in parts]

    def at(self, offset: int) -> int:
        """The number of the part that an offset stands in."""
        return bisect_right(self._starts, offset) - 1

    def within(self, edit: Edit) -> range:
        """The numbers of the parts that an edit changes."""
        return range(self.at(edit.start), self.at(max(edit.start, edit.end - 1)) + 1)


def _parts(body: Iterable[ast.stmt], owner: str) -> Iterator[tuple[int, str]]:
    for node in body:
        name = f"{owner}.{getattr(node, 'name', '')}"
        yield min(part.lineno for part in (node, *getattr(node, "decorator_list", ()))), name
        if isinstance(node, ast.ClassDef):
            yield from _parts(node.body, name)


class Origins:
    """Where in a text things come from that stand in it once edits are made."""

    def __init__(self, edits: Iterable[Edit]) -> None:
        self._edits = sorted(set(edits))
        self._starts: list[int] = []
        self._shifts = [0]
        for edit in self._edits:
            self._starts.append(edit.start + self._shifts[-1])
            self._shifts.append(self._shifts[-1] + len(edit.text) - (edit.end - edit.start))

    def of(self, offset: int) -> int:
        """The offset before the edits; for what was written, within what it replaced."""
        number = bisect_right(self._starts, offset)
        if number:
            edit, inside = self._edits[number - 1], offset - self._starts[number - 1]
            if inside < len(edit.text):
                return min(edit.start + inside, max(edit.start, edit.end - 1))
        return offset - self._shifts[number]
