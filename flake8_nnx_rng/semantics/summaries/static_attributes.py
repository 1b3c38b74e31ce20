"""Attributes of modules that are static from 0.12.0 on, though modules or state are to be in them.

What an attribute is, data or static, its first value says since then: None, numbers, text and the
containers of Python are static, and refuse modules, Rngs and variables. Arrays are refused outside
of `nnx.jit` alone, where they are no tracers, so that nothing is certain about them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from flake8_nnx_rng.semantics.program.functions import method
from flake8_nnx_rng.semantics.program.names import NNX
from flake8_nnx_rng.semantics.releases.eras import keeps_status
from flake8_nnx_rng.semantics.summaries.containers import (
    holds_data,
    is_data,
    is_plain,
    is_refused_inside,
)
from flake8_nnx_rng.semantics.values.values import Kind, Value
from flake8_nnx_rng.syntax.nodes import ancestor, arguments, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.values.values import Definition
    from flake8_nnx_rng.syntax.tree import Node

_CONSTANTS = frozenset({"none", "integer", "float", "string", "true", "false"})
_FLAX_CONTAINERS = frozenset({f"{NNX}.List", f"{NNX}.Dict"})
_MARK = f"{NNX}.data"
_OBJECT = f"{NNX}.Object"
"""What is no pytree and takes all."""
_FILLING = {"append": 0, "extend": 0, "insert": 1, "update": 0}
"""The methods that put something in, and which argument that is."""
_EMPTYING = ("clear", "pop", "popitem", "remove")
_FAR = 5


@dataclass(frozen=True)
class StaticAttribute:
    """The value that makes an attribute static, and the data that it is given, there or later."""

    value: Node
    name: str
    data: Node
    base: Node


_Assignment: TypeAlias = "tuple[Node, Node, Node]"
"""A statement, the attribute that it assigns to, and the value."""
_Named: TypeAlias = "dict[str, list[_Assignment]]"
"""Assignments by the names of attributes, in the order of places."""


def static_attributes(analysis: Analysis) -> Iterator[StaticAttribute]:
    """Attributes of modules that the target release refuses to fill."""
    if not keeps_status(analysis.release):
        return
    own: dict[Node, _Named] = {}
    others: _Named = {}
    for assignment in _assignments(analysis):
        owner = ancestor(assignment[0], "class_definition")
        if not _of_self(assignment[1]):
            others.setdefault(_name(assignment[1]), []).append(assignment)
        elif owner is not None:
            own.setdefault(owner, {}).setdefault(_name(assignment[1]), []).append(assignment)
    instances, put = analysis.flow.reader.instances, _put_in(analysis)
    deleted = _deleted(analysis)
    for owner, named in own.items():
        definition = analysis.definition_at(owner)
        if not instances.is_module(owner) or not _is_refusing(definition):
            continue
        base = instances.bases(owner)[0]
        for name, assigned in named.items():
            if name in deleted or _is_set_above(definition, name):
                continue
            found = _container(analysis, assigned, put)
            found = found or _empty(analysis, owner, assigned, others.get(name, []))
            if found is not None:
                yield StaticAttribute(found[0], name, found[1], base)


def _assignments(analysis: Analysis) -> list[_Assignment]:
    found = []
    for node in analysis.module.root.find_all("assignment"):
        target, value = node.field("left"), node.field("right")
        if target is not None and value is not None and target.kind == "attribute":
            found.append((node, target, value))
    return found


def _deleted(analysis: Analysis) -> set[str]:
    """The attributes that are taken away somewhere: what comes then is a first value."""
    statements = analysis.module.root.find_all("delete_statement")
    return {_name(each) for statement in statements for each in statement.find_all("attribute")}


def _is_refusing(owner: Definition) -> bool:
    """Whether a class certainly leaves it to the first value; its options hold for it alone."""
    listed = owner.node.field("superclasses")
    options = [] if listed is None else [p for p in listed.parts if p.kind == "keyword_argument"]
    return not options and _leaves_status(owner)


def _leaves_status(owner: Definition, far: int = _FAR) -> bool:
    """Whether neither a class nor what it derives from says what is data, or assigns itself."""
    if far == 0 or _says_data(owner.node) or method(owner.node, "__setattr__") is not None:
        return False
    home = owner.analysis
    for base in home.flow.reader.instances.bases(owner.node):
        if home.names.symbol(base) == _OBJECT:
            return False
        found = home.definition(base)
        is_class = found is not None and found.node.kind == "class_definition"
        if found is not None and is_class and not _leaves_status(found, far - 1):
            return False
    return True


def _says_data(owner: Node) -> bool:
    """Whether an annotation or a default in the body of a class says that something is data."""
    body = field_of(owner, "body")
    told = (n for part in body.parts for n in part.parts if n.kind == "assignment")
    return any("Data" in node.text or "data(" in node.text for node in told)


def _is_set_above(owner: Definition, name: str) -> bool:
    """Whether a class that this one derives from gives an attribute more than a constant."""
    instances = owner.analysis.flow.reader.instances
    for each in instances.line(Value(Kind.MODULE, owner=owner)):
        values = [] if each == owner else each.analysis.attributes.named_in(each.node, name)
        if any(value.kind not in _CONSTANTS for value in values):
            return True
    return False


def _container(
    analysis: Analysis, assigned: list[_Assignment], put: dict[str, list[Node]]
) -> tuple[Node, Node] | None:
    """A display of modules, `self.layers = [nnx.Linear(...), ...]`, with the data in it."""
    is_static = [_is_static(value, analysis) for _, _, value in assigned]
    for index, (statement, target, value) in enumerate(assigned):
        before = is_static[:index] if _is_in_init(statement) else is_static
        if not all(before):
            return None  # an attribute that is data stays so, whatever it is given
        if value.kind in _CONSTANTS or not is_static[index]:
            continue
        if holds_data(value, analysis):
            return value, value
        if len(assigned) == 1:
            data = _put_later(analysis, target, value, put)
            return None if data is None else (value, data)
    return None


def _is_static(value: Node, analysis: Analysis) -> bool:
    """Whether a value that comes first makes an attribute static, or raises."""
    return value.kind in _CONSTANTS or is_plain(value, analysis)


def _put_in(analysis: Analysis) -> dict[str, list[Node]]:
    """What is put into each list and dictionary that is not emptied, by how it is written."""
    found: dict[str, list[Node]] = {}
    for name, place in _FILLING.items():
        for mention in analysis.module.mentions_by_name(name):
            member = mention.parent
            call = None if member is None else member.parent
            if member is None or call is None or call.kind != "call":
                continue
            given = arguments(call).positional[place : place + 1]
            if member.kind == "attribute":
                found.setdefault(field_of(member, "object").text, []).extend(given)
    for node in analysis.module.root.find_all("assignment"):
        target, value = node.field("left"), node.field("right")
        if target is not None and value is not None and target.kind == "subscript":
            found.setdefault(field_of(target, "value").text, []).append(value)
    emptied = _emptied(analysis)
    return {written: put for written, put in found.items() if written not in emptied}


def _put_later(
    analysis: Analysis, target: Node, value: Node, put: dict[str, list[Node]]
) -> Node | None:
    """Data that is put into a container, before or after it becomes the attribute.

    What a later method puts in raises when it meets a transform, if ever: that is for old code.
    """
    written = value.text if value.kind == "identifier" else target.text
    is_wide = analysis.is_legacy and written == target.text
    around = ancestor(target, "class_definition" if is_wide else "function_definition")
    is_early = is_wide or written != target.text or _is_in_init(target)
    if around is None or not is_early:
        return None
    for data in put.get(written, []):
        if around.start <= data.start < around.end and _puts_data(data, analysis):
            return data
    return None


def _emptied(analysis: Analysis) -> set[str]:
    """What is emptied again, as it is written."""
    mentions = (m for name in _EMPTYING for m in analysis.module.mentions_by_name(name))
    members = (m.parent for m in mentions)
    return {field_of(m, "object").text for m in members if m is not None and m.kind == "attribute"}


def _puts_data(data: Node, analysis: Analysis) -> bool:
    is_filled = is_plain(data, analysis) and holds_data(data, analysis)
    return is_refused_inside(data, analysis) or is_filled


def _empty(
    analysis: Analysis, owner: Node, assigned: list[_Assignment], others: list[_Assignment]
) -> tuple[Node, Node] | None:
    """None in `__init__`, and data later: in the class, or in an instance of it."""
    reader = analysis.flow.reader
    (statement, _, first), *later = assigned
    if first.kind != "none" or not _always(statement):
        return None
    for _, _, value in later:
        if analysis.names.called(value) == _MARK:
            return None
        if _refused(value, analysis):
            return first, value
    for _, target, value in others:
        instance = reader.of(field_of(target, "object")).owner
        if instance is not None and instance.node == owner and _refused(value, analysis):
            return first, value
    return None


def _refused(value: Node, analysis: Analysis) -> bool:
    """Whether a static attribute refuses a value that is no container of Python."""
    called = analysis.names.called(value)
    if called == _MARK or is_plain(value, analysis):
        return False
    return called in _FLAX_CONTAINERS or is_data(value, analysis)


def _of_self(target: Node) -> bool:
    return field_of(target, "object").text == "self"


def _name(target: Node) -> str:
    return field_of(target, "attribute").text


def _always(statement: Node) -> bool:
    """Whether a statement stands in `__init__` itself, under no condition."""
    function = ancestor(statement, "function_definition")
    if function is None or not _is_in_init(statement):
        return False
    body = field_of(function, "body")
    outer = statement.parent
    return outer == body or (outer is not None and outer.parent == body)


def _is_in_init(node: Node) -> bool:
    function = ancestor(node, "function_definition")
    return function is not None and field_of(function, "name").text == "__init__"
