"""Statements that are one call, whose result nothing takes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flake8_nnx_rng.syntax.nodes import ancestor, field_of
from flake8_nnx_rng.syntax.source import DOCUMENTS

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.source import Source
    from flake8_nnx_rng.syntax.tree import Node

_EXPECTING = ("raises", "warns", "suppress")
_LAST_OF_CELL = re.compile(r"[ \t]*(?:#[^\n]*)?(?:\n[ \t]*(?:\n|\Z)|\Z)")


def statement_of(call: Node) -> Node | None:
    """The statement that is this call and nothing else."""
    top = call
    parent = top.parent
    alone = parent is not None and parent.kind == "expression_statement"
    return parent if alone and parent is not None and len(parent.parts) == 1 else None


def is_tried(node: Node) -> bool:
    """Whether an error here is expected: below `pytest.raises`, or in a `try` that catches it."""
    for outer in node.ancestors():
        kind = outer.kind
        if kind in ("function_definition", "lambda", "class_definition"):
            return False
        if kind == "with_statement" and _is_expecting(outer):
            return True
        if kind == "try_statement" and node.end <= field_of(outer, "body").end:
            return any(part.kind.startswith("except") for part in outer.parts)
    return False


def _is_expecting(statement: Node) -> bool:
    known = statement.tree.expecting
    if statement not in known:
        known[statement] = any(map(_expects, statement.find_all("with_item")))
    return known[statement]


def _expects(item: Node) -> bool:
    calls = item.find_all("call")
    named = (field_of(call, "function").text.rpartition(".")[2] for call in calls)
    return any(word in name.lower() for name in named for word in _EXPECTING)


def is_shown(statement: Node, source: Source) -> bool:
    """Whether a notebook or a page may show the value: the last statement of its cell."""
    if not source.filename.endswith(DOCUMENTS) or ancestor(statement, "block") is not None:
        return False
    return _LAST_OF_CELL.match(source.code, statement.end) is not None
