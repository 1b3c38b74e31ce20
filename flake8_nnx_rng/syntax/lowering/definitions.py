"""Lowering of functions, classes and their parameters."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

from flake8_nnx_rng.syntax.lowering.making import (
    between,
    leaf,
    made,
    made_all,
    word_at,
)
from flake8_nnx_rng.syntax.lowering.statements import block, wrapped_type

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.tree import Expand, Node

_HEAD = re.compile(r"(?:async[\s\\]+)?(?:def|class)[\s\\]+")


def decorated(parent: Node, raw: Any) -> Node:
    """A definition with its decorators."""
    tree = parent.tree
    spans = [tree.span(expression) for expression in raw.decorator_list]
    start = tree.code.rindex("@", 0, spans[0][0])
    node = leaf(parent, "decorated_definition", start, tree.span(raw)[1])
    pieces = []
    for expression, span in zip(raw.decorator_list, spans, strict=True):
        sign = tree.code.rindex("@", 0, span[0])
        decorator = leaf(node, "decorator", sign, _closed(node, span[1]))
        decorator.hold(made(decorator, expression))
        pieces.append(decorator)
    definition = made(node, raw)
    node.hold(*pieces, definition, definition=definition)
    return node


def _closed(node: Node, end: int) -> int:
    """Behind the parentheses that may stand around a decorator."""
    found = re.compile(r"(?:[ \t]*\))+").match(node.tree.code, end)
    return end if found is None else found.end()


def _name_of(node: Node) -> Node:
    head = _HEAD.match(node.tree.code, node.start)
    return word_at(node, node.start if head is None else head.end())


def _function(node: Node, raw: Any) -> None:
    name = _name_of(node)
    listed = parameters(node, raw.args, "parameters")
    returned = None if raw.returns is None else wrapped_type(node, raw.returns)
    body = block(node, raw.body)
    node.hold(
        name, listed, returned, body, name=name, parameters=listed, return_type=returned, body=body
    )


def _class(node: Node, raw: ast.ClassDef) -> None:
    name, body = _name_of(node), block(node, raw.body)
    bases = _bases(node, raw, name.end) if raw.bases or raw.keywords else None
    node.hold(name, bases, body, name=name, superclasses=bases, body=body)


def _bases(node: Node, raw: ast.ClassDef, after: int) -> Node:
    written = [*raw.bases, *raw.keywords]
    spans = [node.tree.span(base) for base in written]
    first, last = min(spans)[0], max(span[1] for span in spans)
    opening = between(node, after, first, r"\(")
    close = re.compile(r"(?:[\s\\,]|#[^\n]*)*\)").match(node.tree.code, last)
    start = first if opening is None else opening.start(1)
    listed = leaf(node, "argument_list", start, last if close is None else close.end())
    listed.hold(*made_all(listed, written))
    return listed


def parameters(node: Node, raw: ast.arguments, kind: str) -> Node | None:
    """The parameters of a function; None for a lambda that has none."""
    listed = leaf(node, kind, node.start, node.start)
    pieces = [_with_default(listed, arg, default) for arg, default in _positional(raw)]
    if raw.posonlyargs:
        offset = pieces[len(raw.posonlyargs) - 1].end
        pieces.append(_separator(listed, offset, "/", "positional_separator"))
    if raw.vararg is not None:
        pieces.append(_starred(listed, raw.vararg, "*", "list_splat_pattern"))
    elif raw.kwonlyargs:
        first = node.tree.span(raw.kwonlyargs[0])[0]
        offset = node.tree.code.rindex("*", 0, first)
        pieces.append(leaf(listed, "keyword_separator", offset, offset + 1))
    for arg, default in zip(raw.kwonlyargs, raw.kw_defaults, strict=True):
        pieces.append(_with_default(listed, arg, default))
    if raw.kwarg is not None:
        pieces.append(_starred(listed, raw.kwarg, "**", "dictionary_splat_pattern"))
    pieces.sort(key=lambda piece: piece.start)
    listed.hold(*pieces)
    _place(node, listed, kind)
    node.tree.add(raw, listed)
    return listed if pieces or kind == "parameters" else None


def _place(node: Node, listed: Node, kind: str) -> None:
    """Where the list of parameters stands."""
    code, pieces = node.tree.code, listed.parts
    if kind != "parameters":
        if pieces:
            listed.start, listed.end = pieces[0].start, pieces[-1].end
        return
    head = _HEAD.match(code, node.start)
    start = node.start if head is None else head.end()
    first = pieces[0].start if pieces else node.end
    opening = between(node, start, first, r"\(")
    listed.start = start if opening is None else opening.start(1)
    if opening is not None and pieces:  # type parameters may hold parentheses before
        listed.start = code.rindex("(", start, first)
    after = pieces[-1].end if pieces else listed.start + 1
    close = re.compile(r"(?:[\s\\,]|#[^\n]*)*\)").match(code, after)
    listed.end = after if close is None else close.end()


def _positional(raw: ast.arguments) -> list[tuple[ast.arg, ast.expr | None]]:
    listed = [*raw.posonlyargs, *raw.args]
    missing: list[ast.expr | None] = [None] * (len(listed) - len(raw.defaults))
    return list(zip(listed, [*missing, *raw.defaults], strict=True))


def _separator(listed: Node, after: int, sign: str, kind: str) -> Node:
    offset = listed.tree.code.index(sign, after)
    return leaf(listed, kind, offset, offset + 1)


def _with_default(listed: Node, arg: ast.arg, default: ast.expr | None) -> Node:
    start, end = listed.tree.span(arg)
    if default is None:
        if arg.annotation is None:
            return word_at(listed, start)
        node = leaf(listed, "typed_parameter", start, end)
        said = wrapped_type(node, arg.annotation)
        node.tree.add(arg, node)
        node.hold(word_at(node, start), said, type=said)
        return node
    kind = "default_parameter" if arg.annotation is None else "typed_default_parameter"
    node = listed.tree.add(arg, leaf(listed, kind, start, listed.tree.span(default)[1]))
    name = word_at(node, start)
    annotation = None if arg.annotation is None else wrapped_type(node, arg.annotation)
    value = made(node, default)
    node.hold(name, annotation, value, name=name, type=annotation, value=value)
    return node


def _starred(listed: Node, arg: ast.arg, sign: str, kind: str) -> Node:
    start, end = listed.tree.span(arg)
    opening = listed.tree.code.rindex(sign, 0, start)
    if arg.annotation is None:
        node = leaf(listed, kind, opening, end)
        node.hold(word_at(node, start))
        return node
    node = listed.tree.add(arg, leaf(listed, "typed_parameter", opening, end))
    inner = leaf(node, kind, opening, start)
    inner.hold(word_at(inner, start))
    inner.end = inner.parts[0].end
    said = wrapped_type(node, arg.annotation)
    node.hold(inner, said, type=said)
    return node


EXPANDERS: dict[type, Expand] = {
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
}
