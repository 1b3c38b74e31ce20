"""Lowering of `match`: what each case asks for, and which names it binds."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from flake8_nnx_rng.syntax.lowering.making import leaf, made, made_all, word_before
from flake8_nnx_rng.syntax.lowering.statements import block

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.tree import Expand, Node


def _match(node: Node, raw: ast.Match) -> None:
    subject = made(node, raw.subject)
    start = node.tree.span(raw.cases[0].pattern)[0]
    body = leaf(node, "block", node.tree.code.rindex("case", 0, start), node.end)
    body.hold(*[_case(body, case) for case in raw.cases])
    node.hold(subject, body, subject=subject, body=body)


def _case(parent: Node, raw: ast.match_case) -> Node:
    tree = parent.tree
    start = tree.code.rindex("case", 0, tree.span(raw.pattern)[0])
    node = tree.add(raw, leaf(parent, "case_clause", start, tree.span(raw.body[-1])[1]))
    pieces = [made(node, raw.pattern)]
    if raw.guard is not None:
        asked = leaf(node, "if_clause", *tree.span(raw.guard))
        asked.hold(made(asked, raw.guard))
        pieces.append(asked)
    consequence = block(node, raw.body)
    node.hold(*pieces, consequence, consequence=consequence)
    return node


def _as(node: Node, raw: ast.MatchAs) -> None:
    inner = [] if raw.pattern is None else [made(node, raw.pattern)]
    if raw.name is None:
        node.hold(*inner)
        return
    name = word_before(node, node.end, raw.name)
    node.hold(*inner, name, alias=name)


def _rest(node: Node, raw: ast.MatchStar) -> None:
    node.hold(*([word_before(node, node.end, raw.name)] if raw.name else []))


def _mapping(node: Node, raw: ast.MatchMapping) -> None:
    pieces = made_all(node, [*raw.keys, *raw.patterns])
    if raw.rest is not None:
        stop = node.tree.code.rindex(raw.rest, 0, node.end) + len(raw.rest)
        rest = leaf(node, "splat_pattern", stop - len(raw.rest), stop)
        rest.hold(word_before(rest, stop, raw.rest))
        pieces.append(rest)
    node.hold(*pieces)


def _others(node: Node, raw: Any) -> None:
    held = [
        getattr(raw, name)
        for name in ("cls", "value", "patterns", "kwd_patterns", "pattern")
        if hasattr(raw, name)
    ]
    flat = [x for h in held for x in (h if isinstance(h, list) else [h])]
    node.hold(*made_all(node, [x for x in flat if isinstance(x, ast.AST)]))


EXPANDERS: dict[type, Expand] = {
    ast.Match: _match,
    ast.MatchAs: _as,
    ast.MatchStar: _rest,
    ast.MatchMapping: _mapping,
    ast.MatchValue: _others,
    ast.MatchSingleton: _others,
    ast.MatchSequence: _others,
    ast.MatchClass: _others,
    ast.MatchOr: _others,
}
