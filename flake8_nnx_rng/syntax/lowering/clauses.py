"""Lowering of compound statements and their clauses."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from flake8_nnx_rng.syntax.lowering.making import close_list, covering, leaf, made, word_at
from flake8_nnx_rng.syntax.lowering.statements import block
from flake8_nnx_rng.syntax.lowering.tokens import enclosed, openings, place_of, token_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flake8_nnx_rng.syntax.tree import Expand, Node


def _if(node: Node, raw: ast.If) -> None:
    """A row of `elif` is one statement, however long it is."""
    condition, consequence = made(node, raw.test), block(node, raw.body)
    clauses: list[Node] = []
    rest, end = raw.orelse, consequence.end
    while rest:
        following = rest[0]
        if not isinstance(following, ast.If) or not _starts_with_elif(node, following):
            clauses.append(clause(node, "else_clause", "else", rest, end))
            break
        clauses.append(_elif(node, following))
        rest, end = following.orelse, clauses[-1].end
    node.hold(condition, consequence, *clauses, condition=condition, consequence=consequence)


def _starts_with_elif(node: Node, raw: ast.If) -> bool:
    return node.tree.code.startswith("elif", node.tree.span(raw)[0])


def _elif(parent: Node, raw: ast.If) -> Node:
    tree = parent.tree
    node = tree.add(raw, leaf(parent, "elif_clause", tree.span(raw)[0], tree.span(raw.body[-1])[1]))
    node.hold_named(condition=made(node, raw.test), consequence=block(node, raw.body))
    return node


def clause(parent: Node, kind: str, word: str, statements: Sequence[ast.stmt], after: int) -> Node:
    """`else:`, `finally:` with what they run."""
    tree = parent.tree
    first, last = tree.span(statements[0])[0], tree.span(statements[-1])[1]
    start = place_of(tree.code, after, first, rf"\b{word}\b", first)
    node = leaf(parent, kind, start, last)
    node.hold_named(body=block(node, statements))
    return node


def _else(node: Node, raw: Any, body: Node) -> Node | None:
    return clause(node, "else_clause", "else", raw.orelse, body.end) if raw.orelse else None


def _while(node: Node, raw: ast.While) -> None:
    condition, body = made(node, raw.test), block(node, raw.body)
    node.hold(condition, body, _else(node, raw, body), condition=condition, body=body)


def _for(node: Node, raw: Any) -> None:
    left, right, body = made(node, raw.target), made(node, raw.iter), block(node, raw.body)
    node.hold(left, right, body, _else(node, raw, body), left=left, right=right, body=body)


def _with(node: Node, raw: Any) -> None:
    code, spans = node.tree.code, _spans_of_items(node, raw)
    head = leaf(node, "with_clause", spans[0][0], spans[-1][1])
    head.hold(*[_item(head, item, span) for item, span in zip(raw.items, spans, strict=True)])
    opened = openings(code, node.start, head.start)
    if opened:
        head.start = opened[0]
        close_list(head, opened[0])
    body = block(node, raw.body)
    node.hold(head, body, body=body)


def _spans_of_items(node: Node, raw: Any) -> list[tuple[int, int]]:
    tree, after = node.tree, node.start
    spans: list[tuple[int, int]] = []
    for item in raw.items:
        start, end = enclosed(tree.code, after, *tree.span(item.context_expr))
        if item.optional_vars is not None:
            end = enclosed(tree.code, end, *tree.span(item.optional_vars))[1]
        spans.append((start, end))
        after = end
    return spans


def _item(parent: Node, raw: ast.withitem, span: tuple[int, int]) -> Node:
    node = parent.tree.add(raw, leaf(parent, "with_item", *span))
    value, bound = raw.context_expr, raw.optional_vars
    node.hold_named(value=made(node, value) if bound is None else _as(node, value, bound))
    return node


def _as(parent: Node, value: ast.expr, bound: ast.expr) -> Node:
    node = leaf(parent, "as_pattern", parent.start, parent.end)
    inner = made(node, value)
    alias = covering(node, "as_pattern_target", inner.end, bound)
    node.hold(inner, alias, alias=alias)
    return node


def _try(node: Node, raw: Any) -> None:
    body = block(node, raw.body)
    pieces = [body]
    for handler in raw.handlers:
        pieces.append(made(node, handler))
    for kind, word, statements in (
        ("else_clause", "else", raw.orelse),
        ("finally_clause", "finally", raw.finalbody),
    ):
        if statements:
            pieces.append(clause(node, kind, word, statements, pieces[-1].end))
    node.hold(*pieces, body=body)


def _handler(node: Node, raw: ast.ExceptHandler) -> None:
    body = block(node, raw.body)
    if raw.type is None:
        node.hold(body)
        return
    if raw.name is None:
        node.hold(made(node, raw.type), body)
        return
    code, after = node.tree.code, node.start + len("except")
    start, behind = enclosed(code, after, *node.tree.span(raw.type))
    found = token_in(code, behind, body.start, r"\bas[\s\\]+(?P<name>\w)")
    name = behind if found is None else found.start("name")
    node.hold(_caught(node, raw.type, start, name), body)


def _caught(parent: Node, caught: ast.expr, start: int, name: int) -> Node:
    """`Error as name`."""
    node = leaf(parent, "as_pattern", start, name)
    alias = leaf(node, "as_pattern_target", name, name)
    word = word_at(alias, name)
    node.end = alias.end = word.end
    alias.hold(word)
    node.hold(made(node, caught), alias, alias=alias)
    return node


EXPANDERS: dict[type, Expand] = {
    ast.If: _if,
    ast.While: _while,
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Try: _try,
    ast.TryStar: _try,
    ast.ExceptHandler: _handler,
}
