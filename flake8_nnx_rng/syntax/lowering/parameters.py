"""Lowering of the parameters of functions and lambdas."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from flake8_nnx_rng.syntax.lowering.making import covering, leaf, made, word_at
from flake8_nnx_rng.syntax.lowering.tokens import enclosed, place_of

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.tree import Node


def parameters(node: Node, raw: ast.arguments, kind: str, after: int) -> Node:
    """The parameters of a function that are written behind an offset; it spans them alone."""
    listed = node.tree.add(raw, leaf(node, kind, after, after))
    pieces: list[Node] = []
    for count, (arg, default) in enumerate(_positional(raw), start=1):
        pieces.append(_plain(listed, arg, default))
        if count == len(raw.posonlyargs):
            pieces.append(_separator(listed, pieces[-1].end, "/", "positional_separator"))
    before = pieces[-1].end if pieces else after
    if raw.vararg is not None:
        pieces.append(_starred(listed, raw.vararg, before, "list_splat_pattern"))
    elif raw.kwonlyargs:
        pieces.append(_separator(listed, before, "*", "keyword_separator"))
    for arg, default in zip(raw.kwonlyargs, raw.kw_defaults, strict=True):
        pieces.append(_plain(listed, arg, default))
    if raw.kwarg is not None:
        before = pieces[-1].end if pieces else after
        pieces.append(_starred(listed, raw.kwarg, before, "dictionary_splat_pattern"))
    listed.hold(*pieces)
    if pieces:
        listed.start, listed.end = pieces[0].start, pieces[-1].end
    return listed


def _positional(raw: ast.arguments) -> list[tuple[ast.arg, ast.expr | None]]:
    listed = [*raw.posonlyargs, *raw.args]
    missing: list[ast.expr | None] = [None] * (len(listed) - len(raw.defaults))
    return list(zip(listed, [*missing, *raw.defaults], strict=True))


def _separator(listed: Node, after: int, sign: str, kind: str) -> Node:
    code = listed.tree.code
    offset = place_of(code, after, len(code), f"[{sign}]", after)
    return leaf(listed, kind, offset, offset + 1)


def _plain(listed: Node, arg: ast.arg, default: ast.expr | None) -> Node:
    tree = listed.tree
    start, end = tree.span(arg)
    if default is not None:
        return _with_default(listed, arg, default)
    if arg.annotation is None:
        return tree.add(arg, word_at(listed, start))
    node = tree.add(arg, leaf(listed, "typed_parameter", start, end))
    name = word_at(node, start)
    said = covering(node, "type", name.end, arg.annotation)
    node.hold(name, said, type=said)
    return node


def _with_default(listed: Node, arg: ast.arg, default: ast.expr) -> Node:
    tree = listed.tree
    kind = "default_parameter" if arg.annotation is None else "typed_default_parameter"
    start, after = tree.span(arg)
    end = enclosed(tree.code, after, *tree.span(default))[1]
    node = tree.add(arg, leaf(listed, kind, start, end))
    name, said = word_at(node, start), arg.annotation
    annotation = None if said is None else covering(node, "type", name.end, said)
    node.hold_named(name=name, type=annotation, value=made(node, default))
    return node


def _starred(listed: Node, arg: ast.arg, after: int, kind: str) -> Node:
    tree = listed.tree
    start, end = tree.span(arg)
    opening = place_of(tree.code, after, start, r"\*", start)
    if arg.annotation is None:
        node = tree.add(arg, leaf(listed, kind, opening, end))
        node.hold(word_at(node, start))
        return node
    node = tree.add(arg, leaf(listed, "typed_parameter", opening, end))
    name = word_at(node, start)
    inner = leaf(node, kind, opening, name.end)
    name.parent = inner
    inner.hold(name)
    said = covering(node, "type", name.end, arg.annotation)
    node.hold(inner, said, type=said)
    return node
