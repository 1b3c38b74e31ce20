"""Lowering of simple statements."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

from flake8_nnx_rng.syntax.lowering.decorators import decorated
from flake8_nnx_rng.syntax.lowering.expressions import operator_text
from flake8_nnx_rng.syntax.lowering.making import (
    child,
    covering,
    leaf,
    made,
    made_all,
    token,
    word_before,
    words_in,
)
from flake8_nnx_rng.syntax.lowering.tokens import enclosed, sign_before
from flake8_nnx_rng.syntax.lowering.type_parameters import type_parameters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flake8_nnx_rng.syntax.tree import Expand, Node

_ASSIGNING = (ast.Assign, ast.AnnAssign, ast.AugAssign)
_FROM = re.compile(r"from[\s\\]*((?:\.[\s\\]*)*)")
_WORD = r"[A-Za-z0-9_\x80-\U0010ffff]+"
_DOTTED = re.compile(rf"{_WORD}(?:[\s\\]*\.[\s\\]*{_WORD})*")


def block(parent: Node, statements: Sequence[ast.stmt], kind: str = "block") -> Node:
    """The statements of a compound statement."""
    first = statements[0]
    start = _first_line(parent, first)
    node = leaf(parent, kind, start, parent.tree.span(statements[-1])[1])
    node.delay(list(statements))
    return node


def _first_line(parent: Node, first: ast.stmt) -> int:
    decorators = getattr(first, "decorator_list", [])
    start = parent.tree.span(decorators[0] if decorators else first)[0]
    return sign_before(parent.tree.code, start) if decorators else start


def _block(node: Node, raw: Any) -> None:
    node.hold(*[statement(node, inner) for inner in raw])


def statement(parent: Node, raw: ast.stmt) -> Node:
    """The node of a statement in a block; an assignment is an expression statement."""
    if isinstance(raw, _ASSIGNING):
        around = leaf(parent, "expression_statement", *parent.tree.span(raw))
        around.hold(made(around, raw))
        return around
    if getattr(raw, "decorator_list", None):
        return decorated(parent, raw)
    return made(parent, raw)


def _assign(node: Node, raw: ast.Assign) -> None:
    """`a = b = c` is `a = (b = c)`."""
    around, tree = node, node.tree
    for target, following in zip(raw.targets, raw.targets[1:], strict=False):
        left = made(around, target)
        start = enclosed(tree.code, left.end, *tree.span(following))[0]
        inner = leaf(around, "assignment", start, node.end)
        around.hold_named(left=left, right=inner)
        around = inner
    around.hold_named(left=made(around, raw.targets[-1]), right=made(around, raw.value))


def _annotated(node: Node, raw: ast.AnnAssign) -> None:
    left = made(node, raw.target)
    said = covering(node, "type", left.end, raw.annotation)
    node.hold_named(left=left, type=said, right=child(node, raw.value))


def _augmented(node: Node, raw: ast.AugAssign) -> None:
    left, right = made(node, raw.target), made(node, raw.value)
    sign = token(node, left.end, right.start, f"{operator_text(raw.op)}=")
    node.hold(left, right, left=left, right=right, operator=sign)


def _one(node: Node, raw: Any) -> None:
    node.hold(child(node, raw.value))


def _several(node: Node, raw: Any) -> None:
    held = [getattr(raw, name) for name in raw._fields]
    node.hold(*made_all(node, [x for h in held for x in (h if isinstance(h, list) else [h])]))


def _declaration(node: Node, raw: Any) -> None:
    node.hold(*words_in(node, node.start + len(node.kind.partition("_")[0]), node.end))


def nothing(node: Node, raw: Any) -> None:
    """For a node that has nothing inside."""


def _import(node: Node, raw: ast.Import) -> None:
    node.hold(*[_imported(node, alias) for alias in raw.names])


def _import_from(node: Node, raw: ast.ImportFrom) -> None:
    module = None if node.kind == "future_import_statement" else _module(node, raw)
    names = [_imported(node, alias) for alias in raw.names]
    node.hold(module, *names, module_name=module)


def _module(node: Node, raw: ast.ImportFrom) -> Node:
    found = _FROM.match(node.tree.code, node.start)
    start, behind = (node.start, node.start) if found is None else (found.start(1), found.end())
    if not raw.level:
        return _dotted(node, behind)
    dots = node.tree.code.rindex(".", start, behind) + 1
    around = leaf(node, "relative_import", start, dots)
    if raw.module is not None:
        name = _dotted(around, behind)
        around.end = name.end
        around.hold(name)
    return around


def _dotted(parent: Node, start: int) -> Node:
    found = _DOTTED.match(parent.tree.code, start)
    node = leaf(parent, "dotted_name", start, start if found is None else found.end())
    node.hold(*words_in(node, node.start, node.end))
    return node


def _imported(parent: Node, raw: ast.alias) -> Node:
    start, end = parent.tree.span(raw)
    if raw.name == "*":
        return leaf(parent, "wildcard_import", start, end)
    if raw.asname is None:
        return _dotted(parent, start)
    node = leaf(parent, "aliased_import", start, end)
    node.hold_named(name=_dotted(node, start), alias=word_before(node, end, raw.asname))
    return node


def _type_alias(node: Node, raw: Any) -> None:
    name = made(node, raw.name)
    types = type_parameters(node, raw, name)
    node.hold(name, types, made(node, raw.value))


EXPANDERS: dict[type, Expand] = {
    list: _block,
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.Expr: _one,
    ast.Return: _one,
    ast.Delete: _several,
    ast.Raise: _several,
    ast.Assert: _several,
    ast.Pass: nothing,
    ast.Break: nothing,
    ast.Continue: nothing,
    ast.Global: _declaration,
    ast.Nonlocal: _declaration,
    ast.Import: _import,
    ast.ImportFrom: _import_from,
}
if hasattr(ast, "TypeAlias"):  # from Python 3.12 on
    EXPANDERS[ast.TypeAlias] = _type_alias
