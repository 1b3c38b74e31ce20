"""Guards: code that already asks which Flax it runs on."""

from __future__ import annotations

import re

from ast_grep_py import SgNode

from flake8_nnx_rng.syntax.nodes import parts

_CATCHES = re.compile(r"\b(ImportError|ModuleNotFoundError|AttributeError|TypeError|Exception)\b")
_ASKS = re.compile(r"\bhasattr\b|version|signature|\bgetattr\b", re.IGNORECASE)
_BRANCHES = ("if_statement", "elif_clause", "conditional_expression")


def is_guarded(node: SgNode) -> bool:
    """Whether a `try` around the node catches what a missing API raises, or an `if` asks first."""
    for outer in node.ancestors():
        kind = outer.kind()
        if kind == "try_statement" and _catches(outer):
            return True
        if kind in _BRANCHES and any(_ASKS.search(part.text()) for part in _conditions(outer)):
            return True
    return False


def _catches(statement: SgNode) -> bool:
    for clause in parts(statement):
        if clause.kind() == "except_clause":
            caught = [p.text() for p in parts(clause) if p.kind() != "block"]
            if not caught or _CATCHES.search(caught[0]):
                return True
    return False


def _conditions(statement: SgNode) -> list[SgNode]:
    condition = statement.field("condition")
    if condition is not None:
        return [condition]
    return parts(statement)[1:2]  # of a conditional expression: a if CONDITION else b
