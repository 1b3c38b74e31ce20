"""Passed Rngs: what a call does with the Rngs that it is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.call_sites import argument_for
from flake8_nnx_rng.semantics.draws import DRAW_NOTHING
from flake8_nnx_rng.semantics.functions import read_class, read_function
from flake8_nnx_rng.semantics.instances import is_layer
from flake8_nnx_rng.semantics.names import NNX
from flake8_nnx_rng.semantics.noise import is_mixed
from flake8_nnx_rng.semantics.rngs_uses import is_returned
from flake8_nnx_rng.syntax.bindings import BindingKind
from flake8_nnx_rng.syntax.nodes import ancestor, arguments, field_of, is_field
from flake8_nnx_rng.syntax.scopes import FUNCTIONS

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.instances import Instances
    from flake8_nnx_rng.semantics.method_draws import MethodDraws
    from flake8_nnx_rng.semantics.rngs_uses import RngsUse, RngsUses
    from flake8_nnx_rng.syntax.tree import Node

_CONSTANT = frozenset(
    {"BatchNorm", "LayerNorm", "RMSNorm", "GroupNorm", "InstanceNorm", "PReLU", "Sequential"}
)
"""Layers that take an Rngs and start from constants."""

_SWITCHES = frozenset({"deterministic", "train", "training", "is_training", "test", "eval"})
_TAKEN_APART = (f"{NNX}.split", f"{NNX}.state")


class PassedRngs:
    """Answers for the calls of one module."""

    def __init__(
        self, analysis: Analysis, instances: Instances, draws: MethodDraws, uses: RngsUses
    ) -> None:
        self._names = analysis.names
        self._analysis = analysis
        self._instances = instances
        self._draws = draws
        self._uses = uses

    def is_noise(self, use: RngsUse, data: set[str]) -> bool:
        """Whether the call drops data, or adds to it what a function of the file draws."""
        if self._drops(use.call):
            return True
        values = self._uses.values(use.call)
        return self._is_drawn(use) and any(is_mixed(value, data) for value in values)

    def is_model(self, call: Node) -> bool:
        """Whether a module that is not in view is called with the Rngs, as in a training step."""
        binding = self._names.binding(field_of(call, "function"))
        is_given = binding is not None and binding.kind is BindingKind.PARAMETER
        return is_given and _SWITCHES.isdisjoint(arguments(call).keywords)

    def is_constant(self, call: Node) -> bool:
        """Whether the call makes a layer, or a module of the file, that draws nothing from it."""
        function = field_of(call, "function")
        node = self._definition(call)
        if node is None:
            return self._names.nnx(function) in _CONSTANT
        return node.kind == "class_definition" and not self._analysis.draws.makes_layer(function)

    def is_result(self, use: RngsUse) -> bool:
        """Whether what is made or drawn with the Rngs is returned, and nothing else done to it."""
        if not (self._makes_layer(use.call) or self._is_drawn(use)):
            return False
        values = self._uses.values(use.call)
        return bool(values) and all(map(self._goes_out, values))

    def _drops(self, call: Node) -> bool:
        """Whether this calls a module that drops data, or makes a Dropout that is called."""
        function = field_of(call, "function")
        if self._names.nnx(function) == "Dropout":
            made = self._draws.is_active_dropout(call)
            return made and any(map(_is_called, self._uses.values(call)))
        known = self._instances.of(function)
        if known is None or not _SWITCHES.isdisjoint(arguments(call).keywords):
            return False
        return self._is_dropout(function, known.layer) or self._draws.draws_given(known)

    def _makes_layer(self, call: Node) -> bool:
        """Whether this makes a layer of Flax, or a module that is not in view."""
        function = field_of(call, "function")
        layer = self._names.nnx(function)
        if layer is not None:
            return is_layer(layer) and layer not in _CONSTANT | (DRAW_NOTHING - {"Dropout"})
        is_class = function.text.rpartition(".")[2][:1].isupper()
        is_named = is_class and self._names.binding(function) is not None
        return is_named and not self._definition(call) and "rngs" in arguments(call).keywords

    def _definition(self, call: Node) -> Node | None:
        """The class or function of the file that is called."""
        binding = self._names.binding(field_of(call, "function"))
        is_own = binding is not None and binding.kind in (BindingKind.CLASS, BindingKind.FUNCTION)
        return binding.node if is_own and binding is not None else None

    def _is_drawn(self, use: RngsUse) -> bool:
        """Whether a function of the file, or the `__init__` of a module class, draws from it."""
        node = self._definition(use.call)
        if node is None:
            return False
        is_class = node.kind == "class_definition"
        if is_class and not self._instances.is_module_class(node):
            return False
        function = read_class(node) if is_class else read_function(node)
        if function is None:
            return False
        given = arguments(use.call)
        taking = (p for p in function.parameters if argument_for(function, p, given) == use.value)
        return any(self._analysis.draws.draws(function, p.name) for p in taking)

    def _taken_apart(self, value: Node) -> Node | None:
        """The `nnx.split(model)` around a module."""
        listed = value.parent
        call = None if listed is None else listed.parent
        is_known = call is not None and self._names.called(call) in _TAKEN_APART
        return call if is_known else None

    def _goes_out(self, value: Node) -> bool:
        """Whether a module is returned, kept by `__init__`, or what it is split into returned."""
        return is_returned(self._taken_apart(value) or value) or _is_kept(value)

    def _is_dropout(self, function: Node, layer: str) -> bool:
        made = self._names.value(function)
        return layer == "Dropout" and made is not None and self._draws.is_active_dropout(made)


def _is_called(value: Node) -> bool:
    parent = value.parent
    return parent is not None and parent.kind == "call" and is_field(parent, "function", value)


def _is_kept(value: Node) -> bool:
    """Whether `__init__` assigns a value to an attribute of `self`."""
    holder, function = value.parent, ancestor(value, *FUNCTIONS)
    if holder is None or holder.kind != "assignment" or function is None:
        return False
    name = function.field("name")
    is_init = name is not None and name.text == "__init__"
    return is_init and field_of(holder, "left").text.startswith("self.")
