"""Lowering of simple statements."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

from flake8_nnx_rng.syntax.lowering.expressions import operator_text
from flake8_nnx_rng.syntax.lowering.making import child, leaf, made, made_all, token, word_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flake8_nnx_rng.syntax.tree import Expand, Node

_ASSIGNING = (ast.Assign, ast.AnnAssign, ast.AugAssign)
_MODULE = re.compile(r"from[\s\\]*([.\w\s\\]*?)[\s\\]*\bimport\b")
_ALIAS = re.compile(r"(.*?)[\s\\]+as[\s\\]+(\w+)\Z", re.DOTALL)


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
    return parent.tree.code.rindex("@", 0, start) if decorators else start


def _block(node: Node, raw: Any) -> None:
    node.hold(*[statement(node, inner) for inner in raw])


def statement(parent: Node, raw: ast.stmt) -> Node:
    """The node of a statement in a block; an assignment is an expression statement."""
    from flake8_nnx_rng.syntax.lowering.definitions import decorated

    if isinstance(raw, _ASSIGNING):
        around = leaf(parent, "expression_statement", *parent.tree.span(raw))
        around.hold(made(around, raw))
        return around
    if getattr(raw, "decorator_list", None):
        return decorated(parent, raw)
    return made(parent, raw)


def _assign(node: Node, raw: ast.Assign) -> None:
    """`a = b = c` is `a = (b = c)`."""
    around = node
    for target, following in zip(raw.targets, raw.targets[1:], strict=False):
        inner = leaf(around, "assignment", node.tree.span(following)[0], node.end)
        left = made(around, target)
        around.hold(left, inner, left=left, right=inner)
        around = inner
    left, right = made(around, raw.targets[-1]), made(around, raw.value)
    around.hold(left, right, left=left, right=right)


def _annotated(node: Node, raw: ast.AnnAssign) -> None:
    left = made(node, raw.target)
    said = wrapped_type(node, raw.annotation)
    right = child(node, raw.value)
    node.hold(left, said, right, left=left, type=said, right=right)


def wrapped_type(parent: Node, annotation: ast.expr) -> Node:
    """An annotation, as the grammar wraps it."""
    node = leaf(parent, "type", *parent.tree.span(annotation))
    node.hold(made(node, annotation))
    return node


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
    names, offset = [], node.start + len(node.kind.partition("_")[0])
    for _ in raw.names:
        found = re.compile(r"[\s\\,]*").match(node.tree.code, offset)
        names.append(word_at(node, offset if found is None else found.end()))
        offset = names[-1].end
    node.hold(*names)


def _nothing(node: Node, raw: Any) -> None:
    node.hold()


def _import(node: Node, raw: ast.Import) -> None:
    node.hold(*[_imported(node, alias) for alias in raw.names])


def _import_from(node: Node, raw: ast.ImportFrom) -> None:
    names = [_imported(node, alias) for alias in raw.names]
    found = _MODULE.match(node.tree.code, node.start)
    start, end = (node.start, node.start) if found is None else found.span(1)
    module = leaf(node, "relative_import" if raw.level else "dotted_name", start, end)
    node.hold(module, *names, module_name=module)


def _imported(parent: Node, raw: ast.alias) -> Node:
    start, end = parent.tree.span(raw)
    if raw.name == "*":
        return leaf(parent, "wildcard_import", start, end)
    if raw.asname is None:
        return leaf(parent, "dotted_name", start, end)
    node = leaf(parent, "aliased_import", start, end)
    found = _ALIAS.match(parent.tree.code[start:end])
    assert found is not None
    name = leaf(node, "dotted_name", start, start + found.end(1))
    alias = leaf(node, "identifier", start + found.start(2), end)
    node.hold(name, alias, name=name, alias=alias)
    return node


def _type_alias(node: Node, raw: Any) -> None:
    node.hold(made(node, raw.name), made(node, raw.value))


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
    ast.Pass: _nothing,
    ast.Break: _nothing,
    ast.Continue: _nothing,
    ast.Global: _declaration,
    ast.Nonlocal: _declaration,
    ast.Import: _import,
    ast.ImportFrom: _import_from,
}
if hasattr(ast, "TypeAlias"):  # from Python 3.12 on
    EXPANDERS[ast.TypeAlias] = _type_alias
