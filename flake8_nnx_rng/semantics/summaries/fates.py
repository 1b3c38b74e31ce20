"""Fates: what becomes of numbers drawn in a function that is called, on their way to its caller."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum, auto
from itertools import pairwise
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.program.call_sites import given
from flake8_nnx_rng.semantics.program.functions import read_function, takes_object
from flake8_nnx_rng.semantics.program.noise import MIXING, data_names, is_data, is_like, is_mixed
from flake8_nnx_rng.semantics.program.samplers import SAMPLERS, sampler
from flake8_nnx_rng.semantics.summaries.handed import Handed
from flake8_nnx_rng.semantics.values.becoming import Becoming, RngsUse, Role, is_returned
from flake8_nnx_rng.semantics.values.certainty import drops, is_active
from flake8_nnx_rng.semantics.values.values import Kind
from flake8_nnx_rng.syntax.nodes import ancestor, arguments, field_of
from flake8_nnx_rng.syntax.scopes import FUNCTIONS

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.summaries.draw import Draw
    from flake8_nnx_rng.syntax.tree import Node

_COMPUTED = ("binary_operator", "unary_operator", "parenthesized_expression")


class Fate(Enum):
    """What drawn numbers come to."""

    NOISE = auto()
    """They are added to data, or scale or drop it."""
    RESULT = auto()
    """The outermost function returns them, or the module that is made with them."""
    OTHER = auto()


class _Product(Enum):
    """What a call gives that draws: numbers, a key, or a module."""

    SAMPLE = auto()
    KEY = auto()
    MODULE = auto()


class Fates:
    """Tells them for one module and those that it calls."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis

    def of(self, way: tuple[Draw, ...]) -> Fate:
        """What comes of a draw, as each function on the way to it has it, the outermost first."""
        levels = [
            _Level(self._analysis.home(draw.node), names)
            for draw, names in zip(way, self._data(way), strict=True)
        ]
        if levels[-1].drops(way[-1]):
            return Fate.NOISE
        product = levels[-1].drawn(way[-1])
        for draw, level in zip(reversed(way), reversed(levels), strict=True):
            if product is None:
                return Fate.OTHER
            if level.is_noise(draw.node, product):
                return Fate.NOISE
            product = level.handed_on(draw.node, product)
        return Fate.OTHER if product is None else Fate.RESULT

    def _data(self, way: tuple[Draw, ...]) -> Iterator[set[str]]:
        """The names of data in each function on the way, as far as the outermost is given any."""
        names = data_names(way[0].node)
        yield names
        for outer, inner in pairwise(way):
            names = data_names(inner.node, _passed(outer.node, inner.node, names))
            yield names


class _Level:
    """One function on the way: its module, and its names of data."""

    def __init__(self, home: Analysis, data: set[str]) -> None:
        self._home = home
        self._data = data
        self._becoming = Becoming(home)
        self._handed = Handed(home, self._becoming)

    def drops(self, draw: Draw) -> bool:
        """Whether a draw is that of a layer that certainly drops what it is called with."""
        if draw.value.kind is Kind.MODULE:
            return drops(draw.value, self._home)
        layer = self._home.flow.reader.of(field_of(draw.node, "function"))
        return layer.kind is Kind.MODULE and is_active(layer, self._home)

    def drawn(self, draw: Draw) -> _Product | None:
        """What a draw gives."""
        function = field_of(draw.node, "function")
        if self._home.names.nnx(function) is not None:
            return _Product.MODULE if draw.random else None
        if draw.value.kind is Kind.MODULE or not draw.random or draw.folded:
            return None
        if sampler(draw.node, self._home.names):
            return _Product.SAMPLE
        if function.kind == "attribute":
            if self._is_module(field_of(function, "object")):
                return None  # who knows what a method makes of it: a carry may start as zeros
            is_sampler = field_of(function, "attribute").text in SAMPLERS
            if is_sampler and arguments(draw.node).values:
                return _Product.SAMPLE
        return None if self._is_module(function) else _Product.KEY

    def _is_module(self, node: Node) -> bool:
        return self._home.flow.reader.of(node).kind is Kind.MODULE

    def is_noise(self, call: Node, product: _Product) -> bool:
        """Whether what a call gives meets data here."""
        return any(
            is_like(sample, self._data)
            or any(is_mixed(value, self._data) for value in self._becoming.values(sample))
            for sample in self._samples(call, product)
        )

    def handed_on(self, call: Node, product: _Product) -> _Product | None:
        """What the function hands on of what a call gives."""
        if product is _Product.MODULE:
            values = self._becoming.values(call)
            return product if values and all(map(self._handed.goes_out, values)) else None
        for sample in self._samples(call, product):
            if any(map(_goes_out, self._becoming.values(sample))):
                return _Product.SAMPLE
        is_key = product is _Product.KEY
        return product if is_key and any(map(is_returned, self._becoming.values(call))) else None

    def _samples(self, call: Node, product: _Product) -> Iterator[Node]:
        """What is sampled with a key, or the call itself."""
        if product is _Product.SAMPLE:
            yield call
        elif product is _Product.KEY:
            uses = self._becoming.sampled(RngsUse(Role.KEY, call, call))
            yield from (use.call for use in uses if use.role is Role.SAMPLE)


def _passed(call: Node, inside: Node, data: set[str]) -> set[str]:
    """The parameters of the function around `inside` that a call fills with data."""
    function = ancestor(inside, *FUNCTIONS)
    if function is None:
        return set()
    read = read_function(function)
    is_bound = read.owner is not None and takes_object(function)
    nodes = given(read, arguments(call), bound=is_bound)
    return {name for name, node in nodes.items() if is_data(node, data)}


def _goes_out(value: Node) -> bool:
    """Whether numbers are returned, be it as part of a sum."""
    outer = value.parent
    while outer is not None and outer.kind in _COMPUTED:
        is_sum = outer.kind == "binary_operator"
        if is_sum and field_of(outer, "operator").text not in MIXING:
            return False  # a product of matrices is made with weights
        value, outer = outer, outer.parent
    return is_returned(value)
