"""Lowering of the parameters in brackets that generic definitions have from Python 3.12 on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from flake8_nnx_rng.syntax.lowering.making import child, close_list, leaf, opening_of, word_at

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.tree import Node

_STARS = re.compile(r"[\s\\*]*")


def type_parameters(node: Node, raw: Any, name: Node) -> Node | None:
    """The list of them behind a name; None where there is none."""
    opening = opening_of(node, name)
    held: list[Any] = getattr(raw, "type_params", [])
    if not held or opening is None:
        return None
    listed = leaf(node, "type_parameter", opening, opening)
    listed.hold(*[_parameter(listed, parameter) for parameter in held])
    close_list(listed, opening + 1)
    return listed


def _parameter(parent: Node, raw: Any) -> Node:
    tree = parent.tree
    node = tree.add(raw, leaf(parent, "type", *tree.span(raw)))
    stars = _STARS.match(tree.code, node.start)
    name = word_at(node, node.start if stars is None else stars.end())
    bound, default = getattr(raw, "bound", None), getattr(raw, "default_value", None)
    node.hold(name, child(node, bound), child(node, default))
    return node
