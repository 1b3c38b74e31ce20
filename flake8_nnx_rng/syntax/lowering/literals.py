"""Lowering of names and literals, and of what is evaluated in strings."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from flake8_nnx_rng.syntax.index import nested
from flake8_nnx_rng.syntax.lowering.making import leaf, made_all
from flake8_nnx_rng.syntax.lowering.strings import pieces_of

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.tree import Expand, Node


def _name(node: Node, raw: ast.Name) -> None:
    """Nothing is inside."""


def _constant(node: Node, raw: ast.Constant) -> None:
    if node.kind == "concatenated_string":
        node.hold(*[leaf(node, "string", *span) for span in pieces_of(node.tree, raw)])


def _joined(node: Node, raw: Any) -> None:
    """An f-string; of several, one behind the other, each holds its own fields."""
    if node.kind == "string":
        node.hold(*made_all(node, node.tree.evaluated(raw)))
        return
    tree, pieces = node.tree, []
    fields = tree.evaluated(raw)
    for start, end in pieces_of(tree, raw):
        piece = leaf(node, "string", start, end)
        piece.hold(*made_all(piece, [f for f in fields if start <= tree.span(f)[0] < end]))
        pieces.append(piece)
    node.hold(*pieces)


def _field(node: Node, raw: Any) -> None:
    node.hold(*made_all(node, [raw.value, *nested(raw)]))


EXPANDERS: dict[type, Expand] = {
    ast.Name: _name,
    ast.Constant: _constant,
    ast.JoinedStr: _joined,
    ast.FormattedValue: _field,
}
for _name_of_class, _expand in (("TemplateStr", _joined), ("Interpolation", _field)):
    if hasattr(ast, _name_of_class):  # from Python 3.14 on
        EXPANDERS[getattr(ast, _name_of_class)] = _expand
