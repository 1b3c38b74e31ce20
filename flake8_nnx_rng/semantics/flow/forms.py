"""Forms: what expressions are taken for by how they are written, where the flow cannot tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.flow.likeness import alike
from flake8_nnx_rng.semantics.flow.values import PLAIN, UNKNOWN, Kind, Value
from flake8_nnx_rng.semantics.functions import method, read_function
from flake8_nnx_rng.syntax.bindings import Binding, BindingKind
from flake8_nnx_rng.syntax.nodes import ancestor, elements, field_of, integer

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.flow.guesses import Guesses
    from flake8_nnx_rng.syntax.tree import Node

_PLAIN_MODULES = ("jax.", "numpy.", "optax.", "math.")
_PLAIN_FUNCTIONS = frozenset({"len", "sum", "max", "min", "abs", "float"})
_ACTIVATIONS = frozenset(
    f"flax.nnx.{name}" for name in ("relu", "gelu", "silu", "softmax", "tanh", "sigmoid")
)
_PLAIN = frozenset(
    {"integer", "float", "string", "true", "false", "none", "comparison_operator", "not_operator"}
    | {"binary_operator", "unary_operator", "boolean_operator", "concatenated_string"}
)
_OF_ARRAYS = frozenset({"value", "shape", "dtype", "ndim", "size"})


class Forms:
    """Answers for the expressions of one module."""

    def __init__(self, analysis: Analysis, guesses: Guesses) -> None:
        self._analysis = analysis
        self._names = analysis.names
        self._guesses = guesses

    def of(self, expression: Node) -> Value:
        """What an expression looks like."""
        kind = expression.kind
        if kind in _PLAIN:
            return PLAIN
        listed = elements(expression)
        if listed is not None:
            children = tuple(map(self._guesses.of, listed))
            return Value(Kind.TREE, children=children, written=expression)
        readers = {
            "conditional_expression": self._of_either,
            "dictionary": self._of_dict,
            "call": self._of_call,
            "identifier": self._of_name,
            "attribute": self._of_attribute,
            "subscript": self._of_subscript,
        }
        return readers[kind](expression) if kind in readers else UNKNOWN

    def _of_either(self, node: Node) -> Value:
        first, _, last = node.parts
        return alike([self._guesses.of(first), self._guesses.of(last)])

    def _of_dict(self, node: Node) -> Value:
        pairs = node.parts
        if not all(pair.kind == "pair" for pair in pairs):
            return UNKNOWN
        children = tuple(self._guesses.of(field_of(pair, "value")) for pair in pairs)
        keys = tuple(field_of(pair, "key").text.strip("\"'") for pair in pairs)
        return Value(Kind.TREE, children=children, keys=keys, written=node)

    def _of_call(self, call: Node) -> Value:
        function = field_of(call, "function")
        symbol = self._names.symbol(function) or ""
        if symbol.startswith(_PLAIN_MODULES) or symbol in _ACTIVATIONS:
            return PLAIN
        definition = self._analysis.definition(function)
        if definition is None:
            return self._of_called(function)
        home = definition.analysis.flow.guesses
        if definition.node.kind == "class_definition":
            return home.instance(definition.node)
        return home.returned(read_function(definition.node))

    def _of_called(self, function: Node) -> Value:
        """A transformed function, a module, or a method."""
        called = self._analysis.flow.stack_called(function, None)
        if called is not None and called[1].function is not None:
            return called[0].flow.guesses.returned(called[1].function)
        if self._guesses.of(function).kind is Kind.MODULE:
            return PLAIN  # what modules return when they are called
        if function.kind == "attribute":
            return self._of_method(function)
        return PLAIN if function.text in _PLAIN_FUNCTIONS else UNKNOWN

    def _of_method(self, function: Node) -> Value:
        of = self._guesses.of(field_of(function, "object"))
        name = field_of(function, "attribute").text
        found = None if of.owner is None else method(of.owner.node, name)
        if found is not None and of.owner is not None:
            return of.owner.analysis.flow.guesses.returned(read_function(found))
        is_drawn = of.kind is Kind.RNGS and name not in ("fork", "split")
        return PLAIN if of.kind is Kind.PLAIN or is_drawn else UNKNOWN

    def _of_name(self, name: Node) -> Value:
        imported = self._of_imported(name)
        if imported.kind is not Kind.UNKNOWN:
            return imported
        bindings = self._names.module.reaching(name)
        found = [self._of_binding(binding) for binding in bindings]
        changed = [b.node.kind == "augmented_assignment" for b in bindings]
        others = [v for v, is_changed in zip(found, changed, strict=True) if not is_changed]
        return alike(others or found)

    def _of_imported(self, name: Node) -> Value:
        """A value that another file of the project binds to one expression."""
        located = self._analysis.imported(name)
        if located is None or located.binding.kind is not BindingKind.VALUE:
            return UNKNOWN
        value = located.binding.value
        return UNKNOWN if value is None else located.analysis.flow.guesses.of(value)

    def _of_binding(self, binding: Binding) -> Value:
        value = binding.value
        if binding.kind is BindingKind.VALUE and value is not None:
            return self._guesses.of(value)
        if binding.kind is BindingKind.UNPACKED and value is not None:
            whole = self._guesses.of(value)
            if whole.kind is Kind.PLAIN:
                return PLAIN
            return UNKNOWN if binding.index is None else whole.child(binding.index)
        if binding.kind is BindingKind.PARAMETER:
            return self._of_parameter(binding)
        if binding.kind is BindingKind.OPAQUE and value is not None:
            return PLAIN if self._guesses.of(value).is_plain else UNKNOWN
        return PLAIN if binding.node.kind == "augmented_assignment" else UNKNOWN

    def _of_parameter(self, binding: Binding) -> Value:
        function = ancestor(binding.node, "function_definition", "lambda")
        found = None if function is None else read_function(function).parameter(binding.name)
        if function is None or found is None:
            return UNKNOWN
        return self._guesses.of_own(function, found)

    def _of_attribute(self, attribute: Node) -> Value:
        """`self.x` by what is assigned to it; the attributes of an array are arrays."""
        name = field_of(attribute, "attribute").text
        if name in _OF_ARRAYS:
            return PLAIN
        assigned = self._analysis.attributes.assigned_to(attribute)
        if assigned:
            return alike(list(map(self._guesses.of, assigned)))
        of = self._guesses.of(field_of(attribute, "object"))
        if of.owner is not None:
            home = of.owner.analysis
            values = home.attributes.assigned_in(of.owner.node, f"self.{name}")
            return alike(list(map(home.flow.guesses.of, values)))
        return PLAIN if of.kind is Kind.PLAIN else UNKNOWN

    def _of_subscript(self, subscript: Node) -> Value:
        whole = self._guesses.of(field_of(subscript, "value"))
        key = field_of(subscript, "subscript")
        if whole.kind is not Kind.TREE:
            return PLAIN if whole.kind is Kind.PLAIN else UNKNOWN
        name = key.text.strip("\"'")
        if name in whole.keys:
            return whole.children[whole.keys.index(name)]
        index = integer(key)
        return UNKNOWN if index is None else whole.child(index)
