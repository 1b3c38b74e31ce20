"""Instances of module classes: the RNG state that they keep, and what their attributes are."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from functools import partial, reduce
from operator import or_
from typing import TYPE_CHECKING, TypeAlias

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.program.fields import is_record
from flake8_nnx_rng.semantics.program.functions import (
    Function,
    ParameterKind,
    decorated_as,
    is_decorated_otherwise,
    method,
    own_returns,
    read_class,
    read_function,
)
from flake8_nnx_rng.semantics.values.copies import replace
from flake8_nnx_rng.semantics.values.fields import POST_INIT, Fields
from flake8_nnx_rng.semantics.values.filling import Filling, filled
from flake8_nnx_rng.semantics.values.frames import Frame
from flake8_nnx_rng.semantics.values.inherited import inherited
from flake8_nnx_rng.semantics.values.keeping import ROOTS, of_layer
from flake8_nnx_rng.semantics.values.unpacking import defaults, left_over
from flake8_nnx_rng.semantics.values.values import (
    SCALAR,
    SOMEHOW,
    UNKNOWN,
    Definition,
    Keeps,
    Kept,
    Kind,
    Made,
    Value,
)
from flake8_nnx_rng.syntax.nodes import ancestor, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.values.reader import Reader
    from flake8_nnx_rng.syntax.tree import Node

_STATES = frozenset({"State", "GraphState", "FlatState", "GraphDef", "VariableState"})
"""What `nnx.split` gives: trees of arrays, which JAX itself takes."""
_HOLDERS = ("Sequential", "RNN", "Bidirectional")
"""Layers of `flax.nnx` that are made of others."""
_EMPTY = frozenset({"object", "ABC", "Generic", "Protocol"})
"""Bases that add no attributes."""
_REPLACED = (Kind.RNGS, Kind.STREAM, Kind.MODULE)
_FAR = 6
_PROPERTIES = ("property", "cached_property", "functools.cached_property")


Assigned: TypeAlias = "tuple[Reader, Node, Frame | None]"
"""A value that is assigned to an attribute, with who reads it, in which frame."""


class Instances:
    """Answers for the classes that one module defines, and for those of `flax.nnx`."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._analysis = reader.analysis
        self._names = reader.names
        self._frames: dict[Hashable, Frame] = {}
        self._quiet: dict[Node, bool] = {}
        self._bases: dict[Node, list[Node]] = {}
        self._parts: dict[Hashable, list[Assigned]] = {}
        self.fields = Fields(reader)
        self._placed: dict[Hashable, tuple[Value, Value]] = {}

    def is_module(self, node: Node, depth: int = _FAR) -> bool:
        """Whether a class is a module, by itself or through classes that are in view."""
        for base in self.bases(node):
            if self._names.symbol(base) in ROOTS or releases.is_layer(self._names.nnx(base) or ""):
                return True
            found = self._analysis.definition(base)
            is_class = found is not None and found.node.kind == "class_definition"
            if found is None or not is_class or depth <= 0:
                continue
            if found.analysis.flow.reader.instances.is_module(found.node, depth - 1):
                return True
        return False

    def of_class(self, definition: Definition, made: Made | None = None) -> Value:
        """An instance of a class; UNKNOWN if what it derives from is not in view."""
        home = self._reader.at(definition.analysis)
        if home is not self._reader:
            return home.instances.of_class(definition, made)
        if not self.is_module(definition.node):
            if made is not None and is_record(definition.node, self._names):
                return self.fields.record(definition, made)
            is_plain = self._is_plain(definition.node)
            return Value(Kind.OBJECT, owner=definition, made=made) if is_plain else UNKNOWN
        rngs = None if made is None else _given_rngs(made)
        value = Value(
            Kind.MODULE,
            SCALAR if rngs is None else rngs.every,
            apart=() if rngs is None else rngs.apart,
            streams=None if rngs is None else rngs.streams,
            owner=definition,
            made=made,
            quiet=self._is_made_quiet(definition.node),
        )
        question = self, value.identity
        return replace(value, keeps=Keeps(question, partial(self._told_kept, question, value)))

    def _is_made_quiet(self, node: Node) -> bool:
        if node not in self._quiet:
            self._quiet[node] = self._reader.quieting.is_made_quiet(node)
        return self._quiet[node]

    def _is_plain(self, node: Node, depth: int = _FAR) -> bool:
        """Whether a class is no module, and all that it derives from is in view."""
        for base in self.bases(node):
            if base.text.partition("[")[0].rpartition(".")[2] in _EMPTY:
                continue
            found = self._analysis.definition(base)
            is_class = found is not None and found.node.kind == "class_definition"
            if found is None or not is_class or depth <= 0:
                return False
            if not found.analysis.flow.reader.instances._is_plain(found.node, depth - 1):
                return False
        return True

    def of_export(self, name: str, made: Made | None = None) -> Value:
        """An instance of a class of `flax.nnx`."""
        if name in _STATES:
            return UNKNOWN
        kept = of_layer(name, None if made is None else made.switches, self._analysis.release)
        if made is None and kept:
            kept = Kept.UNKNOWN
        kept = Kept.OWN if Kept.OWN in kept else kept
        if name in _HOLDERS:
            return self._holder(name, kept, made)
        rngs = None if made is None else made.keywords.get("rngs")
        if rngs is None:
            return Value(Kind.MODULE, SOMEHOW, keeps=kept, export=name, made=made)
        return Value(
            Kind.MODULE,
            rngs.every,
            rngs.apart,
            rngs.streams,
            keeps=kept,
            export=name,
            made=made,
        )

    def _holder(self, name: str, kept: Kept, made: Made | None) -> Value:
        """A layer that keeps the layers that it is made of, with what they keep."""
        parts = [] if made is None else [part for part in made.given if part.kind is Kind.MODULE]
        kept = reduce(or_, (part.kept for part in parts), kept)
        if made is None:
            kept |= Kept.UNKNOWN
        tracks = {(part.every, part.apart) for part in parts if part.carries}
        every, apart = tracks.pop() if len(tracks) == 1 else (SOMEHOW, ())
        return Value(Kind.MODULE, every, apart, keeps=kept, export=name, made=made)

    def attribute(self, instance: Value, name: str) -> Value:
        """What an attribute of an instance is; UNKNOWN where the class assigns none."""
        assigned = self._assigned(instance, name)
        found = [home.of(node, frame) for home, node, frame in assigned]
        found += self.fields.held(instance, name).values()
        whole = self._reader.some([self._within(value, instance) for value in found])
        if whole.kind in _REPLACED and self._is_replaced(instance, name):
            return UNKNOWN
        if whole.kind is not Kind.TREE:
            return whole
        for home, put, frame in self._put_into(instance, name):
            whole = filled(whole, [put], home, frame).within(instance)
        return whole

    def _is_replaced(self, instance: Value, name: str) -> bool:
        """Whether others give such instances another value: `model.dropout = nnx.Dropout(0.0)`."""
        written = self._analysis.set_from_outside.get(name, ())
        holders = (self._reader.of(write.holder) for write in written)
        return any(holder.owner == instance.owner for holder in holders)

    def _within(self, part: Value, instance: Value) -> Value:
        """A part of an instance as that has it; all of a list is looked at once."""
        if part.kind is not Kind.TREE:
            return part.within(instance)
        key = id(part), instance.identity
        if key not in self._placed:
            self._placed[key] = part, part.within(instance)  # no other has its identity meanwhile
        return self._placed[key][1]

    def _put_anywhere(self, instance: Value) -> Iterator[tuple[Reader, Filling, Frame]]:
        """What is put into all lists that an instance keeps."""
        for definition in self.line(instance):
            for name in definition.analysis.attributes.lists_in(definition.node):
                yield from self._put_into(instance, name)

    def _put_into(self, instance: Value, name: str) -> Iterator[tuple[Reader, Filling, Frame]]:
        """What the methods of an instance put into a list that it keeps."""
        for definition in self.line(instance):
            reader = self._reader.at(definition.analysis)
            for function, put in reader.fillings.of_attribute(definition.node, name):
                yield reader, put, reader.instances.frame(instance, function)

    def stateful(self, instance: Value) -> list[Value]:
        """The attributes of an instance that certainly carry RNG state."""
        found = [
            home.of(node, frame).within(instance)
            for home, node, frame in (*self._assigned(instance), *self._put_anywhere(instance))
            if node is not None
        ]
        found += [value.within(instance) for value in self.fields.held(instance).values()]
        flat = [c for v in found for c in (v.children if v.kind is Kind.TREE else (v,))]
        return [value for value in flat if value.carries and value.kind is not Kind.KEY]

    def method(
        self, instance: Value, name: str, behind: Node | None = None
    ) -> tuple[Definition, Function] | None:
        """The method that an instance has under a name, also from bases that are in view.

        Of a `super()` that is the one `behind` the class in which it stands.
        """
        is_behind = behind is None
        for definition in self.line(instance):
            node = method(definition.node, name) if is_behind else None
            is_behind = is_behind or definition.node == behind
            if node is not None:
                return Definition(definition.analysis, node), read_function(node)
        return None

    def plain(self, definition: Definition, name: str) -> Definition | None:
        """The method that the instances of a class have under a name, where nothing wraps it."""
        found = self.method(Value(Kind.MODULE, owner=definition), name)
        return None if found is None or is_decorated_otherwise(found[0].node) else found[0]

    def line(self, instance: Value) -> Iterator[Definition]:
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
            for base in home.bases(definition.node):
                found = definition.analysis.definition(base)
                if found is not None and found.node.kind == "class_definition":
                    queue.append(found)

    def _assigned(self, instance: Value, name: str | None = None) -> list[Assigned]:
        """Each value assigned to `self.x`, with where and in which frame it is evaluated."""
        key = instance.identity, name
        if key not in self._parts:
            self._parts[key] = list(self._find_assigned(instance, name))
        return self._parts[key]

    def _find_assigned(self, instance: Value, name: str | None) -> Iterator[Assigned]:
        frames: dict[Node, Frame] = {}
        found = False
        for definition in self.line(instance):
            reader = self._reader.at(definition.analysis)
            for node in definition.analysis.attributes.named_in(definition.node, name):
                found = True
                function = ancestor(node, "function_definition", "class_definition")
                if function is None or function.kind == "class_definition":
                    yield reader, node, None
                    continue
                if function not in frames:
                    frames[function] = reader.instances.frame(instance, function)
                if not reader.conditions.rule_out(node, function, frames[function]):
                    yield reader, node, frames[function]
        if name is not None and not found:
            yield from self._of_class(instance, name)
            yield from self._of_property(instance, name)

    def _of_class(self, instance: Value, name: str) -> Iterator[Assigned]:
        """What the nearest class says of an attribute in its body, as literals: `rate = 0.1`."""
        for definition in self.line(instance):
            node = definition.analysis.attributes.literal_of_class(definition.node, name)
            if node is not None and not self.fields.of(definition):  # which a call may fill
                yield self._reader.at(definition.analysis), node, None
            if node is not None:
                return

    def _of_property(self, instance: Value, name: str) -> Iterator[Assigned]:
        """What the property of this name returns."""
        found = self.method(instance, name)
        if found is None or not any(decorated_as(found[0].node, each) for each in _PROPERTIES):
            return
        reader, node = self._reader.at(found[0].analysis), found[0].node
        for statement in own_returns(node):
            for value in statement.parts[:1]:
                yield reader, value, reader.instances.frame(instance, node)

    def frame(self, instance: Value, function: Node) -> Frame:
        """A method of an instance as it runs: scalar, its `__init__` with what it was given."""
        key = instance.identity, function
        if key not in self._frames:
            self._frames[key] = self._frame(instance, function)
        return self._frames[key]

    def _frame(self, instance: Value, function: Node) -> Frame:
        values = {"self": replace(instance, every=SCALAR, apart=())}
        name = field_of(function, "name").text
        if name == "__init__":
            values |= self._given(instance.made, function)
        elif name == POST_INIT:
            values |= self._handed_on(instance, function)
        return self._analysis.frames.of(function, values)

    def _handed_on(self, instance: Value, function: Node) -> dict[str, Value]:
        """What the parameters of a `__post_init__` are."""
        if instance.owner is None or instance.made is None:
            return {}
        names = [parameter.name for parameter in read_function(function).parameters[1:]]
        passed = self.fields.handed_on(instance.owner, self.fields.held(instance))
        return dict(zip(names, passed, strict=False))

    def _given(self, made: Made | None, init: Node) -> dict[str, Value]:
        """What the parameters of an `__init__` are; of an Rngs the instance says what became."""
        read = read_function(init)
        if made is None:
            alone = {p.name: self._alone(init, p.name) for p in read.parameters[1:]}
            return {name: _scalar(v) if v.kind is Kind.RNGS else v for name, v in alone.items()}
        named = [p.name for p in read.parameters if p.kind is ParameterKind.POSITIONAL][1:]
        values = dict(zip(named, made.positional[: made.certain], strict=False))
        known = {parameter.name for parameter in read.parameters}
        values |= {name: v for name, v in made.keywords.items() if name in known}
        if not made.unpacks:
            values |= left_over(read, made.positional, made.keywords, bound=True)
        values |= defaults(read, values, self._reader, is_open=made.unpacks)
        return {
            name: _scalar(v) if v.kind in (Kind.RNGS, Kind.STREAM) else v
            for name, v in values.items()
        }

    def _alone(self, init: Node, name: str) -> Value:
        return self._reader.parameters.alone(init, name)

    def _told_kept(self, question: Hashable, instance: Value) -> Kept:
        read = partial(self._all_kept, instance)
        return reduce(or_, self._analysis.questions.settled(question, read, Kept), Kept.NOTHING)

    def _all_kept(self, instance: Value) -> list[Kept]:
        return [self._kept(instance)]

    def _kept(self, instance: Value) -> Kept:
        kept = Kept.NOTHING
        for reader, node, frame in (*self._assigned(instance), *self._put_anywhere(instance)):
            if node is None:
                kept |= Kept.UNKNOWN
                continue
            kept |= self._kept_in(reader.of(node, frame), node, reader)
        given = self.fields.given(instance)
        for name, value in self.fields.held(instance).items():
            kept |= self._kept_in_field(value, is_given=instance.made is None or name in given)
        for definition in self.line(instance):
            if definition.analysis.flow.reader.instances._has_unknown_base(definition.node):
                layer = inherited(instance, self)
                kept |= Kept.UNKNOWN if layer is None else layer.kept
        return kept

    def _kept_in_field(self, value: Value, *, is_given: bool) -> Kept:
        if value.kind in (Kind.RNGS, Kind.STREAM):
            return Kept.SHARED if is_given else Kept.OWN
        if value.kind is Kind.TREE:
            parts = (self._kept_in_field(child, is_given=is_given) for child in value.children)
            return reduce(or_, parts, Kept.NOTHING)
        return value.kept if value.kind in (Kind.MODULE, Kind.UNKNOWN) else Kept.NOTHING

    def _kept_in(self, value: Value, node: Node, reader: Reader) -> Kept:
        if value.kind in (Kind.RNGS, Kind.STREAM):
            given_one = node.kind in ("identifier", "attribute")
            return Kept.SHARED if given_one else Kept.OWN
        if value.kind is Kind.OBJECT:
            return Kept.UNKNOWN
        if value.kind is Kind.TREE:
            kept = Kept.NOTHING
            for child in value.children:
                kept |= self._kept_in(child, node, reader)
            return kept
        return value.kept if value.kind in (Kind.MODULE, Kind.UNKNOWN) else Kept.NOTHING

    def bases(self, node: Node) -> list[Node]:
        """What a class derives from, as it is written but for what a generic one is of."""
        if node not in self._bases:
            bases = node.field("superclasses")
            listed = bases.parts if bases is not None else []
            named = [base for base in listed if base.kind != "keyword_argument"]
            self._bases[node] = [
                field_of(b, "value") if b.kind == "subscript" else b for b in named
            ]
        return self._bases[node]

    def _has_unknown_base(self, node: Node) -> bool:
        for base in self.bases(node):
            if self._names.symbol(base) in ROOTS:
                continue
            if self._analysis.definition(base) is None:
                return True
        return False

    def constructor(self, definition: Definition) -> Function | None:
        """What the call of a class runs, without `self`: of a dataclass its `__post_init__`."""
        whole = Value(Kind.MODULE, owner=definition)
        last = self.method(whole, POST_INIT) if self.fields.of(definition) else None
        if last is not None:
            return replace(last[1], parameters=last[1].parameters[1:])
        for found in self.line(whole):
            read = read_class(found.node)
            if read is not None:
                return read
        return None


def _given_rngs(made: Made) -> Value | None:
    """The Rngs that the call of a class hands to it."""
    found = [value for value in made.given if value.kind in (Kind.RNGS, Kind.STREAM)]
    if found:
        return found[0]
    return Value(Kind.RNGS, SOMEHOW) if "rngs" in made.keywords or made.unpacks else None


def _scalar(value: Value) -> Value:
    return replace(value, every=SCALAR, apart=())
