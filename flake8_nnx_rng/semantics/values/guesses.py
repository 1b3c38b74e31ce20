"""Guesses: what values are taken for where old code has to be understood, not judged.

Faults rest on what is certain. What is read here may also rest on how a parameter is used, on its
name, on what modules and functions of that name usually return, and on a class being one of modules
because it derives from something that is not in view.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.values.guessed_parameters import GuessedParameters
from flake8_nnx_rng.semantics.values.instances import Instances
from flake8_nnx_rng.semantics.values.likeness import alike, is_whole
from flake8_nnx_rng.semantics.values.plain_objects import method_of
from flake8_nnx_rng.semantics.values.reader import Reader
from flake8_nnx_rng.semantics.values.values import PLAIN, SOMEHOW, UNKNOWN, Kept, Kind, Value
from flake8_nnx_rng.syntax.bindings import BindingKind
from flake8_nnx_rng.syntax.nodes import field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.program.functions import Function, Parameter
    from flake8_nnx_rng.semantics.program.layers import Stack
    from flake8_nnx_rng.semantics.values.frames import Frame
    from flake8_nnx_rng.semantics.values.values import Definition, Made
    from flake8_nnx_rng.syntax.bindings import Binding
    from flake8_nnx_rng.syntax.tree import Node

_PLAIN_MODULES = ("jax.", "numpy.", "optax.", "math.")
_PLAIN_FUNCTIONS = frozenset({"len", "sum", "max", "min", "abs", "float"})
_ACTIVATIONS = frozenset(
    f"flax.nnx.{name}" for name in ("relu", "gelu", "silu", "softmax", "tanh", "sigmoid")
)
_NO_STATE = (Kind.STREAM, Kind.FUNCTION, Kind.OBJECT)
_OPERATIONS = frozenset({"binary_operator", "boolean_operator"})
_OF_ARRAYS = frozenset({"value", "shape", "dtype", "ndim", "size"})


class Guesses(Reader):
    """Reads the values of one module as the flow does, and guesses where that cannot tell."""

    def __init__(self, analysis: Analysis) -> None:
        super().__init__(analysis)
        self.instances = _Instances(self)
        self.parameters: GuessedParameters = GuessedParameters(self)

    def at(self, analysis: Analysis) -> Guesses:
        """The guesses of another module."""
        return analysis.flow.guesses

    def agreed(self, found: list[Value]) -> Value:
        """What all ways to a value say; a module may be of several classes."""
        return alike(found)

    def taken(self, expression: Node) -> Value:
        """What transforms take an expression for, with all that it may keep."""
        return self.seen(self.of(expression))

    def of_parameter(self, stack: Stack, parameter: Parameter) -> Value:
        """What a parameter of a transformed function is: by itself, else by all visible calls."""
        if stack.function is None:
            return UNKNOWN
        return self.seen(self.parameters.of_stack(stack, stack.function, parameter))

    def holds_nodes(self, stack: Stack, parameter: Parameter) -> bool:
        """Whether a parameter is a list or a dict of nothing but modules, however many."""
        if stack.function is None:
            return False
        found = self.parameters.of_stack(stack, stack.function, parameter)
        are_nodes = [child.is_node for child in found.children]
        return found.kind is Kind.TREE and bool(are_nodes) and all(are_nodes)

    def returned(self, function: Function) -> Value:
        """What all ways out of a function agree that it returns."""
        return self.seen(self.result(function))

    def result(self, function: Function) -> Value:
        """The same as it is read."""
        home = self.at(self.analysis.home(function.node))
        if home is not self:
            return home.result(function)
        if function.is_class and function.owner is not None:
            return self.instances.of_class(self.analysis.definition_at(function.owner))
        return self.calls.returned(self.analysis.frames.of(function.node, {}), function.node)

    def seen(self, value: Value) -> Value:
        """A value as transforms take it."""
        if value.kind is Kind.KEY:
            return PLAIN
        if value.kind in _NO_STATE:
            return UNKNOWN
        if value.kind is not Kind.TREE:
            return replace(value, keeps=self.analysis.flow.keeping.of(value))
        seen = replace(value, children=tuple(map(self.seen, value.children)))
        if value.written is not None and not value.uniform:
            return seen
        return PLAIN if seen.children and seen.is_plain else UNKNOWN

    def _read(self, expression: Node, frame: Frame | None) -> Value:
        found = super()._read(expression, frame)
        if is_whole(found):
            return found
        guess = self._by_form(expression, frame)
        return found if guess.kind is Kind.UNKNOWN else guess

    def _by_form(self, expression: Node, frame: Frame | None) -> Value:
        kind = expression.kind
        if kind == "call":
            return self._by_function(field_of(expression, "function"), frame)
        if kind == "attribute" and field_of(expression, "attribute").text in _OF_ARRAYS:
            return PLAIN
        if kind in ("attribute", "subscript"):
            whole = self.of(expression.parts[0], frame)
            return PLAIN if whole.kind is Kind.PLAIN else UNKNOWN
        return PLAIN if kind in _OPERATIONS else UNKNOWN

    def _by_function(self, function: Node, frame: Frame | None) -> Value:
        """What a call returns: a transformed function, a module, a method, a function of arrays."""
        symbol = self.names.symbol(function) or function.text
        if symbol.startswith(_PLAIN_MODULES) or symbol in _ACTIVATIONS | _PLAIN_FUNCTIONS:
            return PLAIN
        called = self.analysis.flow.stack_called(function)
        if called is not None and called[1].function is not None:
            return self.at(called[0]).result(called[1].function)
        if self.of(function, frame).kind is Kind.MODULE:
            return PLAIN
        if function.kind != "attribute":
            return UNKNOWN
        method = method_of(function, self.analysis)
        if method is not None:
            return self.result(method)
        of = self.of(field_of(function, "object"), frame)
        is_drawn = of.kind is Kind.RNGS and field_of(function, "attribute").text not in _STREAMS
        return PLAIN if of.kind is Kind.PLAIN or is_drawn else UNKNOWN

    def _of_binding(self, binding: Binding, name: Node, frame: Frame | None) -> Value:
        found = super()._of_binding(binding, name, frame)
        if found.kind is not Kind.UNKNOWN:
            return found
        if binding.kind is BindingKind.IMPORT:
            return self._of_imported(name)
        if binding.node.kind == "augmented_assignment":
            return PLAIN
        if binding.kind in (BindingKind.UNPACKED, BindingKind.OPAQUE) and binding.value is not None:
            whole = self.of(binding.value, frame)
            is_all = binding.kind is BindingKind.OPAQUE and whole.is_plain
            return PLAIN if whole.kind is Kind.PLAIN or is_all else UNKNOWN
        return UNKNOWN

    def _of_imported(self, name: Node) -> Value:
        """A value that another file of the project gives a name."""
        located = self.analysis.imported(name)
        if located is None or located.binding.value is None:
            return UNKNOWN
        is_value = located.binding.kind is BindingKind.VALUE
        return self.at(located.analysis).of(located.binding.value) if is_value else UNKNOWN


_STREAMS = ("fork", "split")
"""What an Rngs has methods for besides drawing."""


class _Instances(Instances):
    """Instances of classes that may be modules, too."""

    def of_class(self, definition: Definition, made: Made | None = None) -> Value:
        found = super().of_class(definition, made)
        is_derived = definition.node.field("superclasses") is not None
        if found.kind is not Kind.UNKNOWN or not is_derived:
            return found
        return Value(Kind.MODULE, SOMEHOW, keeps=Kept.UNKNOWN, owner=definition, made=made)

    def of_export(self, name: str, made: Made | None = None) -> Value:
        return super().of_export(name, made) if releases.is_module_class(name) else UNKNOWN

    def _kept(self, instance: Value) -> Kept:
        return Kept.UNKNOWN  # asked of `Keeping`, which has looked at more
