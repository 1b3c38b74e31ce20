"""Plain objects: what `self.x` is in a class that is no module, as a trainer keeps its model."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.values.certainty import is_silenced
from flake8_nnx_rng.semantics.values.values import Kind, Track, Value, agreed
from flake8_nnx_rng.syntax.nodes import ancestor

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.values.reader import Reader
    from flake8_nnx_rng.syntax.tree import Node


def kept_by_self(attribute: Node, reader: Reader) -> Value:
    """What all that the class around assigns to an attribute of `self` agrees on."""
    assigned = reader.analysis.attributes.assigned_to(attribute)
    value = agreed([reader.of(node) for node in assigned])
    owner = ancestor(attribute, "class_definition")
    if owner is not None and owner.field("superclasses") is not None:
        value = value.changed(Track.at_least)  # a module that is made in lanes has one for each
    is_told = value.kind is Kind.MODULE and is_silenced(reader.analysis)
    return replace(value, quiet=True) if is_told else value
