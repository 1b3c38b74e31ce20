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
    own: dict[Node, list[_Assignment]] = {}
    others: dict[str, list[_Assignment]] = {}
    for assignment in _assignments(analysis):
        owner = ancestor(assignment[0], "class_definition")
        if not _of_self(assignment[1]):
            others.setdefault(_name(assignment[1]), []).append(assignment)
        elif owner is not None:
            own.setdefault(owner, []).append(assignment)
    instances, appends = analysis.flow.reader.instances, _appends(analysis)
    for owner, kept in own.items():
        if not instances.is_module(owner) or _tells_status(owner):
            continue
        base = instances.bases(owner)[0]
        found = (*_containers(analysis, kept, appends), *_empty(analysis, owner, kept, others))
        for value, name, data in found:
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


def _containers(
    analysis: Analysis, own: list[_Assignment], appends: dict[str, list[Node]]
) -> Iterator[tuple[Node, str, Node]]:
    """Displays of modules: `self.layers = [nnx.Linear(...), ...]`."""
    for _, target, value in own:
        if value.kind == "call":
            continue
        if _holds_data(analysis, value):
            yield value, _name(target), value
            continue
        later = _appended(analysis, target, value, appends)
        if later is not None:
            yield value, _name(target), later


def _holds_data(analysis: Analysis, value: Node) -> bool:
    """Whether a container of Python certainly has data in it."""
    reader = analysis.flow.reader
    if value.kind == "dictionary_comprehension":
        return _has_data(reader.of(field_of(field_of(value, "body"), "value")))
    found = reader.of(value)
    return found.kind is Kind.TREE and _has_data(found)


def _appends(analysis: Analysis) -> dict[str, list[Node]]:
    """What is appended to each list, by how the list is written."""
    found: dict[str, list[Node]] = {}
    for mention in analysis.module.mentions_by_name("append"):
        member = mention.parent
        call = None if member is None else member.parent
        if member is not None and call is not None and call.kind == "call":
            written = field_of(member, "object").text
            found.setdefault(written, []).extend(arguments(call).positional)
    return found


def _appended(
    analysis: Analysis, target: Node, value: Node, appends: dict[str, list[Node]]
) -> Node | None:
    """Data that is appended to a list, before or after it becomes the attribute."""
    if value.kind not in ("list", "identifier"):
        return None
    is_name = value.kind == "identifier"
    around = ancestor(target, "function_definition" if is_name else "class_definition")
    for data in appends.get(value.text if is_name else target.text, ()):
        is_inside = around is not None and around.start <= data.start < around.end
        if is_inside and _is_data(analysis.flow.reader.of(data)):
            return data
    return None


def _empty(
    analysis: Analysis,
    owner: Node,
    own: list[_Assignment],
    others: dict[str, list[_Assignment]],
) -> Iterator[tuple[Node, str, Node]]:
    """None in `__init__`, and data later: in the class, or in an instance of it."""
    reader = analysis.flow.reader
    first: dict[str, Node] = {}
    for statement, target, value in own:
        name = _name(target)
        if name not in first:
            first[name] = value if value.kind == "none" and _always(statement) else target
        elif first[name].kind == "none" and _is_data(reader.of(value)):
            yield first[name], name, value
            first[name] = target
    for name, empty in first.items():
        for _, target, value in others.get(name, ()) if empty.kind == "none" else ():
            instance = reader.of(field_of(target, "object")).owner
            if instance is not None and instance.node == owner and _is_data(reader.of(value)):
                yield empty, name, value
                break


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
