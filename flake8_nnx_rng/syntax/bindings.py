"""Bindings: which statement gives which name which value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TYPE_CHECKING

from flake8_nnx_rng.syntax.nodes import assigned, field_of, imported_names, targets

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.tree import Node


class BindingKind(Enum):
    """What a name was bound by."""

    IMPORT = auto()
    VALUE = auto()
    UNPACKED = auto()
    FUNCTION = auto()
    CLASS = auto()
    PARAMETER = auto()
    OPAQUE = auto()
    DELETED = auto()


@dataclass(frozen=True)
class Binding:
    """One binding of one name.

    `node` is the binding statement or clause, `path` the dotted path of an import, `value` the
    expression assigned; for UNPACKED, `index` is the element of `value` that the name takes, from
    the end if it is negative; for OPAQUE, `indices` lead to it: `(a, b), c = value`.
    The binding holds from offset `since`; one made `anytime` comes from a function that declares
    the name global or nonlocal and may run at any moment.
    """

    name: str
    kind: BindingKind
    node: Node
    since: int
    path: str | None = None
    value: Node | None = None
    index: int | None = None
    indices: tuple[int, ...] = ()
    anytime: bool = False


DECLARATIONS = ("global_statement", "nonlocal_statement")
BINDERS = (
    "import_statement",
    "import_from_statement",
    "assignment",
    "augmented_assignment",
    "named_expression",
    "for_statement",
    "for_in_clause",
    "as_pattern",
    "delete_statement",
    "capture_pattern",
    "splat_pattern",
    "type_alias_statement",
)
_UNPACKINGS = ("pattern_list", "tuple_pattern", "list_pattern")
DEFINITIONS = ("function_definition", "class_definition")


def bindings_of(node: Node) -> Iterator[Binding]:
    """Every binding that a node of kind `BINDERS` or `DEFINITIONS` makes."""
    kind = node.kind
    if kind == "import_statement":
        yield from _imports(node)
    elif kind == "import_from_statement":
        yield from _from_imports(node)
    elif kind in ("assignment", "named_expression"):
        yield from _assignments(node)
    elif kind in DEFINITIONS:
        yield _definition(node)
    elif kind == "delete_statement":
        yield from _bound(node, node, BindingKind.DELETED)
    elif kind == "capture_pattern":
        yield from _bound(node, node.parts[0], BindingKind.OPAQUE)
    else:
        yield from _clauses(node)


def parameter_bindings(function: Node) -> Iterator[Binding]:
    """The bindings that the parameters of a function or lambda make in its body."""
    listed = function.field("parameters")
    for parameter in listed.parts if listed is not None else []:
        name = parameter_name(parameter)
        if name is not None:
            yield Binding(name.text, BindingKind.PARAMETER, parameter, 0)


def parameter_name(parameter: Node) -> Node | None:
    """The identifier of a parameter node, None for the bare `*` and `/`."""
    kind = parameter.kind
    if kind == "identifier":
        return parameter
    if kind in ("default_parameter", "typed_default_parameter"):
        return parameter.field("name")
    if kind in ("typed_parameter", "list_splat_pattern", "dictionary_splat_pattern"):
        inner = parameter.parts
        return parameter_name(inner[0]) if inner else None
    return None


def _imports(node: Node) -> Iterator[Binding]:
    for child in node.parts:
        if child.kind == "aliased_import":
            path, name = field_of(child, "name").text, field_of(child, "alias").text
            yield Binding(name, BindingKind.IMPORT, node, node.end, path)
        else:
            root = child.text.partition(".")[0]
            yield Binding(root, BindingKind.IMPORT, node, node.end, root)


def _from_imports(node: Node) -> Iterator[Binding]:
    module = field_of(node, "module_name").text
    base = module if module.endswith(".") else module + "."
    for child in imported_names(node):
        if child.kind == "aliased_import":
            original, name = field_of(child, "name").text, field_of(child, "alias").text
        else:
            original = name = child.text
        yield Binding(name, BindingKind.IMPORT, node, node.end, base + original)


def _assignments(node: Node) -> Iterator[Binding]:
    named = node.kind == "named_expression"
    left = node.field("name" if named else "left")
    right = node.field("value" if named else "right")
    if left is None or right is None:  # an annotation alone binds nothing
        return
    right = assigned(right)
    since = right.end
    if left.kind == "identifier":
        yield Binding(left.text, BindingKind.VALUE, node, since, value=right)
    elif left.kind in _UNPACKINGS:
        yield from _unpacked(node, left, right)


def _unpacked(node: Node, left: Node, right: Node) -> Iterator[Binding]:
    for path, element in _elements(left):
        plain = element.kind == "identifier" and len(path) == 1
        kind = BindingKind.UNPACKED if plain else BindingKind.OPAQUE
        whole = () if plain or element.kind == "list_splat_pattern" else path
        for name in targets(element):
            found = Binding(name.text, kind, node, right.end, value=right, index=path[0])
            yield replace(found, indices=whole) if whole else found


def _elements(left: Node, path: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Node]]:
    """What is bound in a pattern, with where it is in the value: behind a star from the end."""
    elements, is_behind = left.parts, False
    for index, element in enumerate(elements):
        here = (*path, index - len(elements) if is_behind else index)
        is_behind = is_behind or element.kind == "list_splat_pattern"
        if element.kind in _UNPACKINGS:
            yield from _elements(element, here)
        else:
            yield here, element


def _definition(node: Node) -> Binding:
    is_class = node.kind == "class_definition"
    kind = BindingKind.CLASS if is_class else BindingKind.FUNCTION
    return Binding(field_of(node, "name").text, kind, node, node.end)


def _clauses(node: Node) -> Iterator[Binding]:
    """Loops, `with`, `except`, `as`, `*rest`, augmented assignment, type alias: of any value."""
    kind = node.kind
    since = node.end
    if kind in ("for_statement", "for_in_clause"):
        since = field_of(node, "right").end
        node_bound = field_of(node, "left")
    elif kind == "as_pattern":
        node_bound = field_of(node, "alias")
    elif kind == "augmented_assignment":
        node_bound = field_of(node, "left")
    elif node.parts:
        node_bound = node.parts[0]
    else:  # `*_` in a `case`
        return
    yield from _bound(node, node_bound, BindingKind.OPAQUE, since)


def _bound(
    node: Node, bound: Node, kind: BindingKind, since: int | None = None
) -> Iterator[Binding]:
    offset = bound.end if since is None else since
    for name in targets(bound):
        yield Binding(name.text, kind, node, offset)
