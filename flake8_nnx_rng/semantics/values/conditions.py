"""Conditions: which of them decide whether a piece of code runs, and what they say."""

from __future__ import annotations

import operator
from ast import literal_eval
from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

from flake8_nnx_rng.semantics.values.parameters import owner_of
from flake8_nnx_rng.semantics.values.values import Kind, Value
from flake8_nnx_rng.syntax.nodes import ancestor, field_of, is_in

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.values.frames import Frame
    from flake8_nnx_rng.semantics.values.reader import Reader
    from flake8_nnx_rng.syntax.tree import Node

ROWS = ("block", "module", "if_statement")
"""What holds several statements, or branches, of which one may lead past the next."""
_CASE = "case_clause"
_EQUAL = {"==": operator.eq, "!=": operator.ne}
_Literal: TypeAlias = "tuple[bool | int | float | str | None]"
"""What is written, in a tuple, as it may be None."""
_ORDER = {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le}


class Conditions:
    """Answers for the code of one module."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._next: dict[Node, tuple[Node, Node] | None] = {}
        self._cases: dict[Node, dict[_Literal, int]] = {}

    def around(self, node: Node, scope: Node) -> Iterator[tuple[Node, Node]]:
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
            if outer.kind in (*ROWS, _CASE) or any(True for _ in chosen(outer, node)):
                found = outer, node
                break
            node = outer
        else:
            found = self._next[node]
        self._next |= dict.fromkeys(passed, found)
        return found

    def tests(self, node: Node, scope: Node) -> Iterator[tuple[Node, bool]]:
        """The conditions around a node in a scope, and what they have to say for it to run."""
        for outer, inner in self.around(node, scope):
            yield from chosen(outer, inner)

    def rule_out(self, node: Node, scope: Node, frame: Frame | None) -> bool:
        """Whether a condition around a node certainly has the function go past it."""
        tests = self.tests(node, scope)
        return any(self.truth(test, frame) is (not wanted) for test, wanted in tests)

    def passes_by(self, clause: Node, frame: Frame | None) -> bool | None:
        """Whether a `match` goes past one of its cases, where that is known."""
        statement = ancestor(clause, "match_statement")
        if statement is None:
            return None
        subject = _literal(self._reader.of(field_of(statement, "subject"), frame).constant)
        if subject is None:
            return None
        if statement not in self._cases:
            self._cases[statement] = _first_cases(statement)
        runs, pattern = self._cases[statement].get(subject), _pattern(clause)
        if runs is not None and runs < clause.start:
            return True
        return None if pattern is None else pattern != subject

    def is_given(self, name: Node, frame: Frame | None) -> bool:
        """Whether a name is a parameter for which a call passes something, whatever that is."""
        binding = self._reader.names.binding(name) if name.kind == "identifier" else None
        function = None if binding is None else owner_of(binding)
        if frame is None or binding is None or function is None:
            return False
        return frame.lookup(function, binding.name) is not None

    def truth(self, condition: Node, frame: Frame | None) -> bool | None:
        """Whether a condition holds, where that is known."""

        kind = condition.kind
        if kind == "not_operator":
            inner = self.truth(field_of(condition, "argument"), frame)
            return None if inner is None else not inner
        if kind == "boolean_operator":
            sides = [self.truth(part, frame) for part in condition.parts]
            decides = field_of(condition, "operator").text == "or"
            if decides in sides:
                return decides
            return None if None in sides else not decides
        if kind == "comparison_operator":
            return self._compared(condition, frame)
        return _is_true(self._reader.of(condition, frame))

    def _compared(self, condition: Node, frame: Frame | None) -> bool | None:
        operands = condition.parts
        if len(operands) != 2:
            return None
        left, right = (self._reader.of(operand, frame) for operand in operands)
        written = field_of(condition, "operator").kind
        if written in ("is", "is not") and right.constant == "None":
            is_none = _is_none(left)
            return None if is_none is None else is_none == (written == "is")
        one, other = _literal(left.constant), _literal(right.constant)
        if one is None or other is None:
            return None
        if written in _EQUAL:
            return bool(_EQUAL[written](one[0], other[0]))
        number, bound = one[0], other[0]
        if written not in _ORDER or isinstance(number, str | None) or isinstance(bound, str | None):
            return None
        return bool(_ORDER[written](number, bound))


def chosen(outer: Node, inner: Node) -> Iterator[tuple[Node, bool]]:
    """The conditions of a statement or expression that decide whether a part of it runs."""
    kind = outer.kind
    if kind in ("if_statement", "elif_clause"):
        condition = field_of(outer, "condition")
        if not is_in(inner, condition):
            yield condition, outer.field("consequence") == inner
    elif kind == "conditional_expression":
        first, condition, _ = outer.parts
        if not is_in(inner, condition):
            yield condition, is_in(inner, first)
    elif kind == "boolean_operator" and outer.field("right") == inner:
        yield field_of(outer, "left"), field_of(outer, "operator").text == "and"


def _first_cases(statement: Node) -> dict[_Literal, int]:
    """Where the first case of each literal starts."""
    clauses = [c for c in statement.find_all(_CASE) if ancestor(c, "match_statement") == statement]
    found = ((_pattern(clause), clause.start) for clause in reversed(clauses))
    return {pattern: start for pattern, start in found if pattern is not None}


def _pattern(clause: Node) -> _Literal | None:
    written = next((part for part in clause.parts if part.kind == "case_pattern"), None)
    return None if written is None else _literal(written.text)


def _is_true(value: Value) -> bool | None:
    if value.kind in (Kind.RNGS, Kind.STREAM, Kind.MODULE):
        return True
    literal = _literal(value.constant)
    return None if literal is None else bool(literal[0])


def _is_none(value: Value) -> bool | None:
    if value.constant is not None:
        return value.constant == "None"
    return None if value.kind in (Kind.UNKNOWN, Kind.PLAIN) else False


def _literal(constant: str | None) -> _Literal | None:
    """What a literal is."""
    try:
        found = None if constant is None else literal_eval(constant)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return None
    is_plain = constant is not None and isinstance(found, bool | int | float | str | None)
    return (found,) if is_plain else None
