"""Instances of module classes: the RNG state that they keep, and what their attributes are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.eras import forks_dropout
from flake8_nnx_rng.semantics.flow.frames import Frame, given
from flake8_nnx_rng.semantics.flow.values import (
    SCALAR,
    SOMEHOW,
    UNKNOWN,
    Definition,
    Kept,
    Kind,
    Made,
    Value,
    agreed,
)
from flake8_nnx_rng.semantics.functions import Function, method, read_class, read_function
from flake8_nnx_rng.semantics.holdings import Holding
from flake8_nnx_rng.semantics.names import NNX
from flake8_nnx_rng.syntax.nodes import ancestor, arguments, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.flow.reader import Reader
    from flake8_nnx_rng.syntax.tree import Node

_ROOTS = frozenset({f"{NNX}.Module", f"{NNX}.Object", f"{NNX}.Pytree"})
_STATES = frozenset({"State", "GraphState", "FlatState", "GraphDef", "VariableState"})
"""What `nnx.split` gives: trees of arrays, which JAX itself takes."""
_FAR = 6


class Instances:
    """Answers for the classes that one module defines, and for those of `flax.nnx`."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._analysis = reader.analysis
        self._names = reader.names

    def is_module(self, node: Node, depth: int = _FAR) -> bool:
        """Whether a class derives from `nnx.Module`, through classes that are in view."""
        for base in self._bases(node):
            if self._names.symbol(base) in _ROOTS:
                return True
            found = self._analysis.definition(base)
            is_class = found is not None and found.node.kind == "class_definition"
            if found is None or not is_class or depth <= 0:
                continue
            if found.analysis.flow.reader.instances.is_module(found.node, depth - 1):
                return True
        return False

    def of_class(self, definition: Definition, made: Made | None = None) -> Value:
        """An instance of a class; UNKNOWN if that is no module."""
        home = definition.analysis.flow.reader
        if home is not self._reader:
            return home.instances.of_class(definition, made)
        if not self.is_module(definition.node):
            return UNKNOWN
        rngs = None if made is None else self._given_rngs(definition, made)
        value = Value(
            Kind.MODULE,
            SCALAR if rngs is None else rngs.every,
            apart=() if rngs is None else rngs.apart,
            streams=None if rngs is None else rngs.streams,
            owner=definition,
            made=made,
        )
        return replace(value, kept=self._kept(value))

    def _given_rngs(self, definition: Definition, made: Made) -> Value | None:
        """The Rngs that the call of a class hands to it."""
        reader = made.analysis.flow.reader
        passed = arguments(made.call)
        nodes = [*passed.positional, *passed.keywords.values()]
        values = [reader.of(node, made.frame) for node in nodes]
        found = [value for value in values if value.kind in (Kind.RNGS, Kind.STREAM)]
        if found:
            return found[0]
        names_rngs = "rngs" in passed.keywords or passed.unpacks
        return Value(Kind.RNGS, SOMEHOW) if names_rngs else None

    def of_export(self, name: str, made: Made | None = None) -> Value:
        """An instance of a class of `flax.nnx`."""
        if name in _STATES:
            return UNKNOWN
        holdings = self._analysis.graph_nodes.holdings
        holding = holdings.of_export(name, None if made is None else made.call)
        kept = Kept.OWN if forks_dropout(self._analysis.release) else Kept.SHARED
        if holding is Holding.NOTHING or made is None:
            kept = Kept.NOTHING if holding is Holding.NOTHING else Kept.UNKNOWN
        rngs = None if made is None else self._keyword(made, "rngs")
        if rngs is None:
            return Value(Kind.MODULE, SOMEHOW, kept=kept, export=name, made=made)
        return Value(
            Kind.MODULE,
            rngs.every,
            rngs.apart,
            rngs.streams,
            kept=kept,
            export=name,
            made=made,
        )

    def _keyword(self, made: Made, name: str) -> Value | None:
        node = arguments(made.call).keywords.get(name)
        return None if node is None else made.analysis.flow.reader.of(node, made.frame)

    def attribute(self, instance: Value, name: str) -> Value:
        """What an attribute of an instance is; UNKNOWN where the class assigns none."""
        assigned = self._assigned(instance, name)
        return agreed([home.of(node, frame).within(instance) for home, node, frame in assigned])

    def stateful(self, instance: Value) -> list[Value]:
        """The attributes of an instance that certainly carry RNG state."""
        found = [
            home.of(node, frame).within(instance) for home, node, frame in self._assigned(instance)
        ]
        flat = [c for v in found for c in (v.children if v.kind is Kind.TREE else (v,))]
        return [value for value in flat if value.carries and value.kind is not Kind.KEY]

    def method(self, instance: Value, name: str) -> tuple[Definition, Function] | None:
        """The method that an instance has under a name, also from bases that are in view."""
        for definition in self._line(instance):
            node = method(definition.node, name)
            if node is not None:
                return Definition(definition.analysis, node), read_function(node)
        return None

    def _line(self, instance: Value) -> Iterator[Definition]:
        """The class of an instance and those it derives from."""
        seen: list[Node] = []
        queue = [] if instance.owner is None else [instance.owner]
        while queue and len(seen) < _FAR:
            definition = queue.pop(0)
            if definition.node in seen:
                continue
            seen.append(definition.node)
            yield definition
            home = definition.analysis.flow.reader.instances
            for base in home._bases(definition.node):
                found = definition.analysis.definition(base)
                if found is not None and found.node.kind == "class_definition":
                    queue.append(found)

    def _assigned(
        self, instance: Value, name: str | None = None
    ) -> Iterator[tuple[Reader, Node, Frame | None]]:
        """Each value assigned to `self.x`, with where and in which frame it is evaluated."""
        frames: dict[Node, Frame] = {}
        for definition in self._line(instance):
            reader = definition.analysis.flow.reader
            for node in definition.analysis.attributes.named_in(definition.node, name):
                function = ancestor(node, "function_definition", "class_definition")
                if function is None or function.kind == "class_definition":
                    yield reader, node, None
                    continue
                if function not in frames:
                    frames[function] = reader.instances.frame(instance, function)
                yield reader, node, frames[function]

    def frame(self, instance: Value, function: Node) -> Frame:
        """A method of an instance as it runs: scalar, its `__init__` with what it was given."""
        whole = replace(instance, every=SCALAR, apart=(), made=instance.made)
        values = {"self": whole}
        made = instance.made
        if made is not None and field_of(function, "name").text == "__init__":
            read = read_function(function)
            named = given(read, arguments(made.call), bound=True)
            for name, node in named.items():
                value = made.analysis.flow.reader.of(node, made.frame)
                if value.kind in (Kind.RNGS, Kind.STREAM):  # the instance says what became of it
                    value = replace(value, every=SCALAR, apart=())
                values[name] = value
            for parameter in read.parameters:
                if parameter.name not in values and parameter.default is not None:
                    values[parameter.name] = self._reader.of(parameter.default)
        elif field_of(function, "name").text == "__init__":
            for parameter in read_function(function).parameters[1:]:
                value = self._reader.parameters.alone(function, parameter.name)
                if value.kind is Kind.RNGS:
                    value = replace(value, every=SCALAR)
                values[parameter.name] = value
        return self._analysis.frames.of(function, values)

    def _kept(self, instance: Value) -> Kept:
        kept = Kept.NOTHING
        for reader, node, frame in self._assigned(instance):
            value = reader.of(node, frame)
            kept |= self._kept_in(value, node, reader)
        for definition in self._line(instance):
            if definition.analysis.flow.reader.instances._has_unknown_base(definition.node):
                kept |= Kept.UNKNOWN
        return kept

    def _kept_in(self, value: Value, node: Node, reader: Reader) -> Kept:
        if value.kind in (Kind.RNGS, Kind.STREAM):
            given_one = node.kind in ("identifier", "attribute")
            return Kept.SHARED if given_one else Kept.OWN
        if value.kind is Kind.TREE:
            kept = Kept.NOTHING
            for child in value.children:
                kept |= self._kept_in(child, node, reader)
            return kept
        return value.kept if value.kind in (Kind.MODULE, Kind.UNKNOWN) else Kept.NOTHING

    def _bases(self, node: Node) -> list[Node]:
        bases = node.field("superclasses")
        listed = bases.parts if bases is not None else []
        return [base for base in listed if base.kind != "keyword_argument"]

    def _has_unknown_base(self, node: Node) -> bool:
        for base in self._bases(node):
            if self._names.symbol(base) in _ROOTS:
                continue
            if self._analysis.definition(base) is None:
                return True
        return False

    def constructor(self, definition: Definition) -> Function | None:
        """The `__init__` that the call of a class runs, without `self`."""
        for found in self._line(Value(Kind.MODULE, owner=definition)):
            read = read_class(found.node)
            if read is not None:
                return read
        return None
