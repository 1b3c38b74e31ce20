"""Scopes: which bindings of a name can reach the place where it is used."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from ast_grep_py import SgNode

from flake8_nnx_rng.syntax.bindings import (
    Binding,
    BindingKind,
    bindings_of,
    block_of,
    parameter_bindings,
)
from flake8_nnx_rng.syntax.nodes import end, start

COMPREHENSIONS = (
    "list_comprehension",
    "set_comprehension",
    "dictionary_comprehension",
    "generator_expression",
)
FUNCTIONS = ("function_definition", "lambda")
SCOPES = (*FUNCTIONS, "class_definition", *COMPREHENSIONS)
_LOOPS = ("for_statement", "while_statement")


@dataclass
class Scope:
    """A module, class, function, lambda or comprehension; `start` and `end` bound its body."""

    node: SgNode
    parent: Scope | None
    start: int
    end: int
    binders: list[SgNode] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """The kind of the scope's node."""
        return self.node.kind()

    @cached_property
    def bindings(self) -> dict[str, list[Binding]]:
        """All bindings of the scope by name, in the order in which they are written."""
        found: dict[str, list[Binding]] = {}
        if self.kind in FUNCTIONS:
            for binding in parameter_bindings(self.node):
                found.setdefault(binding.name, []).append(binding)
        for binder in self.binders:
            for binding in bindings_of(binder):
                found.setdefault(binding.name, []).append(binding)
        return found

    def reaching(self, name: str, offset: int) -> list[Binding]:
        """The bindings of `name` that may hold at `offset`; empty for a builtin or undefined name.

        In the scope that binds the name the order of statements counts. From an inner function all
        its bindings may hold, since nothing says when the function runs.
        """
        own = self.bindings.get(name, [])
        found = _flow(own, offset) if own else []
        if found:
            return found
        outer = self.parent
        while outer is not None:
            bound = outer.bindings.get(name) if outer.kind != "class_definition" else None
            if bound:
                if self.kind in COMPREHENSIONS or self.kind == "class_definition":
                    return outer.reaching(name, offset)
                return [b for b in bound if b.kind is not BindingKind.DELETED] or bound
            outer = outer.parent
        return []


def _flow(bindings: list[Binding], offset: int) -> list[Binding]:
    """Walk back from `offset` to the latest binding that always runs before it."""
    found = [b for b in bindings if b.since > offset and _loops_back(b, offset)]
    for binding in reversed([b for b in bindings if b.since <= offset]):
        found.append(binding)
        first, last = block_of(binding)
        if first <= offset < last:
            break
    return found


def _loops_back(binding: Binding, offset: int) -> bool:
    """Whether a binding after `offset` reaches it again through a loop around both."""
    for outer in binding.node.ancestors():
        if outer.kind() in _LOOPS and start(outer) <= offset < end(outer):
            return True
        if outer.kind() in SCOPES:
            return False
    return False
