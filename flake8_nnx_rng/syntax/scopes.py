"""Scopes: which bindings of a name can reach the place where it is used."""

from __future__ import annotations

import ast
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

from flake8_nnx_rng.syntax.binders import bound_names, parameter_names
from flake8_nnx_rng.syntax.bindings import (
    BINDERS,
    DEFINITIONS,
    Binding,
    BindingKind,
    bindings_of,
    parameter_bindings,
)
from flake8_nnx_rng.syntax.tree import nodes_of
from flake8_nnx_rng.syntax.ways import Ways, outermost_loop

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.tree import Node, Tree

COMPREHENSIONS = (
    "list_comprehension",
    "set_comprehension",
    "dictionary_comprehension",
    "generator_expression",
)
FUNCTIONS = ("function_definition", "lambda")
SCOPES = (*FUNCTIONS, "class_definition", *COMPREHENSIONS)
_BINDING = (*BINDERS, *DEFINITIONS)

Ordered: TypeAlias = "tuple[list[Binding], list[int], list[tuple[Binding, int]], bool]"

_IN_CONDITIONS = ("named_expression", "as_pattern", "capture_pattern", "splat_pattern")
"""What may bind a name while a branch is chosen, and so for later ones as well."""


class Scope:
    """A module, class, function, lambda or comprehension; `start` and `end` bound its body.

    `binders` and `declarations` are what stands in it in Python's tree, of which nodes are made
    when somebody asks for its bindings. `is_prose` says that it is the code of a text, in which
    each example means what the text has said last.
    """

    def __init__(
        self,
        tree: Tree,
        raw: ast.AST,
        kind: str,
        parent: Scope | None,
        start: int,
        end: int,
        is_prose: bool = False,
    ) -> None:
        self._tree = tree
        self._raw = raw
        self.kind = kind
        self.parent = parent
        self.start = start
        self.end = end
        self.is_prose = is_prose
        self.binders: list[ast.AST] = []
        self.declarations: list[Any] = []
        self.from_inside: list[Binding] = []
        self._known: dict[str, list[Binding]] = {}
        self._orders: dict[str, Ordered] = {}

    @property
    def node(self) -> Node:
        """The node that opens the scope."""
        return self._tree.node(self._raw)

    @property
    def bindings(self) -> dict[str, list[Binding]]:
        """All bindings of the scope by name, each in the order in which they are written."""
        names = (*self._binders_by_name, *(binding.name for binding in self.from_inside))
        return {name: found for name in dict.fromkeys(names) if (found := self.named(name))}

    def named(self, name: str) -> list[Binding]:
        """The bindings of one name in the order in which they are written."""
        if name not in self._known:
            own = [] if name in self._declared else list(self._written(name))
            self._known[name] = own + [b for b in self.from_inside if b.name == name]
        return self._known[name]

    @cached_property
    def _declared(self) -> frozenset[str]:
        """Names that a `global` or `nonlocal` statement hands to an outer scope."""
        return frozenset(name for declared in self.declarations for name in declared.names)

    @cached_property
    def _binders_by_name(self) -> dict[str, list[ast.AST]]:
        """What binds each name; parameters are bound by the scope itself."""
        found: dict[str, list[ast.AST]] = {}
        if self.kind in FUNCTIONS:
            found = {name: [self._raw] for name in parameter_names(self._raw)}
        for raw in self.binders:
            for name in bound_names(raw):
                binders = found.setdefault(name, [])
                if raw not in binders[-1:]:
                    binders.append(raw)
        return found

    def _written(self, name: str) -> Iterator[Binding]:
        for raw in self._binders_by_name.get(name, ()):
            node = self._tree.node(raw)
            if raw is self._raw:
                found = parameter_bindings(node)
            else:
                binders = nodes_of(node, _BINDING)
                found = (binding for binder in binders for binding in bindings_of(binder))
            yield from (binding for binding in found if binding.name == name)

    def reaching(self, name: str, offset: int) -> list[Binding]:
        """The bindings of `name` that may hold at `offset`; empty for a builtin or undefined name.

        In the scope that binds the name the order of statements counts. From an inner function all
        its bindings may hold, since nothing says when the function runs.
        """
        if self._is_outside(offset) and self.parent is not None:
            return self.parent.reaching(name, offset)
        own = self.named(name)
        found = own if self.kind in COMPREHENSIONS or not own else self._flow(name, offset)
        if found:
            return found
        return self._from_outside(name, offset)

    def _flow(self, name: str, offset: int) -> list[Binding]:
        """What comes before `offset`, what a loop brings back to it and what may run anytime."""
        ordered, offsets, in_loops, _ = self._ordered(name)
        first_later = bisect_right(offsets, offset)
        found = [b for b in ordered if b.anytime] if ordered and ordered[0].anytime else []
        found += [b for b, loop in in_loops if loop <= offset < b.since]
        return found + self._before(name, offset, first_later)

    def _before(self, name: str, offset: int, first_later: int) -> list[Binding]:
        """Walk back from `offset` to what always binds the name before it."""
        ordered, offsets, in_loops, are_plain = self._ordered(name)
        ways = Ways(offset)
        found: list[Binding] = []
        index = first_later - 1
        while index >= 0 and not ordered[index].anytime:
            binding = ordered[index]
            index -= 1
            choice = None if in_loops else ways.has_lost(binding)
            if choice is None:
                found.append(binding)
                if ways.all_pass(binding):
                    break
            elif are_plain:
                index = bisect_left(offsets, choice.start) - 1
        return found

    def _ordered(self, name: str) -> Ordered:
        """The bindings of a name as they hold, and those in loops with the start of the outermost.

        At last, whether all of them are statements.
        """
        if name not in self._orders:
            ordered = sorted(self.named(name), key=lambda b: (not b.anytime, b.since))
            offsets = [-1 if binding.anytime else binding.since for binding in ordered]
            loops = [(b, outermost_loop(b)) for b in ordered if not b.anytime]
            repeated = [(b, loop.start) for b, loop in loops if loop is not None]
            are_plain = not any(binding.node.kind in _IN_CONDITIONS for binding in ordered)
            self._orders[name] = ordered, offsets, repeated, are_plain
        return self._orders[name]

    def hand_out(self) -> None:
        """Give outer scopes the bindings of names that this one declares global or nonlocal."""
        for raw in self.declarations:
            for name in raw.names:
                owner = self._owner(name, isinstance(raw, ast.Global))
                if name in self._binders_by_name and owner is not None:
                    node = self._tree.node(raw)
                    binding = Binding(name, BindingKind.OPAQUE, node, 0, anytime=True)
                    owner.from_inside.append(binding)

    def _owner(self, name: str, is_global: bool) -> Scope | None:
        outer = self.parent
        while outer is not None and outer.parent is not None:
            if not is_global and outer.kind in FUNCTIONS and name in outer._binders_by_name:
                break
            outer = outer.parent
        return outer

    def _is_outside(self, offset: int) -> bool:
        """Whether this is the first iterable of a comprehension, which its parent evaluates."""
        if self.kind not in COMPREHENSIONS:
            return False
        first = next((n for n in self.node.parts if n.kind == "for_in_clause"), None)
        iterable = None if first is None else first.field("right")
        return iterable is not None and iterable.start <= offset < iterable.end

    def _from_outside(self, name: str, offset: int) -> list[Binding]:
        outer = self.parent
        while outer is not None:
            bound = outer.named(name) if outer.kind != "class_definition" else []
            if bound:
                if self.kind in COMPREHENSIONS or self.kind == "class_definition":
                    return outer.reaching(name, offset)
                said = outer.reaching(name, offset) if outer.is_prose else []
                return said or [b for b in bound if b.kind is not BindingKind.DELETED] or bound
            outer = outer.parent
        return []
