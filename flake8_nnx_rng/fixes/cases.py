"""Test methods: each runs alone, on an instance of its own, so that no other rests on it."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Set
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from flake8_nnx_rng.fixes.words import WORD
from flake8_nnx_rng.syntax.positions import Lines

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.fix import Edit
    from flake8_nnx_rng.fixes.statements import Statements
    from flake8_nnx_rng.syntax.source import Source

Span: TypeAlias = "tuple[int, int]"
"""Where a piece of text starts and ends."""
Gaps: TypeAlias = "dict[int, list[Span]]"
"""What is left out of statements, by their numbers, in order."""
_TEST = "test"


@dataclass(frozen=True)
class Case:
    """A test method: its lines from `start` to `end`, and the words in them."""

    name: str
    start: int
    end: int
    words: frozenset[str]

    def is_touched(self, edits: Iterable[Edit]) -> bool:
        """Whether one of these edits is in it, or right beside it."""
        return any(edit.start <= self.end and self.start <= edit.end for edit in edits)


class Cases:
    """The test methods in the classes of one module, by the statements that these are."""

    def __init__(self, source: Source, statements: Statements) -> None:
        self._source = source
        self._statements = statements

    def apart(
        self,
        numbers: Iterable[int],
        edits: Collection[Edit],
        concerned: Set[str],
        others: Set[str],
    ) -> Gaps:
        """Those that edits have nothing to do with, in the statements of these numbers.

        No edit touches them, they use none of the names that are `concerned`, and none of the
        words of `others` names them.
        """
        found: Gaps = {}
        for number in sorted(numbers):
            for case in self._unnamed.get(number, ()):
                is_seen = case.name in others or not concerned.isdisjoint(case.words)
                if not is_seen and not case.is_touched(edits):
                    found.setdefault(number, []).append((case.start, case.end))
        return found

    @cached_property
    def _unnamed(self) -> dict[int, list[Case]]:
        """Those whose name stands nowhere else in the module."""
        code = self._source.code
        starts, written = [*Lines(code).starts, len(code)], Counter(WORD.findall(code))
        found: dict[int, list[Case]] = {}
        for owner in self._source.parsed.body:
            for method, first, last in _lines_of(owner):
                if written[method.name] == 1:
                    start, end = starts[first - 1], starts[last]
                    case = Case(method.name, start, end, frozenset(WORD.findall(code, start, end)))
                    found.setdefault(self._statements.at(start), []).append(case)
        return found


def _lines_of(owner: ast.stmt) -> Iterator[tuple[ast.FunctionDef, int, int]]:
    """The test methods of a class with their first and last lines, which they share with nothing.

    What comes first stays in it: a class has a body.
    """
    body = owner.body if isinstance(owner, ast.ClassDef) else []
    for place, method in enumerate(body):
        if place == 0 or not isinstance(method, ast.FunctionDef) or method.name[:4] != _TEST:
            continue
        first = min([method.lineno, *(each.lineno for each in method.decorator_list)])
        last = method.end_lineno or method.lineno
        following = body[place + 1].lineno if place + 1 < len(body) else last + 1
        if (body[place - 1].end_lineno or 0) < first and last < following:
            yield method, first, last
