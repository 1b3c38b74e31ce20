"""Modes: flags such as `deterministic` and `training`, which decide whether a module draws."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.values.conditions import ROWS, chosen
from flake8_nnx_rng.syntax.nodes import field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.values.conditions import Conditions
    from flake8_nnx_rng.semantics.values.frames import Frame
    from flake8_nnx_rng.syntax.tree import Node

_MODE = re.compile(
    r"determin|train|eval|infer|stochastic|dropout|drop_|rate\b|prob|\btest|\bmode\b|phase", re.I
)
_LEAVES = ("return_statement", "continue_statement", "break_statement")


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

    @property
    def _conditions(self) -> Conditions:
        return self._analysis.flow.reader.conditions

    def may_skip(self, call: Node, scope: Node, frame: Frame | None) -> bool:
        """Whether a flag may have the function go past a call."""
        for outer, inner in self._conditions.around(call, scope):
            if any(self._skips(test, wanted, frame) for test, wanted in chosen(outer, inner)):
                return True
            if outer.kind in ROWS and self._is_left_before(outer, inner, frame):
                return True
            if outer.kind == "case_clause" and self._may_pass_by(outer, frame):
                return True
        return False

    def is_decided(self, call: Node, scope: Node, frame: Frame | None) -> bool:
        """Whether it is known of each condition around a call what it says."""
        tests = self._conditions.tests(call, scope)
        return all(self._conditions.truth(test, frame) is not None for test, _ in tests)

    def _may_pass_by(self, clause: Node, frame: Frame | None) -> bool:
        """Whether a `match` may go past one of its cases: of a word, as modes are, or for sure."""
        said = self._conditions.passes_by(clause, frame)
        pattern = clause.parts[0].text
        return any(mark in pattern for mark in "'\".") if said is None else said

    def _skips(self, condition: Node, wanted: bool, frame: Frame | None) -> bool:
        """Whether what must hold, or must not, may not be so."""
        said = self._conditions.truth(condition, frame)
        return self._is_choice(condition, frame) if said is None else said is not wanted

    def _is_choice(self, condition: Node, frame: Frame | None) -> bool:
        """Whether a condition asks for a mode, or whether the caller gave what it did give."""
        if condition.kind == "not_operator":
            return self._is_choice(field_of(condition, "argument"), frame)
        if condition.kind == "boolean_operator":
            truth = self._conditions.truth
            open_ = (part for part in condition.parts if truth(part, frame) is None)
            return any(self._is_choice(part, frame) for part in open_)
        if condition.kind == "comparison_operator":
            asked, *others = condition.parts
            is_told = any(other.kind in ("none", "string") for other in others)
            if is_told and self._conditions.is_given(asked, frame):
                return True
        return _MODE.search(condition.text) is not None

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
