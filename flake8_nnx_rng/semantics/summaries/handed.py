"""Handed: what a call does with the Rngs that it is handed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.program.names import NNX
from flake8_nnx_rng.semantics.program.noise import is_mixed
from flake8_nnx_rng.semantics.values.becoming import is_returned
from flake8_nnx_rng.semantics.values.callees import Callees
from flake8_nnx_rng.semantics.values.certainty import is_active
from flake8_nnx_rng.semantics.values.in_view import value_in_view
from flake8_nnx_rng.semantics.values.values import Kind
from flake8_nnx_rng.syntax.bindings import BindingKind
from flake8_nnx_rng.syntax.nodes import ancestor, arguments, call_of, field_of
from flake8_nnx_rng.syntax.scopes import FUNCTIONS

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.values.becoming import Becoming, RngsUse
    from flake8_nnx_rng.syntax.tree import Node

_SWITCHES = frozenset({"deterministic", "train", "training", "is_training", "test", "eval"})
_TAKEN_APART = (f"{NNX}.split", f"{NNX}.state")


class Handed:
    """Answers for the calls of one module."""

    def __init__(self, analysis: Analysis, becoming: Becoming) -> None:
        self._names = analysis.names
        self._analysis = analysis
        self._becoming = becoming
        self._callees = Callees(analysis)

    def is_noise(self, use: RngsUse, data: set[str]) -> bool:
        """Whether the call drops data, or adds to it what a function in view draws."""
        if self._drops(use):
            return True
        values = self._becoming.values(use.call)
        return self._is_drawn(use) and any(is_mixed(value, data) for value in values)

    def is_model(self, use: RngsUse) -> bool:
        """Whether a module is called with the Rngs, as in a training step, that may draw from it.

        One that is not in view may.
        """
        function = field_of(use.call, "function")
        binding = self._names.binding(function)
        is_given = binding is not None and binding.kind is BindingKind.PARAMETER
        if not is_given or not _SWITCHES.isdisjoint(arguments(use.call).keywords):
            return False
        module = value_in_view(function, self._analysis)
        return module.owner is None or bool(self._callees.draws_of(module, use))

    def is_constant(self, call: Node) -> bool:
        """Whether the call makes a layer, or a module in view, that draws nothing from its Rngs."""
        function = field_of(call, "function")
        layer = self._names.nnx(function)
        definition = self._analysis.definition(function)
        is_class = definition is not None and definition.node.kind == "class_definition"
        if layer == "Dropout" or not (is_class or releases.is_layer(layer or "")):
            return False
        return not any(draw.random for draw in self._analysis.flow.effects.of_call(call))

    def is_result(self, use: RngsUse) -> bool:
        """Whether what is made or drawn with the Rngs is returned, and nothing else done to it."""
        if not (self._makes_layer(use.call) or self._is_drawn(use)):
            return False
        values = self._becoming.values(use.call)
        return bool(values) and all(map(self.goes_out, values))

    def _drops(self, use: RngsUse) -> bool:
        """Whether this calls a module that drops data, or makes a Dropout that is called."""
        function = field_of(use.call, "function")
        if self._names.nnx(function) == "Dropout":
            made = self._analysis.flow.reader.of(use.call)
            called = any(map(call_of, self._becoming.values(use.call)))
            return called and is_active(made, self._analysis)
        if not _SWITCHES.isdisjoint(arguments(use.call).keywords):
            return False
        module = value_in_view(function, self._analysis)
        if module.kind is not Kind.MODULE:
            return False
        certain = self._callees.draws_of(module, use, certain=True)
        return is_active(module, self._analysis) or bool(certain)

    def _makes_layer(self, call: Node) -> bool:
        """Whether this makes a layer of Flax, or a module that is not in view."""
        function = field_of(call, "function")
        layer = self._names.nnx(function)
        if layer is not None:
            return layer == "Dropout" or (releases.is_layer(layer) and not self.is_constant(call))
        is_class = function.text.rpartition(".")[2][:1].isupper()
        is_named = is_class and self._names.binding(function) is not None
        is_in_view = self._analysis.definition(function) is not None
        return is_named and not is_in_view and "rngs" in arguments(call).keywords

    def _is_drawn(self, use: RngsUse) -> bool:
        """Whether a function in view, or the `__init__` of a module class, draws from it."""
        return any(draw.random for draw in self._callees.draws(use))

    def _taken_apart(self, value: Node) -> Node | None:
        """The `nnx.split(model)` around a module."""
        listed = value.parent
        call = None if listed is None else listed.parent
        is_known = call is not None and self._names.called(call) in _TAKEN_APART
        return call if is_known else None

    def goes_out(self, value: Node) -> bool:
        """Whether a module is returned, kept by `__init__`, or what it is split into returned."""
        return is_returned(self._taken_apart(value) or value) or _is_kept(value)


def _is_kept(value: Node) -> bool:
    """Whether `__init__` assigns a value to an attribute of `self`."""
    holder, function = value.parent, ancestor(value, *FUNCTIONS)
    if holder is None or holder.kind != "assignment" or function is None:
        return False
    name = function.field("name")
    is_init = name is not None and name.text == "__init__"
    return is_init and field_of(holder, "left").text.startswith("self.")
