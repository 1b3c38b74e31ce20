"""Lowering: how each class of Python's tree becomes nodes."""

from __future__ import annotations

import ast

from flake8_nnx_rng.syntax.lowering import (
    clauses,
    definitions,
    expressions,
    literals,
    patterns,
    statements,
)
from flake8_nnx_rng.syntax.lowering.kinds import KINDS
from flake8_nnx_rng.syntax.positions import Lines
from flake8_nnx_rng.syntax.tree import Tree

_ROOMS = (literals, expressions, statements, clauses, definitions, patterns)
Tree.expanders.update({cls: expand for room in _ROOMS for cls, expand in room.EXPANDERS.items()})
Tree.kinds.update(KINDS)


def lowered(code: str, raw: ast.Module, lines: Lines) -> Tree:
    """The nodes of a module that Python has parsed."""
    return Tree(code, raw, lines)
