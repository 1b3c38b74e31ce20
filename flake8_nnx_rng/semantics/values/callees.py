"""Callees: what the functions in view that a call runs draw from an argument of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.program.call_sites import given
from flake8_nnx_rng.semantics.program.functions import Function, read_function
from flake8_nnx_rng.semantics.program.samplers import KEEPING
from flake8_nnx_rng.semantics.values.layer_draws import NO_DRAW
from flake8_nnx_rng.semantics.values.plain_methods import plain_method
from flake8_nnx_rng.semantics.values.values import SOMEHOW, Definition, Kind, Value
from flake8_nnx_rng.syntax.nodes import arguments, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.summaries.draw import Draw
    from flake8_nnx_rng.semantics.values.becoming import RngsUse
    from flake8_nnx_rng.syntax.tree import Node


class Callees:
    """Answers for the calls of one module."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis

    def draws(self, use: RngsUse) -> list[Draw]:
        """What a function, or the `__init__` of a module class, draws from what it is passed."""
        definition = self._analysis.definition(field_of(use.call, "function"))
        if definition is None:
            return []
        if definition.node.kind != "class_definition":
            return self._drawn(definition, read_function(definition.node), use)
        instances = definition.analysis.flow.reader.instances
        whole, function = instances.of_class(definition), instances.constructor(definition)
        if whole.kind is not Kind.MODULE or function is None:
            return []
        return self._drawn(definition, function, use, whole=whole)

    def draws_of(self, module: Value, use: RngsUse, *, certain: bool = False) -> list[Draw]:
        """What a module that is called draws from what it is passed, if `certain` in each call."""
        found = plain_method(module, "__call__", self._analysis)
        if found is None:
            return []
        return self._drawn(*found, use, first=module, certain=certain)

    def _drawn(
        self,
        definition: Definition,
        function: Function,
        use: RngsUse,
        *,
        first: Value | None = None,
        whole: Value | None = None,
        certain: bool = False,
    ) -> list[Draw]:
        home = definition.analysis
        passed = given(function, arguments(use.call), bound=first is not None)
        taking = [name for name, node in passed.items() if node == use.value]
        frame = self._analysis.flow.reader.calls.frame(function, use.call, None, definition, first)
        if whole is not None:
            frame = home.frames.of(frame.function, {**frame.values, "self": whole}, frame.outer)
        effects = home.flow.certain_effects if certain else home.flow.effects
        found = effects.of(function, frame)
        return [draw for draw in found if draw.place.root in taking]


def draws_from(function: Function, name: str, home: Analysis) -> bool:
    """Whether a function draws from an Rngs that it is given for this parameter, outside lanes."""
    known, key = home.flow.known_draws, (function.node, name)
    if key in known:
        return known[key]
    frame = home.frames.of(function.node, {name: Value(Kind.RNGS, SOMEHOW)})
    found = home.flow.effects.of(function, frame)
    is_drawn = any(draw.place.root == name and needs_one_key(draw) for draw in found)
    if not home.questions.is_asking:  # else it may rest on a guess
        known[key] = is_drawn
    return is_drawn


def needs_one_key(draw: Draw) -> bool:
    """Whether numbers are drawn from the keys as they come, in no lane that has one of them."""
    track = draw.value.track(draw.stream)
    return draw.stream not in KEEPING and not track.mapped and not track.split


def draws_when_made(called: Node, user: Analysis) -> bool:
    """Whether making an instance of a class draws from what it is given as `rngs`."""
    layer = user.names.nnx(called)
    if layer is not None:
        return releases.is_layer(layer) and layer not in NO_DRAW
    definition = user.definition(called)
    if definition is None or definition.node.kind != "class_definition":
        return False
    init = definition.analysis.flow.reader.instances.constructor(definition)
    return init is not None and draws_from(init, "rngs", definition.analysis)
