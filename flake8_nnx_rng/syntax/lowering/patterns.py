"""Lowering of `match`: what each case asks for, and which names it binds."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from flake8_nnx_rng.syntax.lowering.expressions import condition
from flake8_nnx_rng.syntax.lowering.making import leaf, made, made_all, word_at, word_before
from flake8_nnx_rng.syntax.lowering.statements import block, nothing
from flake8_nnx_rng.syntax.lowering.tokens import place_of

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.tree import Expand, Node


def _match(node: Node, raw: ast.Match) -> None:
    subject = made(node, raw.subject)
    start = _start_of(node, subject.end, raw.cases[0])
    body = leaf(node, "block", start, node.end)
    cases: list[Node] = []
    for case in raw.cases:
        cases.append(_case(body, cases[-1].end if cases else start, case))
    body.hold(*cases)
    node.hold_named(subject=subject, body=body)


def _start_of(node: Node, after: int, case: ast.match_case) -> int:
    first = node.tree.span(case.pattern)[0]
    return place_of(node.tree.code, after, first, r"\bcase\b", first)


def _case(parent: Node, after: int, raw: ast.match_case) -> Node:
    tree = parent.tree
    start, end = _start_of(parent, after, raw), tree.span(raw.body[-1])[1]
    node = tree.add(raw, leaf(parent, "case_clause", start, end))
    pattern = made(node, raw.pattern)
    guard = None if raw.guard is None else condition(node, pattern.end, raw.guard)
    consequence = block(node, raw.body)
    node.hold(pattern, guard, consequence, guard=guard, consequence=consequence)
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
        pieces.append(_rest_of_mapping(node, pieces[-1].end if pieces else node.start))
    node.hold(*pieces)


def _rest_of_mapping(parent: Node, after: int) -> Node:
    code = parent.tree.code
    start = place_of(code, after, parent.end, r"\*\*", after)
    node = leaf(parent, "splat_pattern", start, start)
    name = word_at(node, place_of(code, start, parent.end, r"[^\s\\*]", start))
    node.end = name.end
    node.hold(name)
    return node


def _class(node: Node, raw: ast.MatchClass) -> None:
    pieces = [made(node, raw.cls), *[made(node, pattern) for pattern in raw.patterns]]
    for name, pattern in zip(raw.kwd_attrs, raw.kwd_patterns, strict=True):
        pieces.append(_keyword(node, pieces[-1].end, name, pattern))
    node.hold(*pieces)


def _keyword(parent: Node, after: int, name: str, pattern: ast.pattern) -> Node:
    code = parent.tree.code
    first, end = parent.tree.span(pattern)
    start = place_of(code, after, first, r"[^\s\\(),]", first)
    node = leaf(parent, "keyword_pattern", start, end)
    node.hold_named(name=word_at(node, start), value=made(node, pattern))
    return node


def _others(node: Node, raw: Any) -> None:
    held = getattr(raw, "patterns", None)
    node.hold(*made_all(node, [raw.value] if held is None else held))


EXPANDERS: dict[type, Expand] = {
    ast.Match: _match,
    ast.MatchAs: _as,
    ast.MatchStar: _rest,
    ast.MatchMapping: _mapping,
    ast.MatchValue: _others,
    ast.MatchSingleton: nothing,
    ast.MatchSequence: _others,
    ast.MatchClass: _class,
    ast.MatchOr: _others,
}
