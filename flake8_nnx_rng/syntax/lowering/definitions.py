"""Lowering of functions and classes."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

from flake8_nnx_rng.syntax.lowering.making import (
    close_list,
    covering,
    leaf,
    made_all,
    opening_of,
    word_at,
)
from flake8_nnx_rng.syntax.lowering.parameters import parameters
from flake8_nnx_rng.syntax.lowering.statements import block
from flake8_nnx_rng.syntax.lowering.type_parameters import type_parameters

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.tree import Expand, Node

_HEAD = re.compile(r"(?:async[\s\\]+)?(?:def|class)[\s\\]+")


def _name_of(node: Node) -> Node:
    head = _HEAD.match(node.tree.code, node.start)
    return word_at(node, node.start if head is None else head.end())


def _function(node: Node, raw: Any) -> None:
    name = _name_of(node)
    types = type_parameters(node, raw, name)
    opening = opening_of(node, name if types is None else types)
    listed = parameters(node, raw.args, "parameters", name.end if opening is None else opening + 1)
    if opening is not None:
        listed.start = opening
        close_list(listed, opening + 1)
    node.hold_named(
        name=name,
        type_parameters=types,
        parameters=listed,
        return_type=raw.returns and covering(node, "type", listed.end, raw.returns),
        body=block(node, raw.body),
    )


def _class(node: Node, raw: ast.ClassDef) -> None:
    name = _name_of(node)
    types = type_parameters(node, raw, name)
    opening = opening_of(node, name if types is None else types)
    node.hold_named(
        name=name,
        type_parameters=types,
        superclasses=None if opening is None else _bases(node, raw, opening),
        body=block(node, raw.body),
    )


def _bases(node: Node, raw: ast.ClassDef, opening: int) -> Node:
    listed = leaf(node, "argument_list", opening, opening)
    listed.hold(*made_all(listed, [*raw.bases, *raw.keywords]))
    close_list(listed, opening + 1)
    return listed


EXPANDERS: dict[type, Expand] = {
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
}
