"""Filling: what is put into a list, step by step, after it was made."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, TypeAlias

from flake8_nnx_rng.semantics.values.values import UNKNOWN, Kind, Value
from flake8_nnx_rng.syntax.nodes import ancestor, arguments, call_of, elements, field_of, is_field
from flake8_nnx_rng.syntax.scopes import BODIES, COMPREHENSIONS

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.program.names import Names
    from flake8_nnx_rng.semantics.values.frames import Frame
    from flake8_nnx_rng.semantics.values.reader import Reader
    from flake8_nnx_rng.syntax.tree import Node

_PUT = {"append": 0, "insert": 1}
"""The methods that put one thing in, and which argument that is."""
_CHANGING = frozenset({"clear", "pop", "remove", "update", "setdefault", "extend", "__setitem__"})
_LOOKING = frozenset({"enumerate", "len", "list", "print", "range", "reversed", "sum", "tuple"})
_LOOKING |= {"zip", "iter", "isinstance"}
_ALWAYS = frozenset({"block", "expression_statement", "for_statement", "with_statement", "call"})


Filling: TypeAlias = "Node | None"
"""Something that is put into a list, None where it is not known what, or whether."""


class Fillings:
    """Answers for the names and attributes of one module, each once."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._of_names: dict[tuple[str, Node | None], list[tuple[int, Filling]]] = {}
        self._of_attributes: dict[tuple[Node, str], list[tuple[Node, Filling]]] = {}

    def of_name(self, name: Node) -> list[Filling]:
        """What the function around puts into the list of a name before it is used here."""
        key = name.text, ancestor(name, *BODIES)
        if key not in self._of_names:
            self._of_names[key] = list(self._in_scope(*key))
        found = self._of_names[key]
        return [put for _, put in found[: bisect_left(found, name.start, key=itemgetter(0))]]

    def of_attribute(self, owner: Node, name: str) -> list[tuple[Node, Filling]]:
        """What the methods of a class put into the list of `self.name`, each with its method."""
        if (owner, name) not in self._of_attributes:
            self._of_attributes[owner, name] = list(self._in_class(owner, name))
        return self._of_attributes[owner, name]

    def _in_scope(self, name: str, scope: Node | None) -> Iterator[tuple[int, Filling]]:
        for mention in self._names.module.mentions_by_name(name):
            if ancestor(mention, *BODIES) == scope:
                for put in _fillings(mention, self._names):
                    yield mention.start, put

    def _in_class(self, owner: Node, name: str) -> Iterator[tuple[Node, Filling]]:
        for mention in self._names.module.mentions_by_name(name):
            whole = mention.parent
            if whole is None or whole.text != f"self.{name}":
                continue
            method = ancestor(whole, "function_definition", "class_definition")
            if method is not None and ancestor(method, "class_definition") == owner:
                for put in _fillings(whole, self._names):
                    yield method, put


def _fillings(whole: Node, names: Names) -> Iterator[Filling]:
    """What is put into a list where it is mentioned, as a name or an attribute."""
    around = whole.parent
    if around is None:
        return
    if around.kind == "attribute" and is_field(around, "object", whole):
        yield from _by_method(around)
    elif around.kind == "subscript" and is_field(around, "value", whole):
        assigned = around.parent
        if assigned is not None and is_field(assigned, "left", around):
            yield assigned.field("right") if _always_runs(assigned) else None
    elif around.kind == "augmented_assignment" and is_field(around, "left", whole):
        yield from _elements(field_of(around, "right"), around)
    elif around.kind == "argument_list" and not _only_looks(around, names):
        yield None


def filled(value: Value, put: Iterable[Filling], reader: Reader, frame: Frame | None) -> Value:
    """A list with what is put into it; in what order is not known."""
    added = [UNKNOWN if node is None else reader.of(node, frame) for node in put]
    if value.kind is not Kind.TREE or value.keys or not added:
        return value
    children = tuple(dict.fromkeys((*value.children, *added)))
    return Value(Kind.TREE, children=children, uniform=True)


def _by_method(attribute: Node) -> Iterator[Filling]:
    call, name = call_of(attribute), field_of(attribute, "attribute").text
    if call is None:
        return
    passed = arguments(call).positional
    if name in _PUT and len(passed) > _PUT[name]:
        yield passed[_PUT[name]] if _always_runs(call) else None
    elif name == "extend" and passed:
        yield from _elements(passed[0], call)
    elif name in _CHANGING:
        yield None


def _elements(whole: Node, statement: Node) -> Sequence[Filling]:
    if not _always_runs(statement):
        return [None]
    if whole.kind in COMPREHENSIONS:
        return [field_of(whole, "body")]
    listed = elements(whole)
    return [None] if listed is None else listed


def _always_runs(node: Node) -> bool:
    """Whether no more than loops stand between a statement and its function."""
    outer = node.parent
    while outer is not None and outer.kind not in (*BODIES, "module"):
        if outer.kind not in _ALWAYS:
            return False
        outer = outer.parent
    return True


def _only_looks(listed: Node, names: Names) -> bool:
    """Whether a call takes a list as it is: one of Flax, JAX or Python itself."""
    function = None if listed.parent is None else listed.parent.field("function")
    if function is None or names.symbol(function) is not None:
        return True
    return function.kind == "identifier" and function.text in _LOOKING
