"""Splits of a stack: one taken out, or one size more or less in one."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.fix import Edit, Fix, unsafe
from flake8_nnx_rng.fixes.found_at import stacks_with
from flake8_nnx_rng.fixes.keywords import replace_node
from flake8_nnx_rng.fixes.lanes import lanes
from flake8_nnx_rng.fixes.migration.refusal import Refused
from flake8_nnx_rng.fixes.migration.sizes import SizeRefused
from flake8_nnx_rng.fixes.remapping import Remapping, remapped
from flake8_nnx_rng.semantics.program.uses import Form
from flake8_nnx_rng.semantics.releases.transforms import MAPPING
from flake8_nnx_rng.syntax.concrete import outermost_parenthesis
from flake8_nnx_rng.syntax.nodes import elements, field_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.semantics.passages.faults import Fault
    from flake8_nnx_rng.semantics.program.layers import Layer, Stack
    from flake8_nnx_rng.syntax.tree import Node

_REST_OF_LINE = re.compile(r"[ \t]*(?:\r?\n|\Z)[ \t]*")
_GUESS = "the state may be meant to be split in another way"
_SHARED = "several functions may share the split"
_SIZES = "the sizes of the split are written elsewhere"


def without_split(bench: Bench, split: Layer) -> Fix:
    """Leave a split out."""
    what = split.written
    reason = "of two splits one is left out, and which was meant is a guess"
    return unsafe(f"Leave {what} out", reason, *_removal(bench, split.node))


def without_double(bench: Bench, split: Layer, twice: Iterable[Layer]) -> Fix:
    """Leave one of two equal splits out: between others a transform may be missing."""
    if len({tuple(_texts(bench, _sizes(each))) for each in twice}) != 1:
        raise Refused("the two splits differ, so a transform between them may be missing")
    return without_split(bench, split)


def _removal(bench: Bench, node: Node) -> list[Edit]:
    top = outermost_parenthesis(node)
    holder = top.parent
    if holder is not None and holder.kind == "decorator":
        rest = _REST_OF_LINE.match(bench.module.source.code, holder.end)
        return [Edit(holder.start, holder.end if rest is None else rest.end(), "")]
    given = field_of(node, "arguments").parts if node.kind == "call" else []
    if len(given) != 1 or given[0].kind == "keyword_argument":
        raise Refused("the split is not written around one function")
    inner = outermost_parenthesis(given[0])
    if "#" in bench.text(node.start, inner.start) + bench.text(inner.end, node.end):
        raise Refused("there are comments in the split")
    return [Edit(node.start, inner.start, ""), Edit(inner.end, node.end, "")]


def widened(bench: Bench, stack: Stack, layer: Layer) -> Fix:
    """A size for each transform below, in the split above all that map."""
    split = _only_split_above(stack, layer)
    value = _sizes(split)
    below = [mapping for mapping in stack.below(split) if mapping.is_a(MAPPING)]
    sizes = [lanes(bench, stack, mapping) for mapping in below]
    left = [text for text in _texts(bench, value) if None in sizes]
    if any(text in sizes for text in left) or len(left) != sizes.count(None):
        raise SizeRefused()
    new = f"({', '.join(left.pop(0) if size is None else size for size in sizes)})"
    return unsafe(f"Split into {new}", _GUESS, replace_node(value, new))


def split_above(bench: Bench, stack: Stack, layer: Layer) -> Fix:
    """A split directly above a layer."""
    size = _lanes(bench, stack, layer)
    change = Remapping(layer, splits=size)
    message = f"Split into {size} above {layer.written}"
    return remapped(bench, stack, [change], message, _GUESS)


def _lanes(bench: Bench, stack: Stack, layer: Layer) -> str:
    size = lanes(bench, stack, layer)
    if size is None:
        raise SizeRefused()
    return size


def _texts(bench: Bench, value: Node) -> list[str]:
    """The sizes as they are written."""
    written = elements(value)
    sizes = [value] if written is None else written
    return [bench.text(size.start, size.end) for size in sizes]


def narrowed(bench: Bench, stack: Stack, split: Layer) -> Fix:
    """As many sizes as there are transforms below, where these say which."""
    value = _sizes(split)
    texts = _texts(bench, value)
    wanted = [_lanes(bench, stack, layer) for layer in stack.below(split) if layer.is_a(MAPPING)]
    if len(texts) <= len(wanted) or not wanted:
        raise Refused("the split has no size too many")
    new = wanted[0] if len(wanted) == 1 else f"({', '.join(wanted)})"
    return unsafe(f"Split into {new}", _GUESS, replace_node(value, new))


def doubled(bench: Bench, fault: Fault) -> list[Layer]:
    """The splits of the keys of a fault that have another one around the same transforms."""
    at_fault = (fault.layer, *fault.track.split)
    return [
        layer
        for stack in stacks_with(bench, at_fault)
        for outer, inner in pairwise(stack.layers)
        if outer.splits and inner.splits and inner in at_fault
        for layer in (inner, outer)
    ]


def _only_split_above(stack: Stack, layer: Layer) -> Layer:
    splits = stack.splitting_layers
    if len(splits) != 1 or layer not in stack.below(splits[0]):
        raise Refused("there is not one split above all transforms")
    return splits[0]


def _sizes(split: Layer) -> Node:
    """What a split says for its sizes, where that is written in one place for one function."""
    use = split.use
    value = None if use is None else use.option("splits", "split")
    if use is None or value is None or value.kind in ("dictionary", "dictionary_comprehension"):
        raise Refused(_SIZES)
    if use.form is Form.FACTORY:
        raise Refused(_SHARED)
    return value
