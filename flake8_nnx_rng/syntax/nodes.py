"""Small readers of ast-grep's Python nodes: what each kind of node holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ast_grep_py import SgNode


_TRIVIA = frozenset({"comment", "line_continuation"})


def start(node: SgNode) -> int:
    """Offset of the node's first code point."""
    return node.range().start.index


def end(node: SgNode) -> int:
    """Offset after the node's last code point."""
    return node.range().end.index


def parts(node: SgNode) -> list[SgNode]:
    """The named children, comments and line continuations left out."""
    return [child for child in node.named_children() if child.kind() not in _TRIVIA]


def bare(node: SgNode) -> SgNode:
    """The expression inside any parentheses."""
    while node.kind() == "parenthesized_expression":
        inner = parts(node)
        if len(inner) != 1:
            break
        node = inner[0]
    return node


def outermost_parenthesis(node: SgNode) -> SgNode:
    """The node with the parentheses around it: the opposite of `bare`."""
    parent = node.parent()
    while parent is not None and parent.kind() == "parenthesized_expression":
        node, parent = parent, parent.parent()
    return node


def ancestor(node: SgNode, *kinds: str) -> SgNode | None:
    """The nearest node around `node` of one of these kinds."""
    for outer in node.ancestors():
        if outer.kind() in kinds:
            return outer
    return None


def field_of(node: SgNode, name: str) -> SgNode:
    """A field that the grammar always fills, but for a tree with errors: then the node itself."""
    child = node.field(name)
    return node if child is None else child


def is_assigned(node: SgNode) -> bool:
    """Whether a node is what an assignment binds, a `del` unbinds or a loop sets."""
    parent = node.parent()
    if parent is None:
        return False
    return parent.kind() == "delete_statement" or (
        parent.kind() in ("assignment", "for_statement") and is_field(parent, "left", node)
    )


def is_field(parent: SgNode, name: str, node: SgNode) -> bool:
    """Whether `node` is what `parent` holds under this field."""
    return parent.field(name) == node


@dataclass(frozen=True)
class Arguments:
    """The arguments of a call, as written."""

    positional: tuple[SgNode, ...] = ()
    keywords: dict[str, SgNode] = field(default_factory=dict, hash=False)
    unpacks_positional: bool = False
    unpacks_keywords: bool = False

    @property
    def unpacks(self) -> bool:
        """Whether `*args` or `**kwargs` pass something that is not written here."""
        return self.unpacks_positional or self.unpacks_keywords

    def without_first(self) -> Arguments:
        """The same arguments after the first positional one."""
        return Arguments(
            self.positional[1:], self.keywords, self.unpacks_positional, self.unpacks_keywords
        )


def arguments(call: SgNode) -> Arguments:
    """Read the arguments of a `call` node."""
    listed = call.field("arguments")
    if listed is None:
        return Arguments()
    if listed.kind() == "generator_expression":
        return Arguments((listed,))
    positional: list[SgNode] = []
    keywords: dict[str, SgNode] = {}
    stars = set()
    for child in parts(listed):
        kind = child.kind()
        if kind == "keyword_argument":
            keywords[field_of(child, "name").text()] = bare(field_of(child, "value"))
        elif kind in ("list_splat", "dictionary_splat"):
            stars.add(kind)
        else:
            positional.append(bare(child))
    return Arguments(
        tuple(positional), keywords, "list_splat" in stars, "dictionary_splat" in stars
    )


def keyword_node(call: SgNode, name: str) -> SgNode:
    """The whole `name=value` of a call, or the call where it is not written."""
    for child in parts(field_of(call, "arguments")):
        if child.kind() == "keyword_argument" and field_of(child, "name").text() == name:
            return child
    return call


def elements(node: SgNode) -> list[SgNode] | None:
    """The elements of a tuple or list display, or None where a `*` hides some or it is neither."""
    if node.kind() not in ("tuple", "list", "expression_list", "pattern_list"):
        return None
    found = [bare(child) for child in parts(node)]
    return None if any(child.kind() == "list_splat" for child in found) else found


def integer(node: SgNode) -> int | None:
    """The value of an integer literal, negative ones included."""
    text = node.text()
    if node.kind() == "unary_operator" and text.startswith("-"):
        inner = node.field("argument")
        value = None if inner is None else integer(bare(inner))
        return None if value is None else -value
    if node.kind() != "integer":
        return None
    try:
        return int(text, 0)
    except ValueError:  # an imaginary number, or an old octal that Python refuses
        return None


def targets(node: SgNode) -> Iterator[SgNode]:
    """The names that an assignment target binds."""
    kind = node.kind()
    if kind == "identifier":
        yield node
    elif kind not in ("attribute", "subscript", "call"):
        for child in parts(node):
            yield from targets(child)
