"""Outside calls: those of transformed functions in the other files of the project."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from flake8_nnx_rng.semantics.program.call_sites import CallSite
from flake8_nnx_rng.semantics.program.functions import class_around
from flake8_nnx_rng.semantics.program.in_place_statements import is_tried
from flake8_nnx_rng.semantics.program.uses import definition_of
from flake8_nnx_rng.syntax.import_text import clauses
from flake8_nnx_rng.syntax.module import reference
from flake8_nnx_rng.syntax.nodes import ancestor, field_of, is_field

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.program.layers import Stack
    from flake8_nnx_rng.syntax.tree import Node


class OutsideCall(NamedTuple):
    """A call of a transformed function, and the module in which it stands."""

    caller: Analysis
    site: CallSite


class OutsideCalls:
    """Finds the calls in other files."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis
        self._known: dict[Node, list[OutsideCall]] = {}

    def of(self, stack: Stack) -> list[OutsideCall]:
        """The calls of a transformed function that are certainly of it, in the order of paths."""
        if stack.root not in self._known:
            self._known[stack.root] = list(self._find(stack))
        return self._known[stack.root]

    def _find(self, stack: Stack) -> Iterator[OutsideCall]:
        neighbours, name = self._analysis.neighbours, _name(stack.root)
        if neighbours is None or name is None:
            return
        for caller in neighbours.importers(name, self._analysis):
            for mention in mentions_in(name, caller):
                call = _call_of(mention)
                if call is not None and self._is_call_of(stack, call, caller):
                    yield OutsideCall(caller, CallSite(call))

    def _is_call_of(self, stack: Stack, call: Node, caller: Analysis) -> bool:
        """Whether this is a call of the function, and not one that is expected to fail."""
        found = caller.flow.stack_called(field_of(call, "function"))
        is_same = found is not None and found[0] is self._analysis and found[1].root == stack.root
        return is_same and not is_tried(call) and not caller.guards.protects(call)


def _name(root: Node) -> str | None:
    """The name by which other files may call a transformed function."""
    if root.kind == "decorated_definition":
        definition = definition_of(root)
        if ancestor(root, "function_definition", "lambda") is not None:
            return None
        is_reached = class_around(definition) is None or "@staticmethod" in _decorators(root)
        return field_of(definition, "name").text if is_reached else None
    assignment = root.parent
    left = None if assignment is None else assignment.field("left")
    is_global = ancestor(root, "function_definition", "lambda", "class_definition") is None
    is_name = is_global and left is not None and left.kind == "identifier"
    return left.text if is_name and left is not None else None


def mentions_in(name: str, caller: Analysis) -> Iterator[Node]:
    """The mentions of a name, and of what a module imports it as."""
    imported = clauses(caller.module.source.code, name)
    for local in dict.fromkeys((name, *(c.local for c in imported if c.name == name))):
        yield from caller.module.mentions_by_name(local)


def _decorators(root: Node) -> set[str]:
    return {node.text for node in root.parts if node.kind == "decorator"}


def _call_of(mention: Node) -> Node | None:
    """The call of what a mentioned name stands for."""
    expression = reference(mention)
    call = None if expression is None else expression.parent
    if expression is None or call is None or call.kind != "call":
        return None
    return call if is_field(call, "function", expression) else None
