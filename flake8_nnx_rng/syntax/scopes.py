"""Scopes: which bindings of a name can reach the place where it is used."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

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
from flake8_nnx_rng.syntax.ways import Course, Ways, joined

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.tree import Node, Tree

COMPREHENSIONS = (
    "list_comprehension",
    "set_comprehension",
    "dictionary_comprehension",
    "generator_expression",
)
FUNCTIONS = ("function_definition", "lambda")
BODIES = (*FUNCTIONS, "class_definition")
"""What holds code that is run apart from what is around it."""
SCOPES = (*BODIES, *COMPREHENSIONS)
_BINDING = (*BINDERS, *DEFINITIONS)


class Scope:
    """A module, class, function, lambda or comprehension.

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
        is_prose: bool = False,
    ) -> None:
        self._tree = tree
        self._raw = raw
        self.kind = kind
        self.parent = parent
        self.is_comprehension = kind in COMPREHENSIONS
        self.is_prose = is_prose
        self.binders: list[ast.AST] = []
        self.declarations: list[Any] = []
        self.from_inside: list[Binding] = []
        self._known: dict[str, list[Binding]] = {}
        self._courses: dict[str, Course] = {}
        self._joined: dict[str, Ways | None] = {}

    @cached_property
    def start(self) -> int:
        """Where its names begin to hold: behind decorators, defaults and bases."""
        if self.parent is None:
            return 0
        body: Any = getattr(self._raw, "body", self._raw)
        first = body[0] if isinstance(body, list) else body
        decorators = getattr(first, "decorator_list", None)
        return self._tree.span(decorators[0] if decorators else first)[0]

    @cached_property
    def end(self) -> int:
        """Where they hold no longer; those of a module hold behind its last line."""
        return self._tree.root.end + 1 if self.parent is None else self._tree.span(self._raw)[1]

    @property
    def node(self) -> Node:
        """The node that opens the scope."""
        return self._tree.node(self._raw)

    @property
    def bindings(self) -> dict[str, list[Binding]]:
        """All bindings of the scope by name, each in the order in which they are written."""
        names = (*self._binders_by_name, *(binding.name for binding in self.from_inside))
        return {name: found for name in dict.fromkeys(names) if (found := self.named(name))}

    @property
    def bound(self) -> Iterable[str]:
        """The names that something in the scope binds."""
        return self._binders_by_name.keys()

    @property
    def held(self) -> Iterable[str]:
        """The names that something else binds than functions that nothing decorates."""
        return (n for n, raws in self._binders_by_name.items() if not all(map(_is_plain, raws)))

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
                yield self._parameters[name]
                continue
            for binder in nodes_of(node, _BINDING):
                yield from (binding for binding in bindings_of(binder) if binding.name == name)

    @cached_property
    def _parameters(self) -> dict[str, Binding]:
        return {binding.name: binding for binding in parameter_bindings(self.node)}

    def ways(self, name: str, offset: int) -> Ways | None:
        """The bindings of `name` that may hold at `offset`; none for a builtin or undefined name.

        In the scope that binds the name the order of statements counts. From an inner function all
        its bindings may hold, since nothing says when the function runs.
        """
        if self._is_outside(offset) and self.parent is not None:
            return self.parent.ways(name, offset)
        if self.is_comprehension:
            found = self._all_ways(name)
        else:
            found = self._course(name).at(offset) if self.named(name) else None
        return self._from_outside(name, offset) if found is None else found

    def _course(self, name: str) -> Course:
        if name not in self._courses:
            self._courses[name] = Course(self.node, self.named(name))
        return self._courses[name]

    def _all_ways(self, name: str) -> Ways | None:
        """All bindings of a name, but for what deletes it, where something else binds it."""
        if name not in self._joined:
            bound = self.named(name)
            left = [b for b in bound if b.kind is not BindingKind.DELETED]
            self._joined[name] = joined(left or bound)
        return self._joined[name]

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
        if not self.is_comprehension:
            return False
        first = next((n for n in self.node.parts if n.kind == "for_in_clause"), None)
        iterable = None if first is None else first.field("right")
        return iterable is not None and iterable.start <= offset < iterable.end

    def _from_outside(self, name: str, offset: int) -> Ways | None:
        outer = self.parent
        while outer is not None:
            if outer.kind != "class_definition" and outer.named(name):
                if self.is_comprehension or self.kind == "class_definition":
                    return outer.ways(name, offset)
                said = outer.ways(name, offset) if outer.is_prose else None
                return said or outer._all_ways(name)
            outer = outer.parent
        return None


def _is_plain(binder: ast.AST) -> bool:
    if not isinstance(binder, ast.FunctionDef | ast.AsyncFunctionDef):
        return False
    return not binder.decorator_list
