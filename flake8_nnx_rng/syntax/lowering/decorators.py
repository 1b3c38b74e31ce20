"""Lowering of decorators."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from flake8_nnx_rng.syntax.lowering.making import leaf, made
from flake8_nnx_rng.syntax.lowering.tokens import enclosed, sign_before

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.tree import Node


def decorated(parent: Node, raw: Any) -> Node:
    """A definition with its decorators."""
    start, end = parent.tree.span(raw)
    node = leaf(parent, "decorated_definition", start, end)
    decorators = [_decorator(node, expression) for expression in raw.decorator_list]
    node.start = decorators[0].start
    definition = made(node, raw)
    node.hold(*decorators, definition, definition=definition)
    return node


def _decorator(parent: Node, expression: ast.expr) -> Node:
    tree = parent.tree
    start, end = tree.span(expression)
    sign = sign_before(tree.code, start)
    node = leaf(parent, "decorator", sign, enclosed(tree.code, sign, start, end)[1])
    node.hold(made(node, expression))
    return node
