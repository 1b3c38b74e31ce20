"""Attributes: what the classes of a module assign to `self.x`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flake8_nnx_rng.syntax.nodes import (
    LITERALS,
    PATTERNS,
    ancestor,
    arguments,
    elements,
    field_of,
    text_of,
)

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.tree import Node


_HOLE = re.compile(r"\{[^{}]*\}")


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

    def literal_of_class(self, owner: Node, name: str) -> Node | None:
        """The literal that the body of a class gives to a name, where that is all it is given."""
        found = self.assigned_in(owner, name)
        own = [v for v in found if ancestor(v, "class_definition", "function_definition") == owner]
        return own[0] if len(own) == 1 and own[0].kind in LITERALS else None

    def lists_in(self, owner: Node) -> list[str]:
        """The attributes to which a class assigns a list, as it is or in a call."""
        self.assigned_in(owner, "")
        named = self._values[owner].items()
        return [
            name.removeprefix("self.")
            for name, values in named
            if name.startswith("self.") and any(map(_is_list, values))
        ]


def _is_list(value: Node) -> bool:
    listed = value.field("arguments") if value.kind == "call" else None
    first = value if listed is None else next(iter(listed.parts), None)
    return first is not None and first.kind == "list"


def _values_in(owner: Node) -> dict[str, list[Node]]:
    """What each attribute is; of one that loses a part, `self.cell.rngs = None`, it is not told."""
    found: dict[str, list[Node]] = {}
    for node in owner.find_all("assignment"):
        left, value = field_of(node, "left"), node.field("right")
        if value is not None and left.kind in PATTERNS:
            for name, part in _paired(left, value):
                found.setdefault(name, []).append(part)
        elif value is not None:
            found.setdefault(left.text, []).append(value)
    for call in owner.find_all("call"):
        named = named_by_text(call, "setattr")
        if named is not None:
            found.setdefault(f"{named[0].text}.{named[1]}", []).append(named[2])
    losing = [name for name, values in found.items() if any(v.kind == "none" for v in values)]
    for parts in (name.split(".") for name in losing):
        if len(parts) > 2:
            found.pop(".".join(parts[:2]), None)
    return found


def _paired(left: Node, value: Node) -> list[tuple[str, Node]]:
    """The names that one statement assigns with their values: `self.a, self.b = a, b`."""
    listed = elements(value) or []
    if len(listed) != len(left.parts):
        return [(left.text, value)]
    return [(name.text, part) for name, part in zip(left.parts, listed, strict=True)]


def named_by_text(call: Node, builtin: str) -> tuple[Node, str, Node] | None:
    """The object, name and last argument of `getattr(x, "name")` or `setattr(x, "name", value)`.

    The name of `f"layer{i}"` is `layer{}`, whatever the number.
    """
    function = call.field("function")
    if function is None or function.kind != "identifier" or function.text != builtin:
        return None
    passed = arguments(call).positional
    if len(passed) < 2 or passed[1].kind != "string":
        return None
    name = text_of(passed[1])
    if name is None and passed[1].text[:1] in "fF":
        name = _HOLE.sub("{}", passed[1].text[1:].strip("\"'"))
    return None if name is None else (passed[0], name, passed[-1])
