"""Attributes of modules that are static from 0.12.0 on, though modules or state are to be in them.

What an attribute is, data or static, its first value says since then: None, numbers, text and the
containers of Python are static, and refuse modules, Rngs and variables. Arrays are refused outside
of `nnx.jit` alone, where they are no tracers, so that nothing is certain about them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from flake8_nnx_rng.semantics.program.attribute_writes import Write
from flake8_nnx_rng.semantics.program.functions import INIT
from flake8_nnx_rng.semantics.releases.eras import first_keeping, keeps_status
from flake8_nnx_rng.semantics.summaries.construction import Construction
from flake8_nnx_rng.semantics.summaries.containers import (
    MARK,
    STATIC_CONSTANTS,
    holds_data,
    is_plain,
    is_refused_inside,
    puts_data,
    refuses,
)
from flake8_nnx_rng.semantics.summaries.data_status import is_refusing
from flake8_nnx_rng.semantics.summaries.put_in import PutIn
from flake8_nnx_rng.semantics.summaries.static_elements import static_elements
from flake8_nnx_rng.semantics.summaries.static_fields import static_arguments, static_defaults
from flake8_nnx_rng.semantics.values.plain_methods import function_run
from flake8_nnx_rng.semantics.values.values import Kind, Value
from flake8_nnx_rng.syntax.bindings import BindingKind
from flake8_nnx_rng.syntax.nodes import ancestor, arguments, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.values.values import Definition
    from flake8_nnx_rng.syntax.tree import Node


class StaticAttribute(NamedTuple):
    """The value that makes an attribute static, and the data that it is given, there or later.

    `holder` is the layer of `flax.nnx` of which it is an element instead; what is a default of a
    field cannot be made data where it stands.
    """

    value: Node
    name: str
    data: Node
    base: Node
    holder: str | None = None
    is_default: bool = False


_Named: TypeAlias = "dict[str, list[Write]]"
"""Writes by the names of attributes, in the order of places."""
_Found: TypeAlias = "tuple[Node, Node] | None"
"""A static value, and the data that comes to it."""


def static_attributes(analysis: Analysis) -> Iterator[StaticAttribute]:
    """Attributes of modules that the target release refuses to fill, each once."""
    if not keeps_status(analysis.release):
        return
    seen: set[Node] = set()
    for found in _all(analysis):
        if found.value not in seen:
            seen.add(found.value)
            yield found


def _all(analysis: Analysis) -> Iterator[StaticAttribute]:
    written, put, built = analysis.writes, PutIn(analysis.module), Construction(analysis)
    yield from StaticWrites(analysis, written, put, built).found()
    instances = analysis.flow.reader.instances
    for value, name, owner in static_arguments(analysis, built):
        yield StaticAttribute(value, name, value, instances.bases(owner.node)[0])
    for value, data, name, owner in static_defaults(analysis, written, put, built):
        base = instances.bases(owner.node)[0]
        yield StaticAttribute(value, name, data, base, is_default=True)
    for value, holder, base in static_elements(analysis):
        yield StaticAttribute(value, holder, value, base, holder)


class StaticWrites:
    """What the methods of classes, and others, write to the attributes of their instances."""

    def __init__(
        self, analysis: Analysis, written: list[Write], put: PutIn, built: Construction
    ) -> None:
        self._analysis = analysis
        self._put = put
        self._built = built
        self._own: dict[Node, _Named] = {}
        self._others: _Named = {}
        for write in written:
            owner = ancestor(write.statement, "class_definition")
            if write.holder.text != "self":
                self._others.setdefault(write.name, []).append(write)
            elif owner is not None:
                self._own.setdefault(owner, {}).setdefault(write.name, []).append(write)

    def found(self) -> Iterator[StaticAttribute]:
        """Each static attribute that is to hold data."""
        deleted, instances = self._deleted(), self._analysis.flow.reader.instances
        for owner, named in self._own.items():
            definition = self._analysis.definition_at(owner)
            for name, own in named.items() if instances.is_module(owner) else ():
                if name in deleted or _is_set_above(definition, name):
                    continue
                found = self._container(definition, own) or self._empty(definition, own)
                if found is None or self._built.runs_unseen(definition, own[0].statement):
                    continue  # what nobody sees may have made it data
                if is_refusing(definition, name):
                    yield StaticAttribute(found[0], name, found[1], instances.bases(owner)[0])
        for name, others in self._others.items():
            for write in others if name not in deleted else ():
                if self._is_refused_from_outside(write):
                    yield StaticAttribute(write.value, name, write.value, write.holder)

    def _deleted(self) -> set[str]:
        """The attributes that are taken away somewhere: what comes then is a first value."""
        statements = self._analysis.module.root.find_all("delete_statement")
        gone = (each for statement in statements for each in statement.find_all("attribute"))
        return {field_of(each, "attribute").text for each in gone}

    def _container(self, owner: Definition, own: list[Write]) -> _Found:
        """A display of modules, `self.layers = [nnx.Linear(...), ...]`, with the data in it."""
        is_static = [_is_static(write.value, self._analysis) for write in own]
        for index, write in enumerate(own):
            before = is_static[:index] if _is_in_init(write.statement) else is_static
            if not all(before):
                return None  # an attribute that is data stays so, whatever it is given
            value = write.value
            if value.kind in STATIC_CONSTANTS:
                continue
            if is_static[index] and holds_data(value, self._analysis):
                return value, value
            is_kept = is_static[index] or value.kind != "call"
            given = self._given(owner, write) if is_kept else None
            if given is not None:
                return value, given
            if is_static[index] and len(own) == 1:
                data = self._put_later(write) or self._put_by(value)
                return None if data is None else (value, data)
        return None

    def _given(self, owner: Definition, write: Write) -> Node | None:
        """A container of Python that a call in view gives for the parameter that is kept."""
        if not _is_in_init(write.statement):
            return None
        for name in _kept(write.value):
            binding = self._analysis.names.binding(name)
            if binding is None or binding.kind is not BindingKind.PARAMETER:
                continue
            is_one = binding.node.text.startswith("*")
            for data in self._built.given(owner.node, name.text):
                if self._is_filled(data, is_one=is_one):
                    return data
        return None

    def _is_filled(self, data: Node, *, is_one: bool) -> bool:
        """Whether what is given is a container with data in it, or is `is_one` of its elements."""
        if is_one:
            return is_refused_inside(data, self._analysis)
        return is_plain(data, self._analysis) and holds_data(data, self._analysis)

    def _put_later(self, write: Write) -> Node | None:
        """Data that is put into a container, before or after it becomes the attribute.

        What a later method puts in raises when it meets a transform, if ever: that is for old code.
        """
        is_attribute = write.value.kind != "identifier"
        written = write.written if is_attribute else write.value.text
        is_wide = is_attribute and self._analysis.is_from_before(first_keeping())
        kind = "class_definition" if is_wide else "function_definition"
        around = ancestor(write.statement, kind)
        is_early = is_wide or not is_attribute or _is_in_init(write.statement)
        if around is None or not is_early:
            return None
        put = self._put.into(written, around)
        return next((data for data in put if puts_data(data, self._analysis)), None)

    def _put_by(self, value: Node) -> Node | None:
        """Data that a function puts into the container that it hands back, whatever decides it."""
        called = value.field("function") if value.kind == "call" else None
        found = None if called is None else function_run(called, self._analysis)
        if found is None:
            return None
        home, body = found.analysis, field_of(found.node, "body")
        put = self._put if home is self._analysis else PutIn(home.module)
        names = {v.text for r in body.find_all("return_statement") for v in r.parts}
        filling = (data for name in sorted(names) for data in put.into(name, found.node))
        return next((data for data in filling if puts_data(data, home)), None)

    def _empty(self, owner: Definition, own: list[Write]) -> _Found:
        """A static value in `__init__`, and data later: in the class, or in an instance of it."""
        first, *later = own
        if not _is_static(first.value, self._analysis) or not _always(first.statement):
            return None
        earlier = self._built.run_before(owner, first.statement)
        for write in (*later, *self._by_deriving(owner.node, first.name)):
            if self._analysis.names.called(write.value) == MARK:
                return None
            if _method_of(write.statement) not in earlier and refuses(write.value, self._analysis):
                return first.value, write.value
        for write in self._others.get(first.name, []):
            instance = self._analysis.flow.reader.of(write.holder).owner
            is_own = instance is not None and instance.node == owner.node
            if is_own and refuses(write.value, self._analysis):
                return first.value, write.value
        return None

    def _by_deriving(self, owner: Node, name: str) -> Iterator[Write]:
        """What classes that derive from one write after the `__init__` of that has run."""
        for each in self._built.all_deriving(owner):
            for write in self._own.get(each, {}).get(name, []):
                function = ancestor(write.statement, "function_definition")
                first = None if _method_of(write.statement) != INIT else function
                if first is not None and not self._built.is_above_first(first, write.statement):
                    break
                yield write

    def _is_refused_from_outside(self, write: Write) -> bool:
        """Whether a statement elsewhere gives an instance a container with data in it."""
        value = write.value
        if not is_plain(value, self._analysis) or not holds_data(value, self._analysis):
            return False
        instance = self._analysis.flow.reader.of(write.holder)
        owner = instance.owner
        if instance.kind is not Kind.MODULE or owner is None or not is_refusing(owner, write.name):
            return False
        line = owner.analysis.flow.reader.instances.line(instance)
        fields = owner.analysis.flow.reader.instances.fields.of(owner)
        return write.name not in fields and all(
            _is_static(told, each.analysis)
            for each in line
            for told in each.analysis.attributes.named_in(each.node, write.name)
        )


def _is_set_above(owner: Definition, name: str) -> bool:
    """Whether a class that this one derives from gives an attribute more than a constant."""
    instances = owner.analysis.flow.reader.instances
    for each in instances.line(Value(Kind.MODULE, owner=owner)):
        values = [] if each == owner else each.analysis.attributes.named_in(each.node, name)
        if any(value.kind not in STATIC_CONSTANTS for value in values):
            return True
    return False


def _is_static(value: Node, analysis: Analysis) -> bool:
    """Whether a value that comes first makes an attribute static, or raises."""
    return value.kind in STATIC_CONSTANTS or is_plain(value, analysis)


def _kept(value: Node) -> list[Node]:
    """The names of which one is kept: `layers`, `layers or []`, `list(layers)`."""
    if value.kind == "call":
        given = arguments(value).positional
        return [part for part in given if part.kind == "identifier"][: len(given) == 1]
    if value.kind == "conditional_expression":
        return [part for part in (value.parts[0], value.parts[-1]) if part.kind == "identifier"]
    if value.kind == "boolean_operator":
        return [part for part in value.parts if part.kind == "identifier"]
    return [value] if value.kind == "identifier" else []


def _always(statement: Node) -> bool:
    """Whether a statement stands in `__init__` itself, under no condition."""
    function = ancestor(statement, "function_definition")
    if function is None or not _is_in_init(statement):
        return False
    return ancestor(statement, "block") == field_of(function, "body")


def _method_of(node: Node) -> str:
    function = ancestor(node, "function_definition")
    return "" if function is None else field_of(function, "name").text


def _is_in_init(node: Node) -> bool:
    return _method_of(node) == INIT
