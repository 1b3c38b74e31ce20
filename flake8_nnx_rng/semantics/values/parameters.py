"""Parameters: what they are in a frame, else by annotation, by all visible callers, by name."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.program.call_sites import given
from flake8_nnx_rng.semantics.program.functions import Function, class_around, read_function
from flake8_nnx_rng.semantics.program.names import RNGS
from flake8_nnx_rng.semantics.program.parameter_uses import draws_as_rngs, draws_itself
from flake8_nnx_rng.semantics.values.annotations import class_named
from flake8_nnx_rng.semantics.values.callees import draws_when_made
from flake8_nnx_rng.semantics.values.copies import replace
from flake8_nnx_rng.semantics.values.values import (
    SCALAR,
    SOMEHOW,
    UNKNOWN,
    Definition,
    Kind,
    Value,
)
from flake8_nnx_rng.syntax.bindings import Binding
from flake8_nnx_rng.syntax.nodes import ancestor, arguments, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.values.frames import Frame
    from flake8_nnx_rng.semantics.values.reader import Reader
    from flake8_nnx_rng.syntax.tree import Node


class Parameters:
    """Answers for the functions of one module."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._names = reader.names
        self._draws: dict[tuple[Node, str], list[tuple[int, int]]] = {}
        self._as_rngs: dict[tuple[Node, str], bool] = {}

    def of(self, binding: Binding, use: Node, frame: Frame | None) -> Value:
        """What a parameter is where it is used."""
        function = owner_of(binding)
        if function is None:
            return UNKNOWN
        known = None if frame is None else frame.lookup(function, binding.name)
        if known is not None:
            return known
        found = self.alone(function, binding.name)
        scope = self._names.module.scope_at(use.start)
        read = read_function(function)
        makes_layer = partial(draws_when_made, user=self._reader.analysis)
        if found.kind is Kind.UNKNOWN and self._is_rngs(read, binding.name, makes_layer):
            found = Value(Kind.RNGS, SOMEHOW, by_name=True)
        if found.kind is Kind.RNGS and not found.every.exact and scope.node == function:
            drawn = self._draws_of(read, binding.name, makes_layer)
            place = bisect_left(drawn, (use.start,)) - 1
            is_drawn = place >= 0 and use.start < drawn[place][1]
            return replace(found, every=SCALAR) if is_drawn else found
        return found

    def _is_rngs(self, function: Function, name: str, makes_layer: Callable[[Node], bool]) -> bool:
        key = function.node, name
        if key not in self._as_rngs:
            self._as_rngs[key] = draws_as_rngs(function, name, makes_layer)
        return self._as_rngs[key]

    def _draws_of(
        self, function: Function, name: str, makes_layer: Callable[[Node], bool]
    ) -> list[tuple[int, int]]:
        """From each draw to the end of its block, but for what is behind another one anyway."""
        key = function.node, name
        if key not in self._draws:
            self._draws[key] = []  # nothing is certain of what leads back to itself
            self._draws[key] = list(_behind(draws_itself(function, name, makes_layer)))
        return self._draws[key]

    def alone(self, function: Node, name: str) -> Value:
        """What a parameter is by itself, whoever calls its function."""
        questions = self._reader.analysis.questions
        return questions.answer((function, name), partial(self._alone, function, name), UNKNOWN)

    def _alone(self, function: Node, name: str) -> Value:
        parameter = read_function(function).parameter(name)
        if parameter is None:
            return UNKNOWN
        owner = class_around(function)
        first = read_function(function).parameters[0] == parameter
        if owner is not None and first and name == "self":
            return self._self(owner)
        annotation = parameter.annotation
        said = UNKNOWN if annotation is None else self.annotated(annotation)
        called_with = self._of_callers(function, name)
        if called_with.kind is not Kind.UNKNOWN:
            is_guess = called_with.by_name and said.kind is not called_with.kind
            return replace(called_with, by_name=is_guess)
        if said.kind is Kind.UNKNOWN and annotation is None and name == "rngs":
            return Value(Kind.RNGS, SOMEHOW, by_name=True)
        return said

    def annotated(self, annotation: Node) -> Value:
        """What a value of this type is."""
        if self._names.annotates(annotation, RNGS, alone=True):
            return Value(Kind.RNGS, SOMEHOW)
        exported = self._names.nnx(annotation)
        if exported is not None:
            is_module = exported[:1].isupper() and exported not in ("Module", "Rngs", "RngStream")
            return self._reader.instances.of_export(exported) if is_module else UNKNOWN
        definition = class_named(annotation, self._reader.analysis)
        if definition is None:
            return UNKNOWN
        return replace(self._reader.instances.of_class(definition), every=SOMEHOW)

    def _self(self, owner: Node) -> Value:
        """An instance in its own method, whoever made it and may have split it since."""
        value = self._reader.instances.of_class(Definition(self._reader.analysis, owner))
        is_final = value.kind is Kind.OBJECT and owner.field("superclasses") is None
        return value if is_final else replace(value, every=SOMEHOW)

    def passed(self, binding: Binding) -> list[Node]:
        """What all calls of a plain function pass for a parameter; empty if that is not certain."""
        function = owner_of(binding)
        found = [] if function is None else self._passed(function, binding.name) or []
        certain = [node for node in found if node is not None]
        return certain if len(certain) == len(found) else []

    def _of_callers(self, function: Node, name: str) -> Value:
        """What all calls of a plain function agree on, where it is only ever called."""
        passed = self._passed(function, name) or []
        return self._reader.agreed(
            [UNKNOWN if node is None else self._reader.of(node) for node in passed]
        )

    def _passed(self, function: Node, name: str) -> list[Node | None] | None:
        """What each call passes; None where the function may be called otherwise."""
        owner, is_named = class_around(function), function.kind == "function_definition"
        is_init = owner is not None and is_named and field_of(function, "name").text == "__init__"
        called = owner if owner is not None and is_init else function
        around = None if called.parent is None else called.parent.kind
        is_method = owner is not None and not is_init
        if not is_named or is_method or around in (None, "decorated_definition"):
            return None
        calls, read = self.calls(called), read_function(function)
        if calls is None:
            return None
        return [given(read, arguments(c), bound=is_init).get(name) for c in calls]

    def calls(self, function: Node) -> list[Node] | None:
        """All uses of a function, None if one of them is no call."""
        found = []
        for mention in self._names.module.mentions_by_name(field_of(function, "name").text):
            binding = self._names.binding(mention)
            call = mention.parent
            if binding is None or binding.node != function or call is None:
                continue
            if call.kind != "call" or call.field("function") != mention:
                return None
            found.append(call)
        return found


def _behind(calls: list[Node]) -> Iterator[tuple[int, int]]:
    """Where some calls, in order, have certainly run before."""
    end = 0
    for call in calls:
        block = ancestor(call, "block")
        if block is not None and block.end > end:
            end = block.end
            yield call.start, end


def owner_of(binding: Binding) -> Node | None:
    """The function or lambda whose parameter a binding is."""
    return ancestor(binding.node, "function_definition", "lambda")
