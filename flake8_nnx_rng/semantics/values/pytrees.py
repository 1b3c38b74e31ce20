"""Pytrees: which modules the transforms of JAX itself take apart, and which they refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.releases.eras import accepts_modules
from flake8_nnx_rng.syntax.nodes import field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.releases import Release
    from flake8_nnx_rng.semantics.values.values import Value
    from flake8_nnx_rng.syntax.tree import Node

_SAYING = ("pytree", "experimental_pytree")
"""What a class may say of itself: `class Block(nnx.Module, experimental_pytree=True)`."""


def is_pytree(value: Value, release: Release) -> bool:
    """Whether JAX takes a value that has state: what a class says, its subclasses do not."""
    told = None if value.owner is None else _told(value.owner.node)
    return accepts_modules(release) if told is None else told


def _told(definition: Node) -> bool | None:
    around, bases = definition.parent, definition.field("superclasses")
    for given in () if bases is None else bases.parts:
        if given.kind == "keyword_argument" and field_of(given, "name").text in _SAYING:
            return field_of(given, "value").kind != "false"
    decorated = around is not None and around.kind == "decorated_definition"
    parts = around.parts if decorated and around is not None else ()
    registered = (p.kind == "decorator" and "register_pytree" in p.text for p in parts)
    return True if any(registered) else None
