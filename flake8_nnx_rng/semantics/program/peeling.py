"""Peeling: the layers around a function expression, taken off one by one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.program.functions import (
    Function,
    decorated_as,
    method,
    read_class,
    read_function,
    read_parameters,
    takes_object,
)
from flake8_nnx_rng.semantics.program.layers import Layer
from flake8_nnx_rng.semantics.program.names import Names
from flake8_nnx_rng.semantics.program.uses import PARTIALS, decorator_expression, definition_of
from flake8_nnx_rng.semantics.program.wrappers import Wrappers
from flake8_nnx_rng.semantics.releases.transforms import TRANSPARENT
from flake8_nnx_rng.syntax.bindings import BindingKind
from flake8_nnx_rng.syntax.nodes import Arguments, ancestor, arguments, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.tree import Node

_TRANSPARENT_ELSEWHERE = frozenset(
    {"jax.jit", "jax.named_call", "jax.checkpoint", "jax.remat", "staticmethod", "classmethod"}
    | {"override", "typing.override", "typing_extensions.override", "typing.no_type_check"}
    | {"beartype.beartype", "jaxtyping.jaxtyped", "typeguard.typechecked"}
    | {"jax.named_scope", "jax.profiler.annotate_function"}
    | {"jax.shard_map", "jax.experimental.shard_map.shard_map", "jax.custom_vjp", "jax.custom_jvp"}
)

Peeled = tuple[tuple[Layer, ...], Function | None]
"""The layers of a function expression and the function inside, if it is visible."""


def _nowhere(expression: Node) -> Function | None:
    return None


class Peeler:
    """Takes the layers off the function expressions of one module.

    `elsewhere` says what plain function of another module an expression is.
    """

    def __init__(
        self,
        names: Names,
        wrappers: Wrappers,
        elsewhere: Callable[[Node], Function | None] = _nowhere,
    ) -> None:
        self._names = names
        self._wrappers = wrappers
        self._elsewhere = elsewhere
        self._peeled: dict[Node, Peeled] = {}

    def peel(self, node: Node) -> Peeled:
        """The layers around a function expression, and the function itself if it is visible."""
        if node not in self._peeled:
            self._peeled[node] = (), None  # what it is if it leads back to itself
            self._peeled[node] = self._read(node)
        return self._peeled[node]

    def _read(self, node: Node) -> Peeled:
        kind = node.kind
        if kind == "decorated_definition":
            return self._decorators(node)
        if kind == "call":
            return self._peel_call(node)
        if kind in ("lambda", "function_definition"):
            return (), read_function(node)
        if kind == "class_definition":
            return (), read_class(node)
        if kind == "identifier":
            return self._peel_name(node)
        if kind == "attribute":
            return self._peel_attribute(node)
        return (), None

    def _decorators(self, decorated: Node) -> Peeled:
        expressions = [decorator_expression(d) for d in decorated.parts if d.kind == "decorator"]
        layers = tuple(self._layer(expression) for expression in expressions)
        definition = definition_of(decorated)
        if definition.kind == "class_definition":
            return layers, read_class(definition)
        function = read_function(definition)
        if any(layer.use for layer in layers) and decorated_as(definition, "classmethod"):
            function = replace(function, parameters=read_parameters(definition))
        return layers, function

    def _layer(self, expression: Node) -> Layer:
        use = self._wrappers.wrapper(expression)
        if use is not None:
            return Layer(expression, use, use.name in TRANSPARENT)
        named = expression
        if expression.kind == "call":
            named = field_of(expression, "function")
            if self._names.symbol(named) in PARTIALS:
                named = next(iter(arguments(expression).positional), named)
        symbol = self._names.symbol(named) or named.text
        return Layer(expression, None, symbol in _TRANSPARENT_ELSEWHERE)

    def _peel_call(self, call: Node) -> Peeled:
        inner = self._wrappers.inner(call)
        use = self._wrappers.applied_by(call)
        if use is not None and inner is not None:
            layers, function = self.peel(inner)
            return (Layer(call, use, use.name in TRANSPARENT), *layers), function
        other = self._layer(call)
        given = arguments(call).positional
        if other.transparent and len(given) == 1:
            layers, function = self.peel(given[0])
            return (other, *layers), function
        if given and self._names.called(call) in PARTIALS and not arguments(call).unpacks:
            layers, function = self.peel(given[0])
            if not layers and function is not None:
                return (), _with_filled(function, arguments(call).without_first())
        return (Layer(call, None, False),), None

    def _peel_name(self, name: Node) -> Peeled:
        binding = self._names.binding(name)
        if binding is not None and binding.kind in (BindingKind.FUNCTION, BindingKind.CLASS):
            return self.peel_definition(binding.node)
        value = self._names.value(name)
        return ((), self._elsewhere(name)) if value is None else self.peel(value)

    def peel_definition(self, definition: Node) -> Peeled:
        """The same for a definition, with the decorators around it."""
        around = definition.parent
        decorated = around is not None and around.kind == "decorated_definition"
        return self.peel(around if decorated and around is not None else definition)

    def _peel_attribute(self, node: Node) -> Peeled:
        """A method named through its class or its object: `Block.create`, `self.create`."""
        owner_name = field_of(node, "object")
        through_object = owner_name.text in ("self", "cls")
        binding = self._names.binding(owner_name)
        is_class = binding is not None and binding.kind is BindingKind.CLASS
        if through_object:
            owner = ancestor(node, "class_definition")
        else:
            owner = binding.node if binding is not None and is_class else None
        found = None if owner is None else method(owner, field_of(node, "attribute").text)
        if found is None:
            return (), self._elsewhere(node)
        layers, function = self.peel_definition(found)
        if function is not None and through_object and takes_object(found):
            bound = tuple((p.name, owner_name) for p in function.parameters[:1])
            filled = bound if owner_name.text == "self" else ()
            function = replace(function, parameters=function.parameters[1:], filled=filled)
        return layers, function


def _with_filled(function: Function, given: Arguments) -> Function:
    """A function of which some arguments are given already."""
    rest = function.parameters[len(given.positional) :]
    open_ones = tuple(p for p in rest if p.name not in given.keywords)
    named = zip((p.name for p in function.parameters), given.positional, strict=False)
    filled = (*function.filled, *named, *given.keywords.items())
    return replace(function, parameters=open_ones, filled=filled)
