"""Writes of attributes: `a.x = v`, `a.x, a.y = v, w`, `a.x = a.y = v`, `setattr(a, "x", v)`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from flake8_nnx_rng.semantics.program.attributes import named_by_text
from flake8_nnx_rng.syntax.nodes import arguments, assigned, call_of, elements, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.module import Module
    from flake8_nnx_rng.syntax.tree import Node

_SEVERAL = frozenset({"pattern_list", "tuple_pattern", "list_pattern", "tuple", "list"})


class Write(NamedTuple):
    """A value that becomes an attribute: the statement, whose attribute, its name, the value."""

    statement: Node
    holder: Node
    name: str
    value: Node

    @property
    def written(self) -> str:
        """The attribute as it is written elsewhere, `self.x`."""
        return f"{self.holder.text}.{self.name}"


def writes(module: Module) -> list[Write]:
    """All of a module, in the order of places."""
    statements = module.tree.assignments_to(ast.Attribute)
    found = [write for statement in statements for write in _of_assignment(statement)]
    found += [w for mention in module.mentions_by_name("setattr") for w in _of_setattr(mention)]
    return sorted(found, key=lambda write: write.value.start)


def _of_assignment(statement: Node) -> Iterator[Write]:
    target, value = statement.field("left"), statement.field("right")
    if target is not None and value is not None:
        yield from _to(statement, target, assigned(value))


def _to(statement: Node, target: Node, value: Node) -> Iterator[Write]:
    """What a target takes; of several each its own, where the values are written out."""
    if target.kind == "attribute":
        holder, name = field_of(target, "object"), field_of(target, "attribute").text
        yield Write(statement, holder, name, value)
    values = elements(value) if target.kind in _SEVERAL else None
    if values is not None and len(values) == len(target.parts):
        for each, taken in zip(target.parts, values, strict=True):
            yield from _to(statement, each, taken)


def _of_setattr(mention: Node) -> Iterator[Write]:
    """A name that is computed is none that anything else has, unless it is computed alike."""
    call = call_of(mention)
    passed = () if call is None else arguments(call).positional
    if call is not None and len(passed) == 3:
        named = named_by_text(call, "setattr")
        name = f"{{{passed[1].text}}}" if named is None else named[1]
        yield Write(call, passed[0], name, passed[2])
