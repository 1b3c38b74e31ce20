"""Where in a module lines stand: the statements in them, the block, and what is around that."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from flake8_nnx_rng.syntax.asked import dotted

_Definition: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_EMPTY = (ast.Expr, ast.Pass, ast.Raise)
"""Statements of which a function may consist that does nothing."""


@dataclass(frozen=True)
class Place:
    """The statements of one block that stand in some lines, and what is around them.

    `path` are the definitions around, the outermost first; `start` and `end` are rows, counted from
    0. `column` is where each begins; what was parsed begins after so many `rows`.
    """

    path: tuple[_Definition, ...]
    start: int
    end: int
    column: int
    rows: int

    @property
    def names(self) -> list[str]:
        """The dotted names of the definitions around."""
        return dotted(definition.name for definition in self.path)

    @property
    def functions(self) -> list[Any]:
        """The functions around."""
        return [each for each in self.path if isinstance(each, _FUNCTIONS)]

    def walk_around(self) -> Iterator[ast.AST]:
        """All that is in the outermost function around, but for these statements."""
        left: list[ast.AST] = self.functions[:1]
        while left:
            node = left.pop()
            if not (isinstance(node, ast.stmt) and self._holds(node)):
                yield node
                left += ast.iter_child_nodes(node)

    def _holds(self, statement: ast.stmt) -> bool:
        return self.start < statement.lineno + self.rows <= self.end

    @property
    def does_more(self) -> bool:
        """Whether a function is around that consists of more than these, and does something."""
        if not self.path or not isinstance(self.path[-1], _FUNCTIONS):
            return False
        rest = (s for s in self.path[-1].body if not self._holds(s))
        return any(not isinstance(statement, _EMPTY) for statement in rest)


def place_of(body: Iterable[ast.stmt], start: int, end: int, rows: int) -> Place | None:
    """The innermost block with whole statements in some rows, and the rows of all of these.

    Where there are none another one stands behind them in the block; None where none does. The rows
    are counted from the first of what was parsed, before which there are others.
    """
    path: tuple[_Definition, ...] = ()
    block = [*body]
    while True:
        touched = [s for s in block if _first(s) < max(end, start + 1) and start < _last(s)]
        around = touched[0] if len(touched) == 1 else None
        inner = None if around is None else _block_in(around, start, end)
        if around is None or inner is None:
            break
        path = (*path, around) if isinstance(around, _Definition) else path
        block = inner
    beside = touched or [s for s in block if start <= _first(s)]
    if not beside:
        return None
    if touched and (start < end or _first(touched[0]) < start):
        start, end = min(start, _first(touched[0])), max(end, _last(touched[-1]))
    return Place(path, start + rows, end + rows, beside[0].col_offset, rows)


def _block_in(statement: ast.stmt, start: int, end: int) -> list[ast.stmt] | None:
    """The block in a statement in which some rows are."""
    for block in _blocks(statement):
        if _first(block[0]) <= start and max(start, end - 1) < _last(block[-1]):
            return block
    return None


def _blocks(statement: Any) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        if block := getattr(statement, name, None):
            yield block
    for part in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
        yield part.body


def _first(statement: Any) -> int:
    decorators = getattr(statement, "decorator_list", ())
    rows: list[int] = [statement.lineno, *(node.lineno for node in decorators)]
    return min(rows) - 1


def _last(statement: ast.stmt) -> int:
    return statement.end_lineno or statement.lineno
