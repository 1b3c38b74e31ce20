"""Lowering of compound statements and their clauses."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from flake8_nnx_rng.syntax.lowering.making import between, leaf, made, word_before
from flake8_nnx_rng.syntax.lowering.statements import block

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
        is_elif = isinstance(following, ast.If) and _starts_with_elif(node, following)
        if not (is_elif and isinstance(following, ast.If) and len(rest) == 1):
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
    condition, consequence = made(node, raw.test), block(node, raw.body)
    node.hold(condition, consequence, condition=condition, consequence=consequence)
    return node


def clause(parent: Node, kind: str, word: str, statements: Sequence[ast.stmt], after: int) -> Node:
    """`else:`, `finally:` with what they run."""
    first, last = parent.tree.span(statements[0])[0], parent.tree.span(statements[-1])[1]
    found = between(parent, after, first, rf"\b{word}\b")
    node = leaf(parent, kind, first if found is None else found.start(1), last)
    body = block(node, statements)
    node.hold(body, body=body)
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
    spans = [_span_of_item(node, item) for item in raw.items]
    head = leaf(node, "with_clause", spans[0][0], spans[-1][1])
    items = []
    for item, span in zip(raw.items, spans, strict=True):
        held = node.tree.add(item, leaf(head, "with_item", *span))
        value = _as(held, item.context_expr, item.optional_vars)
        held.hold(value, value=value)
        items.append(held)
    head.hold(*items)
    body = block(node, raw.body)
    node.hold(head, body, body=body)


def _span_of_item(node: Node, item: ast.withitem) -> tuple[int, int]:
    start, end = node.tree.span(item.context_expr)
    bound = item.optional_vars
    return start, end if bound is None else node.tree.span(bound)[1]


def _as(parent: Node, value: ast.expr, bound: ast.expr | None) -> Node:
    if bound is None:
        return made(parent, value)
    node = leaf(parent, "as_pattern", parent.start, parent.end)
    alias = leaf(node, "as_pattern_target", *parent.tree.span(bound))
    alias.hold(made(alias, bound))
    node.hold(made(node, value), alias, alias=alias)
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
    end = node.tree.span(raw.type)[1]
    found = between(node, end, body.start, rf"\bas[\s\\]+{raw.name}\b")
    stop = end if found is None else found.end(1)
    caught = leaf(node, "as_pattern", node.tree.span(raw.type)[0], stop)
    alias = leaf(caught, "as_pattern_target", stop - len(raw.name), stop)
    alias.hold(word_before(alias, stop, raw.name))
    caught.hold(made(caught, raw.type), alias, alias=alias)
    node.hold(caught, body)


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
