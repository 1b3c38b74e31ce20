"""NNX108: `splits` and `axis_size` or `length` differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from flake8_nnx_rng.rules.base import Finding, Outcome, Rule
from flake8_nnx_rng.semantics.transforms import MAPPING
from flake8_nnx_rng.syntax.nodes import elements

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.layers import Layer, Stack
    from flake8_nnx_rng.semantics.releases import Release
    from flake8_nnx_rng.syntax.text import Text


@dataclass(frozen=True)
class Mismatch:
    """A size of a split, by its index, and the size that the transform wants."""

    split: Layer
    mapping: Layer
    index: int
    size: int
    wanted: int


def check(analysis: Analysis) -> Iterator[Finding]:
    """Compare each split with the mapping transforms that its axes are for."""
    for stack in analysis.stacks.all:
        for found in mismatches(analysis, stack):
            yield Finding(found.split.node, _message(analysis, found))


def mismatches(analysis: Analysis, stack: Stack) -> Iterator[Mismatch]:
    """All sizes in one stack that differ."""
    for split in stack.splitting_layers:
        yield from _differing(analysis, stack, split)


def _differing(analysis: Analysis, stack: Stack, split: Layer) -> Iterator[Mismatch]:
    sizes = _split_sizes(analysis, split)
    below = takewhile(lambda layer: layer.transparent or layer.is_a(MAPPING), stack.below(split))
    mapping = [layer for layer in below if layer.is_a(MAPPING)]
    for index, (layer, size) in enumerate(zip(mapping, sizes, strict=False)):
        if not _maps_the_split_state(analysis, stack, layer):
            return
        wanted = analysis.size(layer.size)
        if wanted is not None and size is not None and wanted != size:
            yield Mismatch(split, layer, index, size, wanted)


def _split_sizes(analysis: Analysis, split: Layer) -> list[int | None]:
    use = split.use
    splits = use.option("splits") if use is not None else None
    if use is None or splits is None or use.is_on("squeeze") or use.selects:
        return []
    written = elements(splits)
    return [analysis.size(node) for node in (written if written is not None else [splits])]


def _maps_the_split_state(analysis: Analysis, stack: Stack, layer: Layer) -> bool:
    """Whether what was split certainly meets this layer's size."""
    axes = analysis.axes(stack, layer)
    rngs = [axes[p.name] for p in analysis.rngs_parameters(stack) if p.name in axes]
    meant = [axis for axis in rngs if axis.is_mapped] if rngs else list(axes.values())
    return bool(meant) and all(axis.index == 0 for axis in meant)


def _message(analysis: Analysis, found: Mismatch) -> str:
    use = found.mapping.use
    option = "axis_size" if use is not None and "axis_size" in use.options.keywords else "length"
    effect = RULE.effect(analysis.release)
    what = f"{found.mapping.written} has {option}={found.wanted}"
    return f"split into {found.size} keys, but {what} ({effect})"


def may_find(text: Text, release: Release) -> bool:
    """A split and a mapping transform."""
    return text.takes({"split_rngs"}) and text.takes(MAPPING)


RULE = Rule(
    code="NNX108",
    name="split-size-mismatch",
    summary="`splits` and `axis_size` or `length` differ.",
    why="""
The axis that `nnx.split_rngs` adds is the one that the transform below maps over, so both must
have one size. Newer JAX refuses other sizes; older JAX believed the keys and ignored `axis_size`
without a word, so that fewer or more lanes came back than were asked for.
""",
    before="""
from flax import nnx

@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=4)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    after="""
from flax import nnx

@nnx.split_rngs(splits=4)
@nnx.vmap(axis_size=4)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    outcomes=(
        Outcome("0.9.0", "the size of the transform is silently ignored up to jax 0.4.35"),
        Outcome("0.10.3", "raises XlaRuntimeError: INVALID_ARGUMENT when it runs"),
        Outcome("0.12.7", "raises ValueError: vmap got inconsistent sizes"),
    ),
    silent=(
        "a size is not a literal, nor a name bound to one literal",
        "the transform broadcasts the Rngs",
        "`squeeze=True` adds no axis, `only=` leaves other streams as the caller passes them",
        "the Rngs is mapped over another axis than 0, or `nnx.shard_map` divides it in between",
    ),
    links=("https://flax.readthedocs.io/en/latest/guides/randomness.html",),
    check=check,
    may_find=may_find,
)
