"""Lanes: how many a transform has, as the code says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.migration.sizes import written_size
from flake8_nnx_rng.semantics.program.axes import AxisKind
from flake8_nnx_rng.semantics.program.call_sites import argument_for
from flake8_nnx_rng.syntax.nodes import arguments, elements, field_of, integer

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.semantics.program.functions import Parameter
    from flake8_nnx_rng.semantics.program.layers import Layer, Stack
    from flake8_nnx_rng.syntax.tree import Node

_SHAPED = {
    **dict.fromkeys(("zeros", "ones", "empty", "full"), (0, "shape")),
    **dict.fromkeys(("arange",), (0, "stop")),
    **dict.fromkeys(("normal", "uniform"), (1, "shape")),
}
"""Functions of jax.numpy, numpy and jax.random that are told the shape, and where."""

_OWNERS = ("jax.numpy", "numpy", "jax.random")


def lanes(bench: Bench, stack: Stack, layer: Layer) -> str | None:
    """The size that is written, else the one that every call in view has.

    Raises `Refused` for a size that cannot be evaluated twice.
    """
    written = written_size(bench, layer)
    if written is not None:
        return written
    sites = bench.analysis.call_sites.of(stack)
    found = {_of_call(bench, stack, layer, site.call, bound=site.bound) for site in sites}
    size = found.pop() if len(found) == 1 else None
    return None if size is None else str(size)


def _of_call(bench: Bench, stack: Stack, layer: Layer, call: Node, *, bound: bool) -> int | None:
    """The number of lanes by the first mapped argument that is seen to be made with a shape."""
    if stack.function is None:
        return None
    for parameter in stack.function.parameters:
        axis = _axis(bench, stack, layer, parameter)
        passed = argument_for(stack.function, parameter, arguments(call), bound=bound)
        size = None if axis is None or passed is None else _length(bench, passed, axis)
        if size is not None:
            return size
    return None


def _axis(bench: Bench, stack: Stack, layer: Layer, parameter: Parameter) -> int | None:
    """Which axis of an argument a layer maps, when those further out have taken theirs."""
    taken = 0
    for outer in stack.mapping_layers:
        axis = bench.analysis.axes(stack, outer).get(parameter.name)
        if axis is None or axis.kind not in (AxisKind.MAPPED, AxisKind.BROADCAST):
            return None
        if outer == layer:
            simple = axis.is_mapped and (axis.index == 0 or not taken)
            return taken + (axis.index or 0) if simple else None
        if axis.is_mapped and axis.index != 0:
            return None
        taken += axis.is_mapped
    return None


def _length(bench: Bench, value: Node, axis: int) -> int | None:
    """The length along an axis of an array that is made with a shape in numbers."""
    names = bench.names
    made = value if value.kind == "call" else names.value(value)
    if made is None or made.kind != "call":
        return None
    symbol = names.called(made)
    if symbol is None:
        return _of_stack(bench, made) if axis == 0 else None
    owner, _, name = symbol.rpartition(".")
    if owner not in _OWNERS or name not in _SHAPED:
        return None
    place, keyword = _SHAPED[name]
    given = arguments(made)
    alone = name != "arange" or len(given.positional) == 1
    shape = given.keywords.get(keyword)
    if shape is None and alone and not given.unpacks and place < len(given.positional):
        shape = given.positional[place]
    return None if shape is None else _number(bench, shape, axis)


def _number(bench: Bench, shape: Node, axis: int) -> int | None:
    written = elements(shape)
    sizes = [shape] if written is None else written
    if not 0 <= axis < len(sizes):
        return None
    return bench.analysis.sizes.number(sizes[axis]) if written is None else integer(sizes[axis])


def _of_stack(bench: Bench, made: Node) -> int | None:
    """How many modules a transform has stacked."""
    outermost = _stacking(bench, made)
    return None if outermost is None else bench.analysis.sizes.number(outermost.size)


def is_stacked(bench: Bench, made: Node) -> bool:
    """Whether a call is of a function that a transform maps."""
    return _stacking(bench, made) is not None


def _stacking(bench: Bench, made: Node) -> Layer | None:
    found = bench.analysis.flow.stack_called(field_of(made, "function"))
    return None if found is None else next(iter(found[1].mapping_layers), None)
