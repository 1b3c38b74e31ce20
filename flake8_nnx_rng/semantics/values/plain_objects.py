"""Plain objects: instances of classes that are no modules, as a trainer that keeps its model."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.values.annotations import class_named
from flake8_nnx_rng.semantics.values.certainty import is_silenced
from flake8_nnx_rng.semantics.values.values import Definition, Kind, Track, Value, agreed
from flake8_nnx_rng.syntax.bindings import BindingKind
from flake8_nnx_rng.syntax.nodes import ancestor, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.program.functions import Function
    from flake8_nnx_rng.semantics.values.reader import Reader
    from flake8_nnx_rng.syntax.tree import Node


_FAR = 4


def method_of(attribute: Node, analysis: Analysis) -> Function | None:
    """The method that an attribute of an object is, by the class of which that was made."""
    owner = _class_of(field_of(attribute, "object"), analysis)
    if owner is None:
        return None
    instance = Value(Kind.UNKNOWN, owner=owner)
    name = field_of(attribute, "attribute").text
    found = owner.analysis.flow.reader.instances.method(instance, name)
    return None if found is None else found[1]


def _class_of(expression: Node, analysis: Analysis, far: int = _FAR) -> Definition | None:
    """The class that an object has by the call that made it, or by its annotation."""
    if far <= 0:
        return None
    if expression.kind == "call":
        found = analysis.definition(field_of(expression, "function"))
        return found if found is not None and found.node.kind == "class_definition" else None
    located = analysis.imported(expression)
    if located is not None:
        value = located.binding.value
        is_value = located.binding.kind is BindingKind.VALUE
        made = value if is_value else None
        return None if made is None else _class_of(made, located.analysis, far - 1)
    binding = analysis.names.binding(expression)
    if binding is not None and binding.kind is BindingKind.PARAMETER:
        annotation = binding.node.field("type")
        return None if annotation is None else class_named(annotation.parts[0], analysis)
    given = analysis.names.value(expression)
    assigned = [] if given is None else [given]
    if expression.kind == "attribute":
        assigned = analysis.attributes.assigned_to(expression)
    return _class_of(assigned[0], analysis, far - 1) if len(assigned) == 1 else None


def kept_by_self(attribute: Node, reader: Reader) -> Value:
    """What all that the class around assigns to an attribute of `self` agrees on."""
    assigned = reader.analysis.attributes.assigned_to(attribute)
    value = agreed([reader.of(node) for node in assigned])
    owner = ancestor(attribute, "class_definition")
    if owner is not None and owner.field("superclasses") is not None:
        value = value.changed(Track.at_least)  # a module that is made in lanes has one for each
    return as_told(value, reader.analysis)


def as_told(value: Value, analysis: Analysis) -> Value:
    """A module that an object keeps, which its file may have told to be deterministic."""
    is_told = value.kind is Kind.MODULE and is_silenced(analysis)
    return replace(value, quiet=True) if is_told else value
