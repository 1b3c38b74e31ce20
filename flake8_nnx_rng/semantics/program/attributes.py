"""Attributes: what the classes of a module assign to `self.x`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.syntax.nodes import ancestor, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.tree import Node


class Attributes:
    """Answers for each class once."""

    def __init__(self) -> None:
        self._values: dict[Node, dict[str, list[Node]]] = {}

    def assigned_to(self, attribute: Node) -> list[Node]:
        """Every value that the class around assigns to an attribute of `self`."""
        owner = ancestor(attribute, "class_definition")
        if owner is None or field_of(attribute, "object").text != "self":
            return []
        return self.assigned_in(owner, attribute.text)

    def named_in(self, owner: Node, name: str | None) -> list[Node]:
        """Every value that a class assigns to this attribute of `self`, to any if it is None."""
        if name is not None:
            return self.assigned_in(owner, f"self.{name}")
        self.assigned_in(owner, "")
        named = self._values[owner].items()
        return [value for name, values in named if name.startswith("self.") for value in values]

    def assigned_in(self, owner: Node, name: str) -> list[Node]:
        """Every value that a class assigns to `self.x`."""
        if owner not in self._values:
            self._values[owner] = _values_in(owner)
        return self._values[owner].get(name, [])


def _values_in(owner: Node) -> dict[str, list[Node]]:
    found: dict[str, list[Node]] = {}
    for node in owner.find_all("assignment"):
        value = node.field("right")
        if value is not None:
            found.setdefault(field_of(node, "left").text, []).append(value)
    return found
