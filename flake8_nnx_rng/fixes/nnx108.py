"""Split into as many keys as the transform below has lanes."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.fix import Fix, advice, unsafe
from flake8_nnx_rng.fixes.found_at import faults_in, stacks_at
from flake8_nnx_rng.fixes.keywords import replace_node
from flake8_nnx_rng.rules.nnx108 import Mismatch, mismatches
from flake8_nnx_rng.semantics.program.uses import Form
from flake8_nnx_rng.syntax.nodes import elements

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.rules.base import Finding
    from flake8_nnx_rng.semantics.program.layers import Stack
    from flake8_nnx_rng.syntax.tree import Node


def fix(bench: Bench, finding: Finding) -> Fix | None:
    """`splits=` becomes the size that the transform has."""
    edits: dict[Node, str] = {}
    names: list[str] = []
    for stack in stacks_at(bench, finding.node):
        for found in mismatches(bench.analysis, stack):
            if found.split.node != finding.node:
                continue
            if found.split.use is None or found.split.use.form is Form.FACTORY:
                return advice("Several functions may share this split: choose one size for all")
            if _is_mismapped(bench, stack):
                return advice("Split once for each transform that maps the state, then its size")
            value = _value(found)
            written = _size(bench, stack, found)
            if edits.setdefault(value, written) != written:
                return advice("The transforms that share this split have different sizes")
            names.append(found.mapping.written)
    reason = "the size of the split may be the one that was meant"
    return unsafe(
        f"Split into the size of {' and '.join(dict.fromkeys(names))}",
        reason,
        *(replace_node(value, written) for value, written in edits.items()),
    )


def _is_mismapped(bench: Bench, stack: Stack) -> bool:
    """Whether the splits do not fit the transforms, whatever their sizes are."""
    twice = any(outer.splits and inner.splits for outer, inner in pairwise(stack.layers))
    return twice or any(fault.passage.stack == stack for fault in faults_in(bench, stack))


def _value(found: Mismatch) -> Node:
    """What is written for the size: the whole of `splits`, or one element."""
    splits = found.split.use.option("splits") if found.split.use else None
    assert splits is not None
    listed = elements(splits)
    return splits if listed is None else listed[found.index]


def _size(bench: Bench, stack: Stack, found: Mismatch) -> str:
    """The size of the transform as it is written, or its value if that is written elsewhere."""
    size = found.mapping.size
    root = stack.root
    if size is None or not (root.start <= size.start and size.end <= root.end):
        return str(found.wanted)
    return bench.text(size.start, size.end)
