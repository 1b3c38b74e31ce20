"""Reach: which functions of a module may come to run something, told by names alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.program.functions import class_around, read_parameters
from flake8_nnx_rng.syntax.nodes import field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.module import Module
    from flake8_nnx_rng.syntax.tree import Node

_FUNCTION = "function_definition"


@dataclass(frozen=True)
class Reach:
    """The functions of a module from which something may be run, and the `names` of what runs it.

    By a `nameless` call, as that of an instance, it may be run as well.
    """

    functions: set[Node]
    names: frozenset[str]
    nameless: bool = False

    def leads(self, call: Node) -> bool:
        """Whether a call may come to run it."""
        function = field_of(call, "function")
        if function.kind == "attribute":
            return field_of(function, "attribute").text in self.names
        return function.kind != "identifier" or self.nameless or function.text in self.names


def reaching(module: Module, nodes: Iterable[Node], names: Iterable[str]) -> Reach:
    """From where one of these nodes, or what has one of these names, may be run.

    From what mentions it, or something that does. Python runs some methods without their names:
    where one of those may, all functions may, and what is called by the name of an attribute.
    """
    found: set[Node] = set()
    wanted: list[str] = [*names]
    taking = Taking(module)
    for node in nodes:
        wanted += [*_handed_to(node, found), *taking.names(node)]
    known: set[str] = set()
    while wanted:
        name = wanted.pop()
        if name.startswith("__"):
            functions = set(module.root.find_all(_FUNCTION))
            named = frozenset(map(_called, functions)) | known | {*wanted, *names}
            return Reach(functions, named | module.kept_names, nameless=True)
        if name not in known:
            known.add(name)
            for mention in module.mentions_by_name(name):
                wanted += [*_handed_to(mention, found), *taking.names(mention)]
    return Reach(found, frozenset(known))


class Taking:
    """The parameters that the calls of one module fill, told by names alone."""

    def __init__(self, module: Module) -> None:
        self._module = module
        self._filled: dict[tuple[str, int], frozenset[str]] = {}

    @cached_property
    def _functions(self) -> dict[str, list[Node]]:
        found: dict[str, list[Node]] = {}
        for function in self._module.root.find_all(_FUNCTION):
            found.setdefault(_called(function), []).append(function)
        return found

    def names(self, node: Node) -> Iterable[str]:
        """The names that a function has where it is handed to others as it is."""
        listed = node.parent
        if listed is not None and listed.kind == "keyword_argument":
            return (field_of(listed, "name").text,)
        if listed is None or listed.kind != "argument_list" or listed.parent is None:
            return ()
        function = field_of(listed.parent, "function")
        return self._filled_by(function.text.rpartition(".")[2], listed.parts.index(node))

    def _filled_by(self, name: str, place: int) -> frozenset[str]:
        """What is filled at one place of the calls of all functions that have a name."""
        key = name, place
        if key not in self._filled:
            taking = self._functions.get(name, ())
            rows = (read_parameters(each)[class_around(each) is not None :] for each in taking)
            self._filled[key] = frozenset(p.name for row in rows for p in row[place : place + 1])
        return self._filled[key]


def _handed_to(node: Node, found: set[Node]) -> Iterator[str]:
    """The names under which what is around a node is known; functions around it are found."""
    for outer in node.ancestors():
        kind = outer.kind
        if kind == _FUNCTION:
            if outer in found:
                return
            found.add(outer)
            yield _called(outer)
        elif kind == "class_definition" and node.start < field_of(outer, "body").start:
            yield field_of(outer, "name").text
        elif kind in ("assignment", "named_expression"):
            left = outer.field("left") or outer.field("name")
            yield from () if left is None else _names(left)


def _called(function: Node) -> str:
    """How a function is called: a class for its `__init__`."""
    name, owner = field_of(function, "name").text, class_around(function)
    is_constructor = name == "__init__" and owner is not None
    return field_of(owner, "name").text if is_constructor and owner is not None else name


def _names(target: Node) -> Iterator[str]:
    """`a`, the `b` of `self.b`, the `c` of `c[0]`, each of several."""
    kind = target.kind
    if kind == "identifier":
        yield target.text
    elif kind == "attribute":
        yield field_of(target, "attribute").text
    else:
        for part in target.parts[:1] if kind == "subscript" else target.parts:
            yield from _names(part)
