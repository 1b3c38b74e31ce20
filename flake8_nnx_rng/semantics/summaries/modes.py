"""Modes: flags such as `deterministic` and `training`, which decide whether a module draws."""

from __future__ import annotations

import operator
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.values.values import Kind, Value
from flake8_nnx_rng.syntax.nodes import field_of, is_in

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.values.frames import Frame
    from flake8_nnx_rng.syntax.tree import Node

_MODE = re.compile(r"determin|train|eval|infer|stochastic|dropout|drop_|rate\b|prob|\btest")
_LEAVES = ("return_statement", "continue_statement", "break_statement")
_COMPARE = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
}


_ROWS = ("block", "module", "if_statement")


@dataclass
class _Row:
    """Conditions in a row that are still to be asked, the next one last; and what skips first."""

    left: list[Node]
    first: int | None = None


class Modes:
    """Answers for the calls of one module."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis
        self._rows: dict[tuple[Node, Frame | None], _Row] = {}
        self._next: dict[Node, tuple[Node, Node] | None] = {}

    def may_skip(self, call: Node, scope: Node, frame: Frame | None) -> bool:
        """Whether a flag may have the function go past a call."""
        for outer, inner in self._deciding(call, scope):
            if any(self._skips(test, wanted, frame) for test, wanted in _chosen(outer, inner)):
                return True
            if outer.kind in _ROWS and self._is_left_before(outer, inner, frame):
                return True
        return False

    def is_decided(self, call: Node, scope: Node, frame: Frame | None) -> bool:
        """Whether it is known of each condition around a call what it says."""
        chosen = (test for around in self._deciding(call, scope) for test, _ in _chosen(*around))
        return all(self._truth(test, frame) is not None for test in chosen)

    def _deciding(self, node: Node, scope: Node) -> Iterator[tuple[Node, Node]]:
        """What is around a node in a scope and may decide whether it runs, with the part it is in.

        It is looked for once: expressions may be deep, and most of what they are made of decides
        nothing.
        """
        place = self._found_around(node)
        while place is not None and place[0] is not scope and is_in(place[0], scope):
            yield place
            place = self._found_around(place[0])

    def _found_around(self, node: Node) -> tuple[Node, Node] | None:
        passed, found = [], None
        while node not in self._next:
            passed.append(node)
            outer = node.parent
            if outer is None:
                break
            if outer.kind in _ROWS or any(True for _ in _chosen(outer, node)):
                found = outer, node
                break
            node = outer
        else:
            found = self._next[node]
        self._next |= dict.fromkeys(passed, found)
        return found

    def _skips(self, condition: Node, wanted: bool, frame: Frame | None) -> bool:
        """Whether what must hold, or must not, may not be so."""
        said = self._truth(condition, frame)
        return _MODE.search(condition.text) is not None if said is None else said is not wanted

    def _is_left_before(self, row: Node, inner: Node, frame: Frame | None) -> bool:
        """Whether something before leads past it: an `if` that leaves the block, another branch.

        What stands in a row is asked once, however much comes after it.
        """
        if (row, frame) not in self._rows:
            self._rows[row, frame] = _Row(_ways_out(row))
        row_so_far = self._rows[row, frame]
        while row_so_far.left and row_so_far.left[-1].start < inner.start:
            if row_so_far.first is not None:
                break
            condition = row_so_far.left.pop()
            if self._skips(condition, False, frame):
                row_so_far.first = condition.start
        return row_so_far.first is not None and row_so_far.first < inner.start

    def _truth(self, condition: Node, frame: Frame | None) -> bool | None:
        """Whether a condition holds, where that is known."""

        kind = condition.kind
        if kind == "not_operator":
            inner = self._truth(field_of(condition, "argument"), frame)
            return None if inner is None else not inner
        if kind == "boolean_operator":
            sides = [self._truth(part, frame) for part in condition.parts]
            decides = field_of(condition, "operator").text == "or"
            if decides in sides:
                return decides
            return None if None in sides else not decides
        if kind == "comparison_operator":
            return self._compared(condition, frame)
        return _is_true(self._analysis.flow.reader.of(condition, frame))

    def _compared(self, condition: Node, frame: Frame | None) -> bool | None:
        operands = condition.parts
        if len(operands) != 2:
            return None
        reader = self._analysis.flow.reader
        left, right = (reader.of(operand, frame) for operand in operands)
        written = field_of(condition, "operator").kind
        if written in ("is", "is not") and right.constant == "None":
            is_none = _is_none(left)
            return None if is_none is None else is_none == (written == "is")
        one, other = _number(left), _number(right)
        if one is None or other is None or written not in _COMPARE:
            return None
        return bool(_COMPARE[written](one, other))


def _chosen(outer: Node, inner: Node) -> Iterator[tuple[Node, bool]]:
    """The conditions of a statement or expression that decide whether a part of it runs."""
    kind = outer.kind
    if kind in ("if_statement", "elif_clause"):
        condition = field_of(outer, "condition")
        if not is_in(inner, condition):
            yield condition, outer.field("consequence") == inner
    elif kind == "conditional_expression":
        chosen, condition, _ = outer.parts
        if not is_in(inner, condition):
            yield condition, is_in(inner, chosen)
    elif kind == "boolean_operator" and outer.field("right") == inner:
        yield field_of(outer, "left"), field_of(outer, "operator").text == "and"


def _ways_out(row: Node) -> list[Node]:
    """The conditions in a row under which what follows is not come to, the last one first."""
    if row.kind == "if_statement":
        return [field_of(p, "condition") for p in row.parts if p.kind == "elif_clause"][::-1]
    tests = (part for part in row.parts if part.kind == "if_statement" and _leaves(part))
    return [field_of(test, "condition") for test in tests][::-1]


def _leaves(statement: Node) -> bool:
    """Whether the first branch of an `if` ends what comes after it, but for an error."""
    last = field_of(statement, "consequence").parts[-1:]
    return bool(last) and last[0].kind in _LEAVES


def _is_true(value: Value) -> bool | None:
    if value.kind in (Kind.RNGS, Kind.STREAM, Kind.MODULE):
        return True
    if value.constant in ("True", "False", "None"):
        return value.constant == "True"
    number = _number(value)
    return None if number is None else bool(number)


def _is_none(value: Value) -> bool | None:
    if value.constant is not None:
        return value.constant == "None"
    return None if value.kind in (Kind.UNKNOWN, Kind.PLAIN) else False


def _number(value: Value) -> float | None:
    try:
        return None if value.constant is None else float(value.constant.replace("_", ""))
    except ValueError:
        return None
