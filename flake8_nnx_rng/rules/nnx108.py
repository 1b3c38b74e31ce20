"""NNX108: `splits` and `axis_size` or `length` differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from flake8_nnx_rng.rules.base import Finding, Message, Outcome, Related, Rule, because, brief
from flake8_nnx_rng.rules.places import on_line
from flake8_nnx_rng.semantics.releases.transforms import MAPPING

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.passages.lanes import Unequal
    from flake8_nnx_rng.semantics.passages.passage import Passage
    from flake8_nnx_rng.semantics.program.layers import Layer, Stack
    from flake8_nnx_rng.semantics.releases import Release
    from flake8_nnx_rng.semantics.values.sizes import Shape, Size
    from flake8_nnx_rng.syntax.text import Text
    from flake8_nnx_rng.syntax.tree import Node


_UNEQUAL = "raises ValueError: the mapped axes have different sizes"


@dataclass(frozen=True)
class Mismatch:
    """A size of a split, by its index, and the size that the transform wants."""

    split: Layer
    mapping: Layer
    index: int
    size: Size
    wanted: Size


def check(analysis: Analysis) -> Iterator[Finding]:
    """Compare each split with the mapping transforms that its axes are for, and with their data."""
    found: set[int] = set()
    for stack in analysis.stacks.all:
        for mismatch in mismatches(analysis, stack):
            found.add(mismatch.mapping.node.start)
            message, mapping = _message(analysis, stack, mismatch), mismatch.mapping.node
            yield Finding(mismatch.split.node, message, related=(Related(mapping, "mapped here"),))
    calls = analysis.flow.passages_in_view
    for passage, unequal in ((call, unequal) for call in calls for unequal in call.unequal):
        if unequal.layer.node.start not in found:
            found.add(unequal.layer.node.start)
            message, call = _message_of_call(analysis, passage, unequal), passage.call
            others = () if call is None else (Related(call, "called here"),)
            yield Finding(_place(passage, unequal), message, related=others)


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
        wanted = analysis.sizes.of(layer.size)
        if wanted is not None and size is not None and wanted.differs(size):
            yield Mismatch(split, layer, index, size, wanted)


def _split_sizes(analysis: Analysis, split: Layer) -> Shape:
    use = split.use
    splits = use.option("splits") if use is not None else None
    if use is None or splits is None or use.is_on("squeeze") or use.selects:
        return ()
    return analysis.sizes.listed(splits)


def _maps_the_split_state(analysis: Analysis, stack: Stack, layer: Layer) -> bool:
    """Whether what was split certainly meets this layer's size."""
    axes = analysis.axes(stack, layer)
    rngs = [axes[p.name] for p in analysis.rngs_parameters(stack) if p.name in axes]
    meant = [axis for axis in rngs if axis.is_mapped] if rngs else list(axes.values())
    return bool(meant) and all(axis.index == 0 for axis in meant)


def _place(passage: Passage, unequal: Unequal) -> Node:
    """The split, if it is around the function, else the transform."""
    splits = [layer for layer in passage.stack.splitting_layers if layer in unequal.track.split]
    return splits[-1].node if splits else unequal.layer.node


def _message(analysis: Analysis, stack: Stack, found: Mismatch) -> Message:
    state = {parameter.name for parameter in analysis.rngs_parameters(stack)}
    name, option = brief(found.mapping.written), _option(found.mapping)
    return Message(
        f"split into {found.size} keys, but {name} has {option}={found.wanted}",
        _effect(analysis, stack, found.mapping, state),
        f"split into {found.wanted}, or write {option}={found.size}",
    )


def _message_of_call(analysis: Analysis, passage: Passage, unequal: Unequal) -> Message:
    name, keys, other = brief(unequal.layer.written), unequal.keys, unequal.other
    if unequal.parameter is None:
        option = _option(unequal.layer)
        what = f"{name} has {option}={other}"
        advice = f"split into {other}, or write {option}={keys}"
        state = {name for name, value in passage.outside.items() if value.carries}
        effect = _effect(analysis, passage.stack, unequal.layer, state)
    else:
        mapped = repr(brief(unequal.parameter.name))
        what, effect = f"{name} maps {mapped} of size {other} beside them", _UNEQUAL
        advice = f"split into {other}, or pass {mapped} of size {keys}"
    is_here = passage.call is not None and passage.caller is analysis
    where = on_line(analysis, passage.call) if passage.call is not None and is_here else ""
    called = f"it is called{where}" if where else ""
    return Message(f"split into {keys} keys, but {what}", because(effect, called), advice)


def _option(layer: Layer) -> str:
    written = layer.use is not None and "axis_size" in layer.use.options.keywords
    return "axis_size" if written else "length"


def _effect(analysis: Analysis, stack: Stack, layer: Layer, state: set[str]) -> str:
    """What another size does; only a vmap of the state alone was ever silent about it."""
    axes = analysis.axes(stack, layer).items()
    mapped = {name for name, axis in axes if axis.is_mapped}
    is_alone = layer.is_a({"vmap"}) and mapped <= {"self", *state}
    return RULE.effect(analysis.release) if is_alone else _UNEQUAL


def may_find(text: Text, release: Release) -> bool:
    """A mapping transform, and something that splits."""
    return text.takes(MAPPING) and text.has("split_rngs", "fork_rngs", "fork", "split")


RULE = Rule(
    code="NNX108",
    name="split-size-mismatch",
    summary="`splits` and the size that is mapped (`axis_size`, `length`, an argument) differ.",
    why="""
The axis that `nnx.split_rngs` adds is the one that the transform below maps over, so both must
have one size, as must all else that is mapped. Newer JAX refuses other sizes; older JAX believed
the keys and ignored `axis_size` without a word, so that fewer or more lanes came back than were
asked for.
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
        "nothing is known of a size but that it is another expression",
        "the transform broadcasts the Rngs",
        "`squeeze=True` adds no axis, `only=` leaves other streams as the caller passes them",
        "the Rngs is mapped over another axis than 0, or `nnx.shard_map` divides it in between",
    ),
    links=("https://flax.readthedocs.io/en/latest/guides/randomness.html",),
    check=check,
    may_find=may_find,
    fixes=("unsafe",),
)
