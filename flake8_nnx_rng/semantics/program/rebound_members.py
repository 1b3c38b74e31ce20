"""Members that a module gives other values: on instances, or in the bodies of classes."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.program.functions import class_around
from flake8_nnx_rng.syntax.nodes import is_assigned, is_field

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.module import Module
    from flake8_nnx_rng.syntax.tree import Node


class ReboundMembers:
    """Answers for one module, for each name once."""

    def __init__(self, module: Module) -> None:
        self._module = module
        self._known: dict[str, tuple[bool, set[Node | None]]] = {}

    def is_set(self, name: str, classes: Collection[Node | None]) -> bool:
        """Whether the name gets another value, on any instance or in the body of these classes."""
        if name not in self._known:
            self._known[name] = self._read(name)
        on_instance, within = self._known[name]
        return on_instance or not within.isdisjoint(classes)

    def _read(self, name: str) -> tuple[bool, set[Node | None]]:
        within: set[Node | None] = set()
        for mention in self._module.mentions_by_name(name):
            around = mention.parent
            if around is None:
                continue
            if around.kind == "attribute" and is_field(around, "attribute", mention):
                if is_assigned(around) and not _wraps_itself(around):
                    return True, within
            elif is_assigned(mention):
                within.add(class_around(mention))
        return False, within


def _wraps_itself(attribute: Node) -> bool:
    """`self.step = nnx.jit(self.step)`, which takes the method first."""
    statement = attribute.parent
    value = None if statement is None else statement.field("right")
    return value is not None and attribute.text in value.text
