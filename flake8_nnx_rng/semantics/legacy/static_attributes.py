"""Attributes of modules that are static from 0.12.0 on, though modules or state are to be in them.

What an attribute is, data or static, its first value says since then: None and the containers of
Python are static, and refuse modules, Rngs and variables.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.releases.eras import keeps_status
from flake8_nnx_rng.semantics.values.values import Kind
from flake8_nnx_rng.syntax.nodes import ancestor, arguments, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.values.values import Value
    from flake8_nnx_rng.syntax.tree import Node

_DATA = frozenset({Kind.RNGS, Kind.STREAM, Kind.KEY})
_VARIABLES = frozenset({"Variable", "Param", "BatchStat", "Cache", "Intermediate"})


@dataclass(frozen=True)
class StaticAttribute:
    """The value that makes an attribute static, and the data that it is given, there or later."""

    value: Node
    name: str
    data: Node
    base: Node


def static_attributes(analysis: Analysis) -> Iterator[StaticAttribute]:
    """Attributes of the modules of old code that the target release refuses to fill."""
    if not analysis.is_legacy or not keeps_status(analysis.release):
        return
    assignments = _assignments(analysis)
    instances = analysis.flow.reader.instances
    for owner in dict.fromkeys(ancestor(node, "class_definition") for node, _, _ in assignments):
        if owner is None or not instances.is_module(owner) or _tells_status(owner):
            continue
        own = [a for a in assignments if ancestor(a[0], "class_definition") == owner]
        others = [a for a in assignments if a not in own]
        base = instances.bases(owner)[0]
        for value, name, data in (*_containers(analysis, own), *_empty(analysis, own, others)):
            yield StaticAttribute(value, name, data, base)


_Assignment: TypeAlias = "tuple[Node, Node, Node]"
"""A statement, the attribute that it assigns to, and the value."""


def _assignments(analysis: Analysis) -> list[_Assignment]:
    found = []
    for node in analysis.module.root.find_all("assignment"):
        target, value = node.field("left"), node.field("right")
        if target is not None and value is not None and target.kind == "attribute":
            found.append((node, target, value))
    return found


def _tells_status(owner: Node) -> bool:
    """Whether a class says itself what its attributes are, or that it is no pytree."""
    body = field_of(owner, "body")
    listed = owner.field("superclasses")
    options = [] if listed is None else [p for p in listed.parts if p.kind == "keyword_argument"]
    annotated = [n for part in body.parts for n in part.parts if n.kind == "assignment"]
    types = [field_of(node, "type").text for node in annotated if node.field("type") is not None]
    return bool(options) or any("Data" in text for text in types)


def _containers(analysis: Analysis, own: list[_Assignment]) -> Iterator[tuple[Node, str, Node]]:
    """Displays of modules: `self.layers = [nnx.Linear(...), ...]`."""
    for _, target, value in own:
        if value.kind == "call":
            continue
        if _of_self(target) and _holds_data(analysis, value):
            yield value, _name(target), value
            continue
        later = _appended(analysis, target, value) if _of_self(target) else None
        if later is not None:
            yield value, _name(target), later


def _holds_data(analysis: Analysis, value: Node) -> bool:
    """Whether a container of Python certainly has data in it."""
    reader = analysis.flow.reader
    if value.kind == "dictionary_comprehension":
        return _has_data(reader.of(field_of(field_of(value, "body"), "value")))
    found = reader.of(value)
    return found.kind is Kind.TREE and _has_data(found)


def _appended(analysis: Analysis, target: Node, value: Node) -> Node | None:
    """Data that is appended to a list, before or after it becomes the attribute."""
    if value.kind == "list":
        written, around = target.text, ancestor(target, "class_definition")
    elif value.kind == "identifier":
        written, around = value.text, ancestor(target, "function_definition")
    else:
        return None
    for call in () if around is None else around.find_all("call"):
        if field_of(call, "function").text == f"{written}.append":
            for appended in arguments(call).positional:
                if _is_data(analysis.flow.reader.of(appended)):
                    return appended
    return None


def _empty(
    analysis: Analysis, own: list[_Assignment], others: list[_Assignment]
) -> Iterator[tuple[Node, str, Node]]:
    """None in `__init__`, and data later: in the class, or in an instance of it."""
    reader = analysis.flow.reader
    first: dict[str, Node] = {}
    for statement, target, value in own:
        name = _name(target)
        if not _of_self(target):
            continue
        if name not in first:
            first[name] = value if value.kind == "none" and _always(statement) else target
        elif first[name].kind == "none" and _is_data(reader.of(value)):
            yield first[name], name, value
            first[name] = target
    owner = ancestor(own[0][0], "class_definition")
    for _, target, value in (*own, *others):
        name = _name(target)
        empty = first.get(name)
        if empty is None or empty.kind != "none" or _of_self(target):
            continue
        instance = reader.of(field_of(target, "object")).owner
        if instance is not None and instance.node == owner and _is_data(reader.of(value)):
            yield empty, name, value
            first[name] = target


def _of_self(target: Node) -> bool:
    return field_of(target, "object").text == "self"


def _name(target: Node) -> str:
    return field_of(target, "attribute").text


def _always(statement: Node) -> bool:
    """Whether a statement stands in `__init__` itself, under no condition."""
    function = ancestor(statement, "function_definition")
    if function is None or field_of(function, "name").text != "__init__":
        return False
    body = field_of(function, "body")
    outer = statement.parent
    return outer == body or (outer is not None and outer.parent == body)


def _is_data(value: Value) -> bool:
    """Whether a value is certainly a module, a variable, or of random numbers."""
    if value.kind is Kind.MODULE:
        export = value.export or ""
        return value.owner is not None or export in _VARIABLES or releases.is_layer(export)
    return value.kind in _DATA


def _has_data(value: Value) -> bool:
    return _is_data(value) or any(map(_has_data, value.children))
