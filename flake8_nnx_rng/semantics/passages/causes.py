"""Causes: which mistake a fault comes from, one for each fault."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.passages.faults import Fault, FaultKind
from flake8_nnx_rng.semantics.program import axes
from flake8_nnx_rng.semantics.program.axes import Axis, AxisKind
from flake8_nnx_rng.semantics.program.filters import holds
from flake8_nnx_rng.semantics.releases.transforms import MAPPING
from flake8_nnx_rng.semantics.summaries.repeats import Repeats
from flake8_nnx_rng.semantics.values.values import Kind, Track, Value

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.passages.passage import Passage
    from flake8_nnx_rng.semantics.program.layers import Layer, Stack
    from flake8_nnx_rng.semantics.program.names import Names
    from flake8_nnx_rng.semantics.summaries.draw import Draw


class Cause(Enum):
    """What was done wrong."""

    RNGS_NOT_SPLIT = auto()
    STATE_NOT_SPLIT = auto()
    STATE_SPLIT_AGAIN = auto()
    LEVELS_DIFFER = auto()
    SPLIT_BELOW = auto()
    SPLIT_THEN_BROADCAST = auto()
    RNGS_BROADCAST = auto()
    MODULE_BROADCAST = auto()
    MODULE_FROZEN = auto()
    RAW_TRANSFORM = auto()


def cause_of(fault: Fault) -> Cause | None:
    """The mistake behind a fault; None if it is not clear which.

    One key for all lanes may well make one model that each of them applies to its data.
    """
    if fault.kind is FaultKind.ALIKE and fault.is_of_key and not _matters(fault):
        return None
    if fault.layer.raw and fault.kind is not FaultKind.STACKED:
        return Cause.RAW_TRANSFORM
    if fault.kind is not FaultKind.ALIKE and _is_split_below(fault.passage.stack):
        return Cause.SPLIT_BELOW
    if fault.kind is FaultKind.UNSPLIT:
        return _of_unsplit(fault)
    if fault.kind is FaultKind.STACKED:
        return _of_stacked(fault)
    return _of_alike(fault)


def _matters(fault: Fault) -> bool:
    return fault.made is not None and Repeats(fault.passage.home).matters(fault.made)


def _is_split_below(stack: Stack) -> bool:
    """Whether there are a split and mapping layers, and none of them is below the split."""
    splits = stack.splitting_layers
    if len(splits) != 1 or not stack.mapping_layers:
        return False
    return not any(layer.is_a(MAPPING) for layer in stack.below(splits[0]))


def _of_unsplit(fault: Fault) -> Cause | None:
    stack = fault.passage.stack
    if stack.splitting_layers and len(stack.mapping_layers) > 1:
        return Cause.LEVELS_DIFFER
    if carrier(fault).carrying is Kind.MODULE:
        return Cause.STATE_NOT_SPLIT
    return Cause.RNGS_NOT_SPLIT


def _of_stacked(fault: Fault) -> Cause | None:
    track, stack = fault.track, fault.passage.stack
    split = (*track.split, fault.layer)
    own = [layer for layer in stack.splitting_layers if layer in split]
    if any(layer in stack.layers for layer in track.alike):
        return Cause.SPLIT_THEN_BROADCAST
    if own and entering(fault).least > 0:
        return Cause.STATE_SPLIT_AGAIN
    return Cause.LEVELS_DIFFER


def _of_alike(fault: Fault) -> Cause | None:
    if fault.draw is None or not _multiplies(fault, fault.draw):
        return None
    if carrier(fault).carrying is not Kind.MODULE:
        return Cause.RNGS_BROADCAST
    if fault.layer.is_a({"scan"}):
        return None if _copies_state(fault.layer) else Cause.MODULE_FROZEN
    return Cause.MODULE_BROADCAST


def _multiplies(fault: Fault, draw: Draw) -> bool:
    """Whether the lanes come back apart: with `out_axes=None` they are meant to be alike."""
    axis = _out_of(fault.layer, fault.passage)
    return axis is None or _comes_apart(axis, draw, fault.passage.home.names)


def _out_of(layer: Layer, passage: Passage) -> Axis | None:
    """The axis of what is made in the lanes, None for the usual one: an `__init__` fills `self`."""
    function, home = passage.function, passage.home
    if function.name == "__init__" and function.parameters:
        return home.axes(passage.stack, layer).get(function.parameters[0].name)
    written = None if layer.use is None else layer.use.option("out_axes")
    return None if written is None else axes.read_axis(written, home.names)


def _comes_apart(axis: Axis, draw: Draw, names: Names) -> bool:
    """Whether what a draw made is stacked on its way out."""
    if axis.kind is AxisKind.TREE:
        return any(_comes_apart(child, draw, names) for child in axis.children)
    if axis.kind is not AxisKind.STATES:
        return axis.kind in (AxisKind.MAPPED, AxisKind.CARRY)
    stream = draw.stream if draw.forks else None
    chosen = (piece for written, piece in axis.states if holds(written, stream, names))
    return next(chosen, axes.BROADCAST).is_mapped


def _copies_state(layer: Layer) -> bool:
    """Whether `graph=False` or `graph_updates=False` carries broadcast state through the steps."""
    flags = (
        [] if layer.use is None else [layer.use.option("graph"), layer.use.option("graph_updates")]
    )
    return any(flag is not None and flag.kind == "false" for flag in flags)


def carrier(fault: Fault) -> Value:
    """The argument that carries the keys of a fault, as it was passed."""
    if fault.entry is not None:
        return fault.entry.value
    outside = fault.passage.outside
    if fault.place.root in outside:
        return outside[fault.place.root]
    return Value(Kind.UNKNOWN) if fault.draw is None else fault.draw.value


def entering(fault: Fault) -> Track:
    """What the keys were when the transformed function was called."""
    if fault.entry is not None:
        value = fault.passage.outside[fault.entry.parameter.name]
        return (fault.entry.value if value.kind is Kind.TREE else value).track(fault.entry.stream)
    return carrier(fault).track(None if fault.draw is None else fault.draw.stream)
