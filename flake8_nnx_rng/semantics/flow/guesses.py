"""Guesses: what values are taken for where old code has to be understood, not judged.

Faults rest on what is certain. What is asked here may also rest on how a parameter is used, on
its name, and on a class that derives from something that is not in view.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.flow.forms import Forms
from flake8_nnx_rng.semantics.flow.likeness import alike
from flake8_nnx_rng.semantics.flow.values import PLAIN, SOMEHOW, UNKNOWN, Kept, Kind, Value
from flake8_nnx_rng.semantics.functions import Function, Parameter, class_around, read_function
from flake8_nnx_rng.semantics.names import NNX, RNGS
from flake8_nnx_rng.semantics.parameter_uses import (
    is_used,
    used_as_array,
    used_as_function,
    used_as_module,
    used_as_rngs,
)
from flake8_nnx_rng.syntax.bindings import Binding, BindingKind
from flake8_nnx_rng.syntax.nodes import ancestor

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.flow.frames import Frame
    from flake8_nnx_rng.semantics.flow.values import Definition
    from flake8_nnx_rng.semantics.layers import Stack
    from flake8_nnx_rng.syntax.tree import Node

_ARRAY_ANNOTATIONS = frozenset(
    {"jax.Array", "jax.numpy.ndarray", "numpy.ndarray", "jax.typing.ArrayLike", "flax.typing.Array"}
    | {"Array", "ArrayLike", "ndarray", "int", "float", "bool", "str", "complex"}
)
_PLAIN_DEFAULTS = frozenset(
    {"integer", "float", "string", "true", "false", "comparison_operator", "not_operator", "tuple"}
    | {"binary_operator", "unary_operator", "boolean_operator", "concatenated_string"}
)
AN_RNGS = Value(Kind.RNGS, SOMEHOW, kept=Kept.SHARED)
A_MODULE = Value(Kind.MODULE, SOMEHOW, kept=Kept.UNKNOWN, export="Module")
CALLED = Value(Kind.MODULE, SOMEHOW, kept=Kept.UNKNOWN)
"""What is known by being called alone, as a function may be."""


class Guesses:
    """Answers for the values of one module; `kept` is all that a value may keep."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis
        self._names = analysis.names
        self._forms = Forms(analysis, self)

    def of(self, expression: Node) -> Value:
        """What an expression is."""
        answer = self._analysis.questions.answer
        return answer(("guess", expression), partial(self._of, expression), UNKNOWN)

    def _of(self, expression: Node) -> Value:
        known = self._seen(self._analysis.flow.reader.of(expression, self._frame(expression)))
        if _is_whole(known):
            return known
        guess = self._forms.of(expression)
        return known if guess.kind is Kind.UNKNOWN else guess

    def of_parameter(self, stack: Stack, parameter: Parameter) -> Value:
        """What a parameter of a transformed function is: by itself, else by all visible calls."""
        if stack.function is None:
            return UNKNOWN
        own = self.by_itself(stack.function, parameter)
        if own.kind is not Kind.UNKNOWN and own not in (A_MODULE, CALLED):
            return own
        passed = self._analysis.arguments_for(stack, parameter)
        called_with = alike([caller.flow.guesses.of(value) for caller, value in passed])
        fits = called_with.is_node or own.kind is Kind.UNKNOWN
        return called_with if fits and called_with.kind is not Kind.UNKNOWN else own

    def returned(self, function: Function) -> Value:
        """What all ways out of a function agree that it returns."""
        if function.is_class and function.owner is not None:
            return self.instance(function.owner)
        if function.node.kind == "lambda":
            return self.of(function.body)
        found = []
        for statement in function.body.find_all("return_statement"):
            if ancestor(statement, "function_definition", "lambda") == function.node:
                values = statement.parts
                found.append(self.of(values[0]) if values else PLAIN)
        return alike(found) if found else PLAIN

    def instance(self, owner: Node) -> Value:
        """An instance of a class of this module, which is a module if it derives from anything."""
        definition = self._analysis.definition_at(owner)
        if owner.field("superclasses") is None:
            return UNKNOWN
        kept = self._analysis.flow.keeping.of_class(owner)
        return Value(Kind.MODULE, SOMEHOW, kept=kept, owner=definition)

    def of_class(self, definition: Definition) -> Value:
        """An instance of a class, of this module or another."""
        return definition.analysis.flow.guesses.instance(definition.node)

    def _seen(self, value: Value) -> Value:
        """A value as transforms see it: UNKNOWN where the flow cannot tell what that is."""
        if value.kind is Kind.KEY:
            return PLAIN
        if value.kind is Kind.TREE:
            children = tuple(map(self._seen, value.children))
            seen = replace(value, children=children)
            if value.written is None or value.uniform:
                return PLAIN if children and seen.is_plain else UNKNOWN
            return seen
        if value.kind is Kind.STREAM or (
            value.kind is Kind.MODULE and value.owner is None and not self._is_layer(value)
        ):
            return UNKNOWN
        return replace(value, kept=self._analysis.flow.keeping.of(value))

    def _is_layer(self, value: Value) -> bool:
        return value.export is None or is_module_export(value.export)

    def _frame(self, place: Node) -> Frame | None:
        """The function around a place, with what its parameters are taken for."""
        function = ancestor(place, "function_definition", "lambda")
        if function is None:
            return None
        values = {}
        for parameter in read_function(function).parameters:
            guess = self.of_own(function, parameter)
            if guess.kind is not Kind.UNKNOWN:
                values[parameter.name] = guess
        return self._analysis.frames.of(function, values, self._frame(function))

    def of_own(self, function: Node, parameter: Parameter) -> Value:
        """What a parameter is inside of its function, by the calls of what it is part of, too."""
        for stack in self._analysis.stacks.all:
            if stack.function is not None and stack.function.node == function:
                return self._asked(stack, parameter)
        return self.by_itself(read_function(function), parameter)

    def _asked(self, stack: Stack, parameter: Parameter) -> Value:
        answer = self._analysis.questions.answer
        question = "guess", stack.root, parameter.name
        found = answer(question, partial(self.of_parameter, stack, parameter), UNKNOWN)
        if found.kind is Kind.UNKNOWN and stack.function is not None:
            return self.by_itself(stack.function, parameter)
        return found

    def by_itself(self, function: Function, parameter: Parameter) -> Value:
        """What a parameter shows to be in its own function."""
        answer = self._analysis.questions.answer
        question = "guess", function.node, parameter.name
        return answer(question, partial(self._by_itself, function, parameter), UNKNOWN)

    def _by_itself(self, function: Function, parameter: Parameter) -> Value:
        """First hit wins: `self` of a module, the annotation, the use in the body, the name."""
        owner = class_around(function.node)
        first = function.parameters and function.parameters[0] == parameter
        if owner is not None and first and parameter.name == "self":
            return self.instance(owner)
        if parameter.annotation is not None:
            said = self._annotated(parameter.annotation)
            if said.kind is not Kind.UNKNOWN:
                return said
        if parameter.name == "rngs" or used_as_rngs(function, parameter.name):
            return AN_RNGS
        if parameter.default is not None and parameter.default.kind in _PLAIN_DEFAULTS:
            return PLAIN
        return self._by_use(function, parameter.name)

    def _by_use(self, function: Function, name: str) -> Value:
        as_module = used_as_module(function, name)
        is_called = used_as_function(function, name)
        if used_as_array(function, name, self._names, self._is_called_module):
            return UNKNOWN if as_module or is_called else PLAIN
        if as_module or is_called:
            return A_MODULE if as_module else CALLED
        return UNKNOWN if is_used(function, name) else PLAIN

    def _is_called_module(self, function: Node) -> bool:
        """Whether what is called is a module: a parameter that shows it, or `self.layer`."""
        binding = self._names.binding(function)
        if binding is not None and binding.kind is BindingKind.PARAMETER:
            annotation = binding.node.field("type")
            inner = [] if annotation is None else annotation.parts
            return not inner or self._annotated(inner[0]).kind is Kind.MODULE
        return self.of(function).kind is Kind.MODULE

    def _annotated(self, annotation: Node) -> Value:
        if self._names.annotates(annotation, RNGS):
            return AN_RNGS
        said = self._names.symbol(annotation) or annotation.text.strip("\"'")
        if said in _ARRAY_ANNOTATIONS or said.startswith("jaxtyping."):
            return PLAIN
        name = said.removeprefix(NNX + ".")
        if name != said:
            if not is_module_export(name):
                return UNKNOWN
            kept = self._analysis.flow.keeping.of_export(name)
            return Value(Kind.MODULE, SOMEHOW, kept=kept, export=name)
        definition = self._analysis.definition(annotation)
        if definition is not None and definition.node.kind == "class_definition":
            return self.of_class(definition)
        binding = self._class_named(annotation, said)
        return self.instance(binding.node) if binding is not None else UNKNOWN

    def _class_named(self, annotation: Node, said: str) -> Binding | None:
        """The class of this file that an annotation names in quotes, or before it is defined."""
        if not said.isidentifier():
            return None
        module = self._names.module
        found = module.reaching_at(said, annotation.start)
        listed = found or module.scope_at(0).bindings.get(said, [])
        classes = [binding for binding in listed if binding.kind is BindingKind.CLASS]
        return classes[0] if len(classes) == 1 and len(found) <= 1 else None


def is_module_export(name: str) -> bool:
    """Whether a class of `flax.nnx` is one of modules, in the newest release or the old ones."""
    newest, old = releases.newest(), releases.resolve("0.8.5")
    api = releases.export(name, newest) or releases.export(name, old)
    if api is None or api.kind != "class":
        return False
    return name in ("Module", "Sequential") or api.keyword("rngs") is not None


def _is_whole(value: Value) -> bool:
    """Whether nothing is left to guess."""
    if value.kind is Kind.TREE:
        return all(map(_is_whole, value.children))
    return value.kind is not Kind.UNKNOWN
