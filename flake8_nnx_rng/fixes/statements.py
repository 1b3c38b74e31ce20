"""The outermost statements of a module: what each defines, looks up, and may change."""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.free_names import FreeNames
from flake8_nnx_rng.syntax.positions import Lines

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.source import Source

_BLANK_LINES = re.compile(r"(?:[ \t\f\r]*\n)*")
_MODES = ("set_graph_mode", "set_graph_updates", "hijax")
"""What changes the meaning of other statements, wherever it stands."""


@dataclass(frozen=True)
class Statement:
    """Whole lines of a module from offset `start` up to `end`, with one statement or more.

    Of the names that it `defines` it `imports` some, and others are `values`: neither imported nor
    a function or class. `changes` says that it may give other state to what it uses.
    """

    start: int
    end: int
    defines: frozenset[str]
    imports: frozenset[str]
    values: frozenset[str]
    uses: frozenset[str]
    changes: bool


class Statements:
    """The statements of a code, with those that have to do with a name."""

    def __init__(self, code: str, statements: Iterable[Statement]) -> None:
        self.all = [*statements]
        self._starts = [statement.start for statement in self.all]
        self.defining = _by_name(_once(self.all, code))
        self.using = _by_name(enumerate(s.uses for s in self.all))
        self.for_all = [n for n, s in enumerate(self.all) if _is_for_all(s, code)]

    @classmethod
    def of(cls, source: Source) -> Statements:
        """Those of a source."""
        return cls(source.code, read_statements(source.code, source.parsed.body))

    def within(self, start: int, end: int) -> range:
        """The numbers of the statements that a span touches."""
        return range(self.at(start), self.at(max(start, end - 1)) + 1)

    def at(self, offset: int) -> int:
        """The number of the statement that an offset stands in."""
        return max(bisect_right(self._starts, offset) - 1, 0)

    def are_closed(self, numbers: Set[int]) -> bool:
        """Whether no other statements use what some define, but for imports."""
        return all(
            user in numbers
            for statement in map(self.all.__getitem__, numbers)
            for name in statement.defines - statement.imports
            for user in self.using.get(name, ())
        )

    def with_callers(self, numbers: Iterable[int], most: int) -> set[int]:
        """Statements with those that use what they define, and so on, up to about so many."""
        return self._spread({*numbers}, self._callers, most)

    def with_used(self, numbers: Iterable[int], most: int) -> set[int]:
        """Statements with those that define what they use, or change a value of theirs."""
        return self._spread({*numbers, *self.for_all}, self._used, most)

    def resting_on(self, numbers: Iterable[int]) -> set[int]:
        """The statements that have one of these among their callers and what all those use."""
        most = len(self.all)
        return self._spread(self._spread({*numbers}, self._users, most), self._called, most)

    def _spread(
        self, found: set[int], following: Callable[[int], Iterator[int]], most: int
    ) -> set[int]:
        wanted = [*found]
        for number in wanted:
            if len(found) > most:
                break
            near = {*following(number)} - found
            wanted += near
            found |= near
        return found

    def _callers(self, number: int) -> Iterator[int]:
        for name in self.all[number].defines:
            yield from self.using.get(name, ())

    def _used(self, number: int) -> Iterator[int]:
        for name in self.all[number].uses:
            yield from self.defining.get(name, ())
        for name in self.all[number].values:
            yield from self.changing.get(name, ())

    def _users(self, number: int) -> Iterator[int]:
        """The reverse of `_used`."""
        yield from self._callers(number)
        for name in self.all[number].uses if number in self._changers else ():
            yield from self._values.get(name, ())

    def _called(self, number: int) -> Iterator[int]:
        """The reverse of `_callers`; who uses an import or a constant tells nothing of it."""
        for name in self.all[number].uses:
            for defining in self.defining.get(name, ()):
                statement = self.all[defining]
                if name not in statement.imports and statement.uses:
                    yield defining

    @cached_property
    def changing(self) -> dict[str, list[int]]:
        """The numbers of those that may change a value, be it by what they call."""
        return _by_name((number, self.all[number].uses) for number in sorted(self._changers))

    @cached_property
    def _changers(self) -> set[int]:
        wanted = [number for number, statement in enumerate(self.all) if statement.changes]
        found = set(wanted)
        for number in wanted:
            callers = {*self._callers(number)} - found
            wanted += callers
            found |= callers
        return found

    @cached_property
    def _values(self) -> dict[str, list[int]]:
        return _by_name(enumerate(s.values for s in self.all))


def _by_name(names: Iterable[tuple[int, frozenset[str]]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for number, listed in names:
        for name in listed:
            found.setdefault(name, []).append(number)
    return found


def _once(statements: Iterable[Statement], code: str) -> Iterator[tuple[int, frozenset[str]]]:
    """What each statement defines, an import that is written again and again the first time only.

    The blocks of a document repeat theirs.
    """
    known: set[str] = set()
    for number, statement in enumerate(statements):
        text = code[statement.start : statement.end].strip()
        if statement.defines != statement.imports or text not in known:
            yield number, statement.defines
            known.add(text)


def _is_for_all(statement: Statement, code: str) -> bool:
    """Whether a statement has to do with all others, or brings names that it does not list."""
    modes = (code.find(mode, statement.start, statement.end) >= 0 for mode in _MODES)
    return "*" in statement.defines or any(modes)


def read_statements(code: str, body: Iterable[ast.stmt]) -> Iterator[Statement]:
    """The statements of a code that Python has parsed."""
    nodes: list[ast.stmt] = []
    starts = Lines(code).starts
    start = 0
    for node in body:
        if nodes and not _share_a_line(code, starts, nodes[-1], node):
            end = _behind_blank_lines(code, starts[nodes[-1].end_lineno or 0])
            yield _read(nodes, start, end)
            nodes, start = [], end
        nodes.append(node)
    if nodes:
        yield _read(nodes, start, len(code))


def _share_a_line(code: str, starts: list[int], node: ast.stmt, following: ast.stmt) -> bool:
    last = node.end_lineno or node.lineno
    return following.lineno <= last or code.endswith(("\\\n", "\\\r\n"), 0, starts[last])


def _behind_blank_lines(code: str, offset: int) -> int:
    """Where comments above the next statement, or that itself, begin."""
    blank = _BLANK_LINES.match(code, offset)
    return offset if blank is None else blank.end()


def _read(nodes: list[ast.stmt], start: int, end: int) -> Statement:
    names = FreeNames(nodes)
    return Statement(
        start,
        end,
        frozenset(names.bound | names.shared),
        frozenset(names.imported),
        frozenset(names.assigned | names.shared),
        frozenset(names.used),
        names.changes,
    )
