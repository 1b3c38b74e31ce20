"""Put the split above the transform that maps the Rngs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.fix import Edit, Fix, advice, safe
from flake8_nnx_rng.fixes.found_at import stacks_at
from flake8_nnx_rng.syntax.concrete import outermost_parenthesis
from flake8_nnx_rng.syntax.nodes import elements, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.rules.base import Finding
    from flake8_nnx_rng.semantics.program.layers import Layer, Stack
    from flake8_nnx_rng.syntax.tree import Node

_TRAILING = re.compile(r"[ \t]*(#[^\n\r]*)?(?=\r?\n|\Z)")
_ELSEWHERE = "Put the split above the transform; both are not written in one place here"
_LEVELS = "Put one split above each transform that maps the Rngs, or splits=(n, m) above all"


def fix(bench: Bench, finding: Finding) -> Fix | None:
    """Move a decorator up, or a call outwards; comments on lines of their own stay."""
    stacks = [s for s in stacks_at(bench, finding.node) if s.mapping_layers]
    stacks = [s for s in stacks if [layer.node for layer in s.splitting_layers] == [finding.node]]
    if len(stacks) != 1:
        return advice(_ELSEWHERE)
    stack = stacks[0]
    split = stack.splitting_layers[0]
    goal = _goal(bench, stack, split)
    if goal is None:
        return advice(_LEVELS)
    layers = stack.layers[stack.layers.index(goal) : stack.layers.index(split) + 1]
    if any(layer.use is None and not layer.transparent for layer in layers):
        return advice("Put the split above the transform, if what stands between allows it")
    edits = _moved_decorator(bench, layers) or _moved_call(bench, goal.node, split.node)
    return safe(f"Put the split above {goal.written}", *edits) if edits else advice(_ELSEWHERE)


def _goal(bench: Bench, stack: Stack, split: Layer) -> Layer | None:
    """The transform above which the split belongs, where it has an axis for each that maps."""
    analysis, mapping = bench.analysis, stack.mapping_layers
    rngs = analysis.rngs_parameters(stack)
    mapped = [m for m in mapping if any(analysis.is_mapped(stack, m, p) for p in rngs)] or mapping
    splits = split.use.option("splits", "split") if split.use else None
    sizes = None if splits is None else elements(splits)
    return mapped[0] if len(mapped) == (1 if sizes is None else len(sizes)) else None


def _moved_decorator(bench: Bench, layers: Sequence[Layer]) -> list[Edit]:
    """The last of some decorators written first; empty if they are not all of one definition."""
    tops = [outermost_parenthesis(layer.node) for layer in layers]
    holders = [top.parent for top in tops]
    if any(holder is None or holder.kind != "decorator" for holder in holders):
        return []
    if len({holder.parent for holder in holders if holder is not None}) != 1:
        return []
    spans = [_with_comment(bench, top) for top in tops]
    if None in spans:
        return []
    places = [span for span in spans if span is not None]
    moved = [places[-1], *places[:-1]]
    pairs = zip(places, moved, strict=True)
    return [Edit(*place, bench.text(*source)) for place, source in pairs]


def _with_comment(bench: Bench, expression: Node) -> tuple[int, int] | None:
    """The span of a decorator and of the comment behind it."""
    rest = _TRAILING.match(bench.module.source.code, expression.end)
    if rest is None:
        return None
    return expression.start, rest.end() if rest[1] else expression.end


def _moved_call(bench: Bench, mapping: Node, split: Node) -> list[Edit]:
    """`vmap(split(f), ...)` as `split(vmap(f, ...))`; empty if one is not inside the other."""
    if mapping.kind != "call" or split.kind != "call":
        return []
    if not (mapping.start < split.start and split.end <= mapping.end):
        return []
    given = field_of(split, "arguments").parts
    if len(given) != 1 or given[0].kind == "keyword_argument":
        return []
    inner, wrapper = outermost_parenthesis(given[0]), field_of(split, "function")
    if "#" in bench.text(wrapper.end, inner.start) + bench.text(inner.end, split.end):
        return []
    return [
        Edit(mapping.start, mapping.start, f"{bench.text(wrapper.start, wrapper.end)}("),
        Edit(split.start, inner.start, ""),
        Edit(inner.end, split.end, ""),
        Edit(mapping.end, mapping.end, ")"),
    ]
