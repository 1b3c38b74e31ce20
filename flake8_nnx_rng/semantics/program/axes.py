"""Axes: over which axis a transform maps each parameter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.program.functions import Parameter, ParameterKind
from flake8_nnx_rng.semantics.program.names import Names
from flake8_nnx_rng.syntax.nodes import arguments, elements, field_of, integer

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.tree import Node


class AxisKind(Enum):
    """What a transform does with a value."""

    MAPPED = auto()
    BROADCAST = auto()
    CARRY = auto()
    STATES = auto()
    TREE = auto()
    UNKNOWN = auto()


@dataclass(frozen=True)
class Axis:
    """The axis of one parameter.

    `index` is the axis of a MAPPED value, `states` the (filter, axis) pairs of `nnx.StateAxes`,
    `children` the axes of a nested tuple.
    """

    kind: AxisKind
    index: int | None = None
    states: tuple[tuple[Node, Axis], ...] = ()
    children: tuple[Axis, ...] = ()

    @property
    def is_mapped(self) -> bool:
        """Whether the whole value is mapped over an axis."""
        return self.kind is AxisKind.MAPPED

    @property
    def leaves_whole(self) -> bool:
        """Whether each lane or step gets the whole value."""
        return self.kind in (AxisKind.BROADCAST, AxisKind.CARRY)


MAPPED = Axis(AxisKind.MAPPED, 0)
BROADCAST = Axis(AxisKind.BROADCAST)
CARRY = Axis(AxisKind.CARRY)
UNKNOWN = Axis(AxisKind.UNKNOWN)
STEPS = Axis(AxisKind.TREE, children=(CARRY, MAPPED))
"""What a scan does where nothing is written: a carry, and what comes and goes step by step."""


def read_axis(node: Node, names: Names, depth: int = 20) -> Axis:
    """Read one entry of `in_axes` or `out_axes`, through at most `depth` local names."""

    if node.kind == "none":
        return BROADCAST
    index = integer(node)
    if index is not None:
        return Axis(AxisKind.MAPPED, index)
    inner = elements(node)
    if inner is not None:
        children = tuple(read_axis(child, names, depth - 1) for child in inner)
        return Axis(AxisKind.TREE, children=children)
    symbol = names.symbol(node)
    if symbol == "flax.nnx.Carry":
        return CARRY
    called = names.symbol(field_of(node, "function")) if node.kind == "call" else None
    if called in ("flax.nnx.StateAxes", "flax.nnx.prefix"):
        return _read_states(arguments(node).positional, names)
    value = names.value(node) if depth > 0 else None
    return UNKNOWN if value is None else read_axis(value, names, depth - 1)


def _read_states(given: Sequence[Node], names: Names) -> Axis:
    """`nnx.StateAxes({...})`, `nnx.prefix(model, {...})`."""
    if not given or given[-1].kind != "dictionary":
        return Axis(AxisKind.STATES)
    pairs = [pair for pair in given[-1].parts if pair.kind == "pair"]
    states = tuple(
        (field_of(pair, "key"), read_axis(field_of(pair, "value"), names)) for pair in pairs
    )
    return Axis(AxisKind.STATES, states=states)


def parameter_axes(
    in_axes: Axis, parameters: tuple[Parameter, ...], keyword_axis: Axis = MAPPED
) -> dict[str, Axis]:
    """The axis of each parameter: a prefix of the positional ones, or one for all of them.

    A tuple that does not fit the parameters (defaults, `*args`) leaves them UNKNOWN.
    """
    positional = [p for p in parameters if p.kind is ParameterKind.POSITIONAL]
    axes = {p.name: keyword_axis for p in parameters if p.kind is ParameterKind.KEYWORD_ONLY}
    if in_axes.kind is not AxisKind.TREE:
        return axes | {p.name: in_axes for p in positional}
    fits = len(in_axes.children) <= len(positional)
    for index, parameter in enumerate(positional):
        known = fits and index < len(in_axes.children)
        axes[parameter.name] = in_axes.children[index] if known else UNKNOWN
    return axes
