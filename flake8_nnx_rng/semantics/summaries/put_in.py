"""What is put into the containers of a module, one by one, and which of them are emptied again."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from flake8_nnx_rng.syntax.nodes import arguments, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.module import Module
    from flake8_nnx_rng.syntax.tree import Node

_FILLING = {"append": 0, "extend": 0, "insert": 1, "setdefault": 1, "update": 0}
"""The methods that put something in, and which argument that is."""
_EMPTYING = ("clear", "pop", "popitem", "remove")
_ADDING = ("+=", "|=")


class PutIn:
    """Answers for one module, by how a container is written."""

    def __init__(self, module: Module) -> None:
        self._module = module

    def into(self, written: str, around: Node) -> list[Node]:
        """What is put into a container within a piece of code; nothing where it is emptied."""
        if written in self._emptied:
            return []
        return [put for put in self._put.get(written, []) if around.start <= put.start < around.end]

    @cached_property
    def _put(self) -> dict[str, list[Node]]:
        found: dict[str, list[Node]] = {}
        for whole, data in (*self._by_methods(), *self._by_statements()):
            found.setdefault(whole.text, []).append(data)
        return found

    def _by_methods(self) -> Iterator[tuple[Node, Node]]:
        for name, place in _FILLING.items():
            for member in self._members(name):
                call = member.parent
                if call is not None and call.kind == "call":
                    given = arguments(call)
                    named = given.keywords.values() if name == "update" else ()
                    for data in (*given.positional[place : place + 1], *named):
                        yield field_of(member, "object"), data

    def _by_statements(self) -> Iterator[tuple[Node, Node]]:
        """What a subscript is given, and what is added to a whole."""
        for node in self._module.tree.assignments_to(ast.Subscript):
            target, value = field_of(node, "left"), node.field("right")
            if value is not None and target.kind == "subscript":
                yield field_of(target, "value"), value
        for node in self._module.root.find_all("augmented_assignment"):
            if field_of(node, "operator").text in _ADDING:
                yield field_of(node, "left"), field_of(node, "right")

    @cached_property
    def _emptied(self) -> set[str]:
        return {field_of(m, "object").text for name in _EMPTYING for m in self._members(name)}

    def _members(self, name: str) -> Iterator[Node]:
        """The attributes of this name."""
        around = (mention.parent for mention in self._module.mentions_by_name(name))
        return (node for node in around if node is not None and node.kind == "attribute")
