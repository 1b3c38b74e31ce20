"""Bindings: which statement gives which name which value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from flake8_nnx_rng.syntax.nodes import ancestor, end, field_of, parts, start, targets

if TYPE_CHECKING:
    from ast_grep_py import SgNode


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
    expression assigned; for UNPACKED, `index` is the element of `value` that the name takes.
    The binding holds from offset `since`; one made `anytime` comes from a function that declares
    the name global or nonlocal and may run at any moment.
    """

    name: str
    kind: BindingKind
    node: SgNode
    since: int
    path: str | None = None
    value: SgNode | None = None
    index: int | None = None
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
    "case_pattern",
    "splat_pattern",
    "type_alias_statement",
)
_UNPACKINGS = ("pattern_list", "tuple_pattern", "list_pattern")
DEFINITIONS = ("function_definition", "class_definition")


def bindings_of(node: SgNode) -> Iterator[Binding]:
    """Every binding that a node of kind `BINDERS` or `DEFINITIONS` makes."""
    kind = node.kind()
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
    elif kind == "case_pattern":
        yield from _captures(node)
    else:
        yield from _clauses(node)


def declared_names(declaration: SgNode) -> Iterator[str]:
    """The names of a `global` or `nonlocal` statement."""
    return (name.text() for name in parts(declaration))


def parameter_bindings(function: SgNode) -> Iterator[Binding]:
    """The bindings that the parameters of a function or lambda make in its body."""
    listed = function.field("parameters")
    for parameter in parts(listed) if listed is not None else []:
        name = parameter_name(parameter)
        if name is not None:
            yield Binding(name.text(), BindingKind.PARAMETER, parameter, 0)


def parameter_name(parameter: SgNode) -> SgNode | None:
    """The identifier of a parameter node, None for the bare `*` and `/`."""
    kind = parameter.kind()
    if kind == "identifier":
        return parameter
    if kind in ("default_parameter", "typed_default_parameter"):
        return parameter.field("name")
    if kind in ("typed_parameter", "list_splat_pattern", "dictionary_splat_pattern"):
        inner = parts(parameter)
        return parameter_name(inner[0]) if inner else None
    return None


def _imports(node: SgNode) -> Iterator[Binding]:
    for child in parts(node):
        if child.kind() == "aliased_import":
            path, name = field_of(child, "name").text(), field_of(child, "alias").text()
            yield Binding(name, BindingKind.IMPORT, node, end(node), path)
        else:
            root = child.text().partition(".")[0]
            yield Binding(root, BindingKind.IMPORT, node, end(node), root)


def _from_imports(node: SgNode) -> Iterator[Binding]:
    module = field_of(node, "module_name").text()
    base = module if module.endswith(".") else module + "."
    for child in node.field_children("name"):
        if child.kind() == "aliased_import":
            original, name = field_of(child, "name").text(), field_of(child, "alias").text()
        else:
            original = name = child.text()
        yield Binding(name, BindingKind.IMPORT, node, end(node), base + original)


def _assignments(node: SgNode) -> Iterator[Binding]:
    named = node.kind() == "named_expression"
    left = node.field("name" if named else "left")
    right = node.field("value" if named else "right")
    if left is None or right is None:  # an annotation alone binds nothing
        return
    while right.kind() == "assignment":  # a = b = value
        right = field_of(right, "right")
    since = end(right)
    if left.kind() == "identifier":
        yield Binding(left.text(), BindingKind.VALUE, node, since, value=right)
    elif left.kind() in _UNPACKINGS:
        yield from _unpacked(node, left, right)


def _unpacked(node: SgNode, left: SgNode, right: SgNode) -> Iterator[Binding]:
    elements = parts(left)
    starred = any(element.kind() == "list_splat_pattern" for element in elements)
    for index, element in enumerate(elements):
        for name in targets(element):
            plain = element.kind() == "identifier" and not starred
            kind = BindingKind.UNPACKED if plain else BindingKind.OPAQUE
            yield Binding(name.text(), kind, node, end(right), value=right, index=index)


def _definition(node: SgNode) -> Binding:
    is_class = node.kind() == "class_definition"
    kind = BindingKind.CLASS if is_class else BindingKind.FUNCTION
    return Binding(field_of(node, "name").text(), kind, node, end(node))


def _clauses(node: SgNode) -> Iterator[Binding]:
    """Loops, `with`, `except`, `as`, `*rest`, augmented assignment, type alias: of any value."""
    kind = node.kind()
    since = end(node)
    if kind in ("for_statement", "for_in_clause"):
        since = end(field_of(node, "right"))
        node_bound = field_of(node, "left")
    elif kind == "as_pattern":  # the grammar gives the name no field in a `case`
        node_bound = node.field("alias") or parts(node)[-1]
    elif kind == "augmented_assignment":
        node_bound = field_of(node, "left")
    else:
        node_bound = parts(node)[0]
    yield from _bound(node, node_bound, BindingKind.OPAQUE, since)


def _captures(pattern: SgNode) -> Iterator[Binding]:
    """The name that a `case` pattern captures: `case name`, not `case module.name`."""
    inner = parts(pattern)
    if inner and inner[0].kind() == "keyword_pattern":  # case Class(attribute=name)
        inner = parts(inner[0])[1:]
    if len(inner) == 1 and inner[0].kind() == "dotted_name" and len(parts(inner[0])) == 1:
        yield from _bound(pattern, inner[0], BindingKind.OPAQUE)


def _bound(
    node: SgNode, bound: SgNode, kind: BindingKind, since: int | None = None
) -> Iterator[Binding]:
    offset = end(bound) if since is None else since
    for name in targets(bound):
        yield Binding(name.text(), kind, node, offset)


def block_of(binding: Binding) -> tuple[int, int]:
    """The range of code that runs only if the binding's own block does."""
    block = ancestor(binding.node, "block", "module")
    while block is not None and block.kind() == "block":
        owner = block.parent()
        if owner is None or owner.kind() != "with_statement":
            break
        block = ancestor(owner, "block", "module")
    return (0, 2**62) if block is None or block.kind() == "module" else (start(block), end(block))
