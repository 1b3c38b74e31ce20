"""Guards: code that already asks which Flax it runs on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flake8_nnx_rng.syntax.nodes import parts

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_CATCHES = re.compile(
    r"\b(ImportError|ModuleNotFoundError|AttributeError|TypeError|(?:Base)?Exception)\b"
)
_ASKS = re.compile(r"\bhasattr\b|\bgetattr\b|version|\bsignature\b", re.IGNORECASE)
_BRANCHES = ("if_statement", "elif_clause", "conditional_expression")


def is_guarded(node: SgNode) -> bool:
    """Whether the code around a node knows that an API may be missing."""
    return asks_release(node) or catches(node)


def asks_release(node: SgNode) -> bool:
    """Whether a branch around a node depends on the version, or on what a module has."""
    branches = (outer for outer in node.ancestors() if outer.kind() in _BRANCHES)
    return any(_ASKS.search(part.text()) for branch in branches for part in _conditions(branch))


def catches(node: SgNode) -> bool:
    """Whether a `try` around a node catches what a missing API raises."""
    return any(
        _is_caught(clause)
        for outer in node.ancestors()
        if outer.kind() == "try_statement"
        for clause in parts(outer)
        if clause.kind() == "except_clause"
    )


def _is_caught(clause: SgNode) -> bool:
    caught = [part.text() for part in parts(clause) if part.kind() != "block"]
    return not caught or _CATCHES.search(caught[0]) is not None


def _conditions(statement: SgNode) -> list[SgNode]:
    condition = statement.field("condition")
    if condition is not None:
        return [condition]
    return parts(statement)[1:2]  # of a conditional expression: a if CONDITION else b
