"""Reach: which functions of a module may come to run something, told by names alone."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from flake8_nnx_rng.semantics.program.functions import (
    class_around,
    decorated_as,
    read_parameters,
)
from flake8_nnx_rng.syntax.nodes import ancestor, field_of, is_field, is_in
from flake8_nnx_rng.syntax.scopes import BODIES, FUNCTIONS

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.module import Module
    from flake8_nnx_rng.syntax.tree import Node

_FUNCTION = "function_definition"
_INSTANCE = "__call__"
_MAKING = ("__init__", "__post_init__")
"""What a class runs when it is called."""
_MOST = 4
"""Calls of what calls return, after which nothing is followed any further."""
_TARGETS = {
    "assignment": "left",
    "named_expression": "name",
    "for_statement": "left",
    "for_in_clause": "left",
}
_TYPED = ("typed_parameter", "typed_default_parameter", "assignment")
_HANDING = ("argument_list", "keyword_argument")
_GIVING = frozenset({*_TARGETS, *_TYPED, *_HANDING})
"""Where something gets a name, or is handed to what gives it one."""
_TOLD_BY_STRING = r"(?::|->)\s*[\"'](\w+)[\"']"
_PICKING = frozenset({"get", "pop", "copy", "items", "values", "setdefault"})
"""What takes something out of a container that holds it."""


class Handle(NamedTuple):
    """A name by which something is run after so many calls, in one function alone or anywhere."""

    name: str
    calls: int = 1
    within: Node | None = None


@dataclass(frozen=True)
class Reach:
    """The functions of a module from which something may be run, and the `names` of what runs it.

    The `local` ones mean it in some functions only. Where it may be run by a `nameless` call, as
    operators are, that may be any.
    """

    functions: set[Node]
    names: frozenset[str]
    local: dict[str, list[Node]] = field(default_factory=dict)
    nameless: bool = False

    def leads(self, call: Node) -> bool:
        """Whether a call may come to run it."""
        function = field_of(call, "function")
        if function.kind == "attribute":
            return field_of(function, "attribute").text in self.names
        if function.kind != "identifier" or self.nameless or function.text in self.names:
            return True
        return any(is_in(call, around) for around in self.local.get(function.text, ()))


def reaching(module: Module, nodes: Iterable[Node], defined: Iterable[Node] = ()) -> Reach:
    """From where one of these nodes, or what is defined so, may be run.

    They are transformed functions, which return no functions.
    """
    search = _Search(module)
    for node in nodes:
        search.follow(node, 1)
    for definition in defined:
        search.note(definition, 1)
    return search.reach()


class _Search:
    """Looks for what mentions something, or something that does, until nothing is found.

    An instance is run by other names than its method: those of its class that have been called.
    Python runs other methods without any name: where one of those may run it, all functions may,
    and what is called by the name of an attribute.
    """

    def __init__(self, module: Module) -> None:
        self._module = module
        self._taking = Taking(module)
        self._known: set[Handle] = set()
        self._wanted: list[Handle] = []
        self._given: set[tuple[Node, int]] = set()
        """The statements whose targets have been noted, and what their calls come to."""
        self._outermost: dict[Node, Node] = {}
        self._found: set[Node] = set()
        self._left: set[tuple[Node, int]] = set()
        """The functions that were left on the way up, and what their calls come to."""

    def reach(self) -> Reach:
        """All that is found from what was followed and noted before."""
        while self._wanted:
            handle = self._wanted.pop()
            if handle in self._known or handle.calls > _MOST:
                continue
            self._known.add(handle)
            if handle.name.startswith("__") and handle.name != _INSTANCE:
                return self._from_all()
            for mention in self._mentions(handle):
                self.follow(mention, handle.calls)
        names = (handle.name for handle in self._known if handle.within is None)
        local: dict[str, list[Node]] = {}
        for handle in self._known:
            if handle.within is not None:
                local.setdefault(handle.name, []).append(handle.within)
        return Reach(self._found, frozenset(names), local)

    def _mentions(self, handle: Handle) -> list[Node]:
        if handle.within is None:
            return self._module.mentions_by_name(handle.name)
        return self._module.tree.uses(handle.name, handle.within)

    def _from_all(self) -> Reach:
        functions = set(self._module.root.find_all(_FUNCTION))
        names = (handle.name for handle in (*self._known, *self._wanted))
        named = self._module.kept_names.union(map(_called, functions), names)
        return Reach(functions, named, nameless=True)

    def follow(self, node: Node, calls: int) -> None:
        """Note what is around a node that is run after so many calls, and what it is given to.

        What is called as often is no longer that; what it is written in may be.
        """
        inner, returned = node, 0
        for outer in node.ancestors():
            kind = outer.kind
            if kind == "call" and is_field(outer, "function", inner):
                calls -= calls > 0 and not _picks(inner)
            elif kind == "attribute" and is_field(outer, "object", inner):
                calls = calls if _picks(outer) else 0
            elif kind == "lambda":
                calls += 1
            elif kind in ("return_statement", "yield"):
                returned = calls
            elif kind == _FUNCTION:
                returned = calls if is_field(outer, "return_type", inner) else returned
                if (outer, returned) in self._left:
                    return
                self._left.add((outer, returned))
                self._found.add(outer)
                self.note(outer, returned + 1)
                calls = returned = 0
            elif calls > 0 and kind in _GIVING:
                self._note_given(outer, inner, calls)
            elif calls > 0 and kind == "class_definition" and _is_before_body(node, outer):
                self.note(outer, calls)
            inner = outer

    def note(self, definition: Node, calls: int) -> None:
        """A function that runs it after so many calls, or a class, and what its methods call it."""
        name, owner = field_of(definition, "name").text, class_around(definition)
        if definition.kind != _FUNCTION:
            self._note_instances(definition, name, calls - 1)
        elif owner is not None and name == _INSTANCE:
            self.note(owner, calls + 1)
        elif owner is not None and name in _MAKING:
            name, definition = field_of(owner, "name").text, owner
        self._want(name, calls, definition.parent)

    def _note_instances(self, owner: Node, name: str, calls: int) -> None:
        """What instances are run as; where their methods hand them on, nothing is made of them."""
        for mention in self._module.tree.uses("self", owner) if calls > 0 else ():
            kind = None if mention.parent is None else mention.parent.kind
            if kind in _HANDING:
                self._wanted += self._taking.handles(mention, calls)
            elif kind != "attribute":
                self.follow(mention, calls)
        if calls > 0 and name in self._told_by_strings:
            self._want("__annotations__", calls, None)  # what strings tell is not followed

    @cached_property
    def _told_by_strings(self) -> set[str]:
        """The types that stand as strings behind parameters and functions."""
        return self._module.source.outline.found(_TOLD_BY_STRING)

    def _note_given(self, outer: Node, inner: Node, calls: int) -> None:
        """The names that something is given where it is assigned, handed on or told as a type."""
        kind = outer.kind
        is_type = kind in _TYPED and is_field(outer, "type", inner)
        if kind in _HANDING:
            self._wanted += self._taking.handles(inner, calls)
        elif is_type and kind != "assignment":
            name = outer.field("name") or outer.parts[0]
            self._want(name.text, max(calls - 1, 1), outer)
        elif kind in _TARGETS:
            self._note_targets(outer, max(calls - is_type, 1))

    def _note_targets(self, statement: Node, calls: int) -> None:
        if (statement, calls) in self._given:
            return
        self._given.add((statement, calls))
        for target in _targets(field_of(statement, _TARGETS[statement.kind])):
            is_attribute = target.kind == "attribute"
            named = field_of(target, "attribute") if is_attribute else target
            self._want(named.text, calls, None if is_attribute else statement)

    def _want(self, name: str, calls: int, place: Node | None) -> None:
        """A name that is bound at a place; what a class binds is an attribute."""
        body, within = place, None
        if body is not None and body.kind not in BODIES:
            body = ancestor(body, *BODIES)
        if body is not None and body.kind in FUNCTIONS and name not in self._global:
            within = self._outermost_around(body)
        self._wanted.append(Handle(name, calls, within))

    def _outermost_around(self, function: Node) -> Node:
        """The outermost function around one, or itself."""
        if function not in self._outermost:
            outer = ancestor(function, *FUNCTIONS)
            found = function if outer is None else self._outermost_around(outer)
            self._outermost[function] = found
        return self._outermost[function]

    @cached_property
    def _global(self) -> frozenset[str]:
        declared: Iterable[Any] = self._module.tree.index.found.get(ast.Global, ())
        return frozenset(name for raw in declared for name in raw.names)


def _is_before_body(node: Node, definition: Node) -> bool:
    return node.start < field_of(definition, "body").start


def _picks(node: Node) -> bool:
    return node.kind == "attribute" and field_of(node, "attribute").text in _PICKING


class Taking:
    """The parameters that the calls of one module fill, told by names alone."""

    def __init__(self, module: Module) -> None:
        self._module = module
        self._filled: dict[tuple[str, int], list[tuple[str, Node]]] = {}

    @cached_property
    def _functions(self) -> dict[str, list[Node]]:
        found: dict[str, list[Node]] = {}
        for function in self._module.root.find_all(_FUNCTION):
            found.setdefault(_called(function), []).append(function)
        return found

    def handles(self, node: Node, calls: int) -> Iterable[Handle]:
        """The names that a function has where it is handed to others as it is."""
        listed = node.parent
        if listed is not None and listed.kind == "keyword_argument":
            return (Handle(field_of(listed, "name").text, calls),)
        if listed is None or listed.parent is None or listed.parent.kind != "call":
            return ()
        function = field_of(listed.parent, "function")
        filled = self._filled_by(function.text.rpartition(".")[2], listed.parts.index(node))
        return [Handle(name, calls, taking) for name, taking in filled]

    def _filled_by(self, name: str, place: int) -> list[tuple[str, Node]]:
        """What is filled at one place of the calls of all functions that have a name."""
        key = name, place
        if key not in self._filled:
            taking = self._functions.get(name, ())
            rows = [(read_parameters(f)[_is_bound(f) :], f) for f in taking]
            filled = ((row[place : place + 1], function) for row, function in rows)
            self._filled[key] = [(p.name, function) for found, function in filled for p in found]
        return self._filled[key]


def _is_bound(function: Node) -> bool:
    """Whether what stands before the dot fills the first parameter."""
    return class_around(function) is not None and not decorated_as(function, "staticmethod")


def _called(function: Node) -> str:
    """How a function is called: a class for its `__init__`."""
    name, owner = field_of(function, "name").text, class_around(function)
    return name if owner is None or name not in _MAKING else field_of(owner, "name").text


def _targets(target: Node) -> Iterator[Node]:
    """`a`, `self.b`, the `c` of `c[0]`, each of several."""
    kind = target.kind
    if kind in ("identifier", "attribute"):
        yield target
    else:
        for part in target.parts[:1] if kind == "subscript" else target.parts:
            yield from _targets(part)
