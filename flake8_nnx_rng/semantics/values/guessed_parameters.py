"""Guessed parameters: by annotation, by name, by use in the body, by all visible calls."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.program.functions import (
    Function,
    Parameter,
    class_around,
    is_stub,
    read_function,
)
from flake8_nnx_rng.semantics.program.names import NNX, RNGS
from flake8_nnx_rng.semantics.program.parameter_uses import (
    is_used,
    used_as_array,
    used_as_function,
    used_as_module,
    used_as_rngs,
)
from flake8_nnx_rng.semantics.values.annotations import class_named
from flake8_nnx_rng.semantics.values.arriving import passed_for
from flake8_nnx_rng.semantics.values.likeness import alike
from flake8_nnx_rng.semantics.values.parameters import Parameters, owner_of
from flake8_nnx_rng.semantics.values.values import PLAIN, SOMEHOW, UNKNOWN, Kept, Kind, Value
from flake8_nnx_rng.syntax.bindings import Binding, BindingKind

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.program.layers import Stack
    from flake8_nnx_rng.semantics.program.names import Names
    from flake8_nnx_rng.semantics.values.frames import Frame
    from flake8_nnx_rng.semantics.values.guesses import Guesses
    from flake8_nnx_rng.syntax.tree import Node

_ARRAYS = frozenset(
    {"jax.Array", "jax.numpy.ndarray", "numpy.ndarray", "jax.typing.ArrayLike", "flax.typing.Array"}
    | {"Array", "ArrayLike", "ndarray", "int", "float", "bool", "str", "complex"}
)
_ARRAY_NAMES = ("Array", "ArrayLike", "ndarray")
_UNIONS = ("Optional", "Union")
_WRAPPERS = ("type", "type_parameter")
_PLAIN_DEFAULTS = frozenset(
    {"integer", "float", "string", "true", "false", "comparison_operator", "not_operator", "tuple"}
    | {"binary_operator", "unary_operator", "boolean_operator", "concatenated_string"}
)
AN_RNGS = Value(Kind.RNGS, SOMEHOW, keeps=Kept.SHARED)
A_MODULE = Value(Kind.MODULE, SOMEHOW, keeps=Kept.UNKNOWN, export="Module")
CALLED = Value(Kind.MODULE, SOMEHOW, keeps=Kept.UNKNOWN)
"""What is known by being called alone, as a function may be."""


class GuessedParameters(Parameters):
    """Answers for the functions of one module."""

    def __init__(self, guesses: Guesses) -> None:
        super().__init__(guesses)
        self._guesses = guesses

    def of(self, binding: Binding, use: Node, frame: Frame | None) -> Value:
        """What a parameter is where it is used."""
        function = owner_of(binding)
        found = super().of(binding, use, frame)
        if found.kind is not Kind.UNKNOWN or function is None:
            return found
        return self.alone(function, binding.name)

    def _alone(self, function: Node, name: str) -> Value:
        read = read_function(function)
        parameter = read.parameter(name)
        if parameter is None:
            return UNKNOWN
        for stack in self._reader.analysis.stacks.all:
            if stack.function is not None and stack.function.node == function:
                return self.of_stack(stack, read, parameter)
        found = self.by_itself(read, parameter)
        return self._of_callers(function, name) if found.kind is Kind.UNKNOWN else found

    def alone(self, function: Node, name: str) -> Value:
        """What a parameter is by itself, or by the calls of a transformed function."""
        answer = self._reader.analysis.questions.answer
        return answer((self, function, name), partial(self._alone, function, name), UNKNOWN)

    def of_stack(self, stack: Stack, function: Function, parameter: Parameter) -> Value:
        """What a parameter of a transformed function is: by itself, else by all visible calls."""
        question = self, stack.root, parameter.name
        read = partial(self._of_stack, stack, function, parameter)
        return self._reader.analysis.questions.answer(question, read, UNKNOWN)

    def _of_stack(self, stack: Stack, function: Function, parameter: Parameter) -> Value:
        home = self._reader.analysis.home(function.node)
        own = home.flow.guesses.parameters.by_itself(function, parameter)
        if own.kind is not Kind.UNKNOWN and own not in (A_MODULE, CALLED):
            return own
        passed = passed_for(parameter, stack, self._reader.analysis)
        called_with = alike([self._guesses.at(caller).of(value) for caller, value in passed])
        fits = called_with.is_node or own.kind is Kind.UNKNOWN
        return called_with if fits and called_with.kind is not Kind.UNKNOWN else own

    def by_itself(self, function: Function, parameter: Parameter) -> Value:
        """First hit wins: `self` of a module, the annotation, the use in the body, the name."""
        owner = class_around(function.node)
        first = read_function(function.node).parameters[:1]
        if owner is not None and first == (parameter,) and parameter.name == "self":
            return self._self(owner)
        if parameter.annotation is not None:
            said = self.annotated(parameter.annotation)
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
        return UNKNOWN if is_used(function, name) or is_stub(function) else PLAIN

    def _is_called_module(self, function: Node) -> bool:
        """Whether what is called is a module: a parameter that shows it, or `self.layer`."""
        binding = self._names.binding(function)
        if binding is not None and binding.kind is BindingKind.PARAMETER:
            annotation = binding.node.field("type")
            inner = [] if annotation is None else annotation.parts
            return not inner or self.annotated(inner[0]).kind is Kind.MODULE
        return self._reader.of(function).kind is Kind.MODULE

    def annotated(self, annotation: Node) -> Value:
        """What a value of this type is; one of a class in quotes, too."""
        if self._names.annotates(annotation, RNGS):
            return AN_RNGS
        if is_array_type(self._names, annotation, or_none=True):
            return PLAIN
        said = self._names.symbol(annotation) or annotation.text.strip("\"'")
        name = said.removeprefix(NNX + ".")
        if name != said:
            is_module = releases.is_module_class(name)
            return replace(A_MODULE, export=name) if is_module else UNKNOWN
        definition = class_named(annotation, self._reader.analysis)
        return UNKNOWN if definition is None else self._reader.instances.of_class(definition)


def is_array_type(names: Names, annotation: Node, *, or_none: bool = False) -> bool:
    """Whether an annotation names arrays, or numbers; `or_none` allows None beside them."""
    members = _members(annotation)
    if members != [annotation]:
        kept = [member for member in members if not or_none or member.text != "None"]
        return bool(kept) and all(is_array_type(names, m, or_none=or_none) for m in kept)
    is_generic = annotation.kind in ("generic_type", "subscript")
    named = annotation.parts[0] if is_generic else annotation
    said = (names.symbol(named) or named.text).strip("\"'").split("|")
    kept_names = {each.strip() for each in said} - ({"None"} if or_none else set())
    return bool(kept_names) and all(map(_is_array, kept_names))


def _members(annotation: Node) -> list[Node]:
    """The alternatives of a union, else the annotation itself."""
    if annotation.kind in ("generic_type", "subscript"):
        container, *members = annotation.parts
        return members if container.text.rpartition(".")[2] in _UNIONS else [annotation]
    is_union = annotation.kind == "binary_operator" and "|" in annotation.text
    return annotation.parts if is_union or annotation.kind in _WRAPPERS else [annotation]


def _is_array(said: str) -> bool:
    """Whether a type is one of arrays: a known one, or of such a name in some other module."""
    is_named = "." in said and said.rpartition(".")[2] in _ARRAY_NAMES
    return said in _ARRAYS or is_named or said.startswith("jaxtyping.")
