"""Loops: what the variable of a loop or comprehension is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.values.values import PLAIN, UNKNOWN, Kind, Value
from flake8_nnx_rng.syntax.bindings import Binding
from flake8_nnx_rng.syntax.nodes import arguments, field_of, targets

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.values.frames import Frame
    from flake8_nnx_rng.semantics.values.reader import Reader
    from flake8_nnx_rng.syntax.tree import Node

_DECIDING = {
    "if_statement": 0,
    "elif_clause": 0,
    "conditional_expression": 1,
    "boolean_operator": 0,
    "match_statement": 0,
}
"""What decides what runs, and the place of its condition."""
_LOOPS = ("for_statement", "for_in_clause")


def iterated(reader: Reader, binding: Binding, frame: Frame | None) -> Value:
    """What a loop variable is."""
    source = source_of(binding)
    if source is None:
        return UNKNOWN
    expression, index = source
    return PLAIN if index == -1 else reader.of(expression, frame).each()


def gathered(binding: Binding, whole: Value) -> Value:
    """What a star takes of what is unpacked: `first, *others = whole`."""
    parts, index = field_of(binding.node, "left").parts, binding.index or 0
    is_here = index < len(parts) and parts[index].kind == "list_splat_pattern"
    if not is_here or whole.kind is not Kind.TREE or whole.keys:
        return UNKNOWN
    last = len(whole.children) - (len(parts) - index - 1)
    children = whole.children if whole.uniform else whole.children[index:last]
    return Value(Kind.TREE, children=children, uniform=whole.uniform)


def picks(loop: Node) -> bool:
    """Whether a condition in a loop looks at what it runs over, and may mean some of it alone."""
    whole = loop if loop.kind == "for_statement" else loop.parent or loop
    names = {name.text for name in targets(field_of(loop, "left"))}
    mentioned = (name for c in _conditions(whole) for name in c.find_all("identifier"))
    return any(name.text in names for name in mentioned)


def _conditions(loop: Node) -> Iterator[Node]:
    """What decides in a loop or comprehension."""
    for kind, place in _DECIDING.items():
        for deciding in loop.find_all(kind):
            yield deciding.parts[place]
    yield from (part.parts[0] for part in loop.parts if part.kind == "if_clause")


def source_of(binding: Binding) -> tuple[Node, int] | None:
    """What a loop variable runs over, with 0; a counter has -1 in place of it."""
    loop = binding.node
    if loop.kind not in _LOOPS:
        return None
    iterable = field_of(loop, "right")
    names = [node.text for node in _targets(field_of(loop, "left"))]
    if binding.name not in names:
        return None
    index = names.index(binding.name)
    function = field_of(iterable, "function") if iterable.kind == "call" else iterable
    if function != iterable and function.kind == "attribute":
        return _of_method(iterable, function, index, len(names))
    called = function.text if function != iterable else ""
    given = arguments(iterable).positional if called else ()
    if called == "range":
        return iterable, -1
    if called == "enumerate" and given:
        return (given[0], 0) if index == 1 else (iterable, -1)
    if called == "zip" and index < len(given):
        return given[index], 0
    if called in ("reversed", "iter", "list", "tuple") and given:
        return given[0], 0
    return (iterable, 0) if len(names) == 1 else None


def _of_method(call: Node, method: Node, index: int, count: int) -> tuple[Node, int] | None:
    """The same for what a method gives: `layers.items()`, `layers.values()`."""
    name, held = field_of(method, "attribute").text, field_of(method, "object")
    if name == "items" and count == 2:
        return (held, 0) if index == 1 else (call, -1)
    if count != 1:
        return None
    return (held if name == "values" else call, 0)


def _targets(left: Node) -> list[Node]:
    return left.parts if left.kind in ("pattern_list", "tuple_pattern") else [left]
