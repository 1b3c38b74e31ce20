"""The number of lanes where no `axis_size=` says it: that of an argument."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.migration.array_parameters import is_one_array
from flake8_nnx_rng.fixes.migration.plan import Wrapper
from flake8_nnx_rng.fixes.migration.refusal import Refused
from flake8_nnx_rng.fixes.migration.sizes import SizeRefused
from flake8_nnx_rng.fixes.migration.wrapper_places import check_place, is_lambda
from flake8_nnx_rng.semantics.program.call_sites import argument_for
from flake8_nnx_rng.syntax.nodes import arguments, call_of

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.fixes.migration.options import Axes, StateAxis
    from flake8_nnx_rng.fixes.migration.spelling import Speller
    from flake8_nnx_rng.semantics.program.axes import Axis
    from flake8_nnx_rng.semantics.program.functions import Function, Parameter
    from flake8_nnx_rng.semantics.program.layers import Layer, Stack
    from flake8_nnx_rng.syntax.tree import Node

_JAX = "jax"
_PURE = ("identifier", "attribute", "subscript", "integer", "string")
"""What can be evaluated twice."""


@dataclass(frozen=True)
class Place:
    """Where in an argument a mapped axis is: in the whole of it, or in `x["image"]`."""

    index: int
    within: str = ""


@dataclass(frozen=True)
class Size:
    """The size of an axis of an argument, as code; it may need `jax`."""

    parameter: Parameter
    before: str
    after: str
    needs_jax: bool

    def of(self, argument: str) -> str:
        """The size, with this for the argument."""
        return f"{self.before}{argument}{self.after}"


class LaneSizes:
    """Finds the size of one layer in the arguments of its function."""

    def __init__(
        self, bench: Bench, stack: Stack, layer: Layer, parameters: Sequence[Parameter]
    ) -> None:
        self._bench = bench
        self._stack = stack
        self._layer = layer
        self._parameters = parameters

    def size(
        self, arrays: Mapping[Parameter, Place | None], modules: Mapping[Parameter, str]
    ) -> tuple[str, Wrapper | None]:
        """The size as code, and the wrapper whose parameters it speaks of, if any.

        `arrays` are the mapped arguments that are no modules, `modules` say for the others what
        state has an axis, as code with a gap: `nnx.state({}, nnx.Param)`.
        """
        function = self._stack.function
        sizes = [] if function is None else list(self._sizes(function, arrays, modules))
        if not sizes:
            raise SizeRefused()
        for size in sizes:
            argument = self._argument(size.parameter)
            if argument is not None and not (size.needs_jax and self._jax is None):
                return size.of(argument), None
        size = sizes[0]
        check_place(self._bench, self._layer, self._parameters)
        lines = ("import jax",) if size.needs_jax and self._jax is None else ()
        if lines and is_lambda(self._bench, self._layer.node):
            raise Refused("the number of lanes needs jax", step="import jax in this file")
        return size.of(size.parameter.name), Wrapper(tuple(self._parameters), lines=lines)

    def _sizes(
        self,
        function: Function,
        arrays: Mapping[Parameter, Place | None],
        modules: Mapping[Parameter, str],
    ) -> Iterator[Size]:
        """The sizes that can be written, arrays first, and those first that are always passed."""
        leaves = f"{self._jax or _JAX}.tree.leaves("
        places = [(parameter, place) for parameter, place in arrays.items() if place is not None]
        places.sort(key=lambda item: item[0].default is not None)
        trees = []
        for parameter, place in places:
            is_array = is_one_array(self._bench.analysis, function, parameter)
            if is_array and not place.within:
                yield Size(parameter, "", f".shape[{place.index}]", needs_jax=False)
            else:
                after = f"{place.within})[0].shape[{place.index}]"
                trees.append(Size(parameter, leaves, after, needs_jax=True))
        yield from trees
        for parameter, state in modules.items():
            before, _, after = state.partition("{}")
            yield Size(parameter, leaves + before, after, needs_jax=True)

    @property
    def _jax(self) -> str | None:
        """The name that jax has here."""
        return self._bench.name_of(_JAX, self._layer.node.start)

    def _argument(self, parameter: Parameter) -> str | None:
        """What is passed where the function is called at once, if that can be written twice."""
        node, function = self._layer.node, self._stack.function
        call = call_of(node)
        if call is None or function is None:
            return None
        value = argument_for(function, parameter, arguments(call))
        if value is None or not _is_pure(value):
            return None
        return self._bench.text(value.start, value.end)


def _is_pure(value: Node) -> bool:
    if value.kind not in _PURE:
        return False
    return value.kind == "identifier" or all(map(_is_pure, value.parts))


def place_of(axes: Axes) -> Place | None:
    """The first mapped axis in what `in_axes` says of an argument."""
    if axes.is_single:
        return None if axes.text == "None" else Place(int(axes.text))
    inner = {f"[{key}]": child for key, child in (axes.entries or {}).items()}
    inner |= {f"[{index}]": child for index, child in enumerate(axes.children or ())}
    return _first({key: place_of(child) for key, child in inner.items()})


def place_of_axis(axis: Axis | None) -> Place | None:
    """The same of axes as today's releases read them."""
    if axis is None:
        return None
    if axis.is_mapped and axis.index is not None:
        return Place(axis.index)
    children = {f"[{index}]": child for index, child in enumerate(axis.children)}
    return _first({key: place_of_axis(child) for key, child in children.items()})


def _first(inner: Mapping[str, Place | None]) -> Place | None:
    for key, place in inner.items():
        if place is not None:
            return Place(place.index, key + place.within)
    return None


def state_with_axis(spell: Speller, states: tuple[StateAxis, ...] | None) -> str | None:
    """The state of a module that has an axis, `jax.tree.leaves` to be taken of it."""
    without_rngs = f"{spell('Not')}({spell('RngState')})"
    if states is None:
        return f"{spell('state')}({{}}, {without_rngs}))[0].shape[0]"
    first = next(iter(states), None)
    if first is None or first.axis == "None":
        return None
    taken = without_rngs
    if first.filter not in ("...", "True"):
        is_param = first.name == "Param"
        taken = first.filter if is_param else f"{spell('All')}({first.filter}, {without_rngs})"
    return f"{spell('state')}({{}}, {taken}))[0].shape[{first.axis}]"
