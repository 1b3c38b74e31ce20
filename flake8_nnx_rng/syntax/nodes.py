"""Small readers of nodes: what each kind of node holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from operator import attrgetter

from flake8_nnx_rng.syntax.tree import Node

start: Callable[[Node], int] = attrgetter("start")
"""Offset of a node's first code point, to sort by."""


PATTERNS = ("pattern_list", "tuple_pattern", "list_pattern")
"""Targets that take a value apart."""
LITERALS = frozenset({"integer", "float", "string", "true", "false", "none", "unary_operator"})
"""Expressions that say what they are, numbers with a sign among them."""


def ancestor(node: Node, *kinds: str) -> Node | None:
    """The nearest node around `node` of one of these kinds."""
    known = node.tree.around[kinds]
    if node in known:
        return known[node]
    passed, found, outer = [], None, node
    while outer not in known:
        passed.append(outer)
        if outer.parent is None:
            break
        outer = outer.parent
        if outer.kind in kinds:
            found = outer
            break
    else:
        found = known[outer]
    known |= dict.fromkeys(passed, found)
    return found


def field_of(node: Node, name: str) -> Node:
    """A field that the grammar always fills, but for a tree with errors: then the node itself."""
    child = node.field(name)
    return node if child is None else child


def is_assigned(node: Node) -> bool:
    """Whether a node is what an assignment binds, a `del` unbinds or a loop sets."""
    parent = node.parent
    if parent is None:
        return False
    return parent.kind == "delete_statement" or (
        parent.kind in ("assignment", "for_statement") and is_field(parent, "left", node)
    )


def is_field(parent: Node, name: str, node: Node) -> bool:
    """Whether `node` is what `parent` holds under this field."""
    return parent.field(name) == node


def is_in(node: Node, around: Node) -> bool:
    """Whether a node is another one of its tree, or a part of that."""
    return around.start <= node.start and node.end <= around.end


def call_of(function: Node) -> Node | None:
    """The call whose function an expression is."""
    call = function.parent
    is_called = call is not None and call.kind == "call" and is_field(call, "function", function)
    return call if is_called else None


def imported_names(statement: Node) -> list[Node]:
    """What an import statement names, with aliases; nothing for `*`."""
    kinds = ("dotted_name", "aliased_import")
    module = statement.field("module_name")
    return [part for part in statement.parts if part is not module and part.kind in kinds]


@dataclass(frozen=True)
class Arguments:
    """The arguments of a call, as written."""

    positional: tuple[Node, ...] = ()
    keywords: dict[str, Node] = field(default_factory=dict, hash=False)
    unpacks_positional: bool = False
    unpacks_keywords: bool = False
    before_star: int = 0
    """How many positional ones stand before the first `*args`, where there is one."""

    @property
    def certain(self) -> tuple[Node, ...]:
        """The positional ones whose places are known: those before any `*args`."""
        return self.positional[: self.before_star] if self.unpacks_positional else self.positional

    @property
    def unpacks(self) -> bool:
        """Whether `*args` or `**kwargs` pass something that is not written here."""
        return self.unpacks_positional or self.unpacks_keywords

    @property
    def values(self) -> tuple[Node, ...]:
        """What is passed and written here, by place or by name."""
        return (*self.positional, *self.keywords.values())

    def without_first(self) -> Arguments:
        """The same arguments after the first positional one."""
        return Arguments(
            self.positional[1:],
            self.keywords,
            self.unpacks_positional,
            self.unpacks_keywords,
            max(self.before_star - 1, 0),
        )


def arguments(call: Node) -> Arguments:
    """Read the arguments of a `call` node, once."""
    known = call.tree.arguments
    if call not in known:
        known[call] = _read_arguments(call.field("arguments"))
    return known[call]


def _read_arguments(listed: Node | None) -> Arguments:
    if listed is None:
        return Arguments()
    if listed.kind == "generator_expression":
        return Arguments((listed,))
    positional: list[Node] = []
    keywords: dict[str, Node] = {}
    stars: dict[str, int] = {}
    for child in listed.parts:
        kind = child.kind
        if kind == "keyword_argument":
            keywords[field_of(child, "name").text] = field_of(child, "value")
        elif kind in ("list_splat", "dictionary_splat"):
            stars.setdefault(kind, len(positional))
        else:
            positional.append(child)
    is_starred, before_star = "list_splat" in stars, stars.get("list_splat", 0)
    return Arguments(
        tuple(positional), keywords, is_starred, "dictionary_splat" in stars, before_star
    )


def keyword_node(call: Node, name: str) -> Node:
    """The whole `name=value` of a call, or the call where it is not written."""
    for child in field_of(call, "arguments").parts:
        if child.kind == "keyword_argument" and field_of(child, "name").text == name:
            return child
    return call


def assigned(value: Node) -> Node:
    """What is assigned where this stands behind the `=`: in `a = b = value` the last."""
    if value.kind != "assignment":
        return value
    known, passed = value.tree.chained, list[Node]()
    while value.kind == "assignment" and value not in known:
        passed.append(value)
        inner = value.field("right")
        if inner is None:
            return value
        value = inner
    last = known.get(value, value)
    known |= dict.fromkeys(passed, last)
    return last


def elements(node: Node) -> list[Node] | None:
    """The elements of a tuple or list display, or None where a `*` hides some or it is neither."""
    if node.kind not in ("tuple", "list", "expression_list", "pattern_list"):
        return None
    found = list(node.parts)
    return None if any(child.kind == "list_splat" for child in found) else found


def integer(node: Node) -> int | None:
    """The value of an integer literal, negative ones included."""
    sign = 1
    while node.kind == "unary_operator" and node.text.startswith("-"):
        node, sign = field_of(node, "argument"), -sign
    value = node.constant
    return sign * value if node.kind == "integer" and isinstance(value, int) else None


def targets(node: Node) -> Iterator[Node]:
    """The names that an assignment target binds."""
    kind = node.kind
    if kind == "identifier":
        yield node
    elif kind not in ("attribute", "subscript", "call"):
        for child in node.parts:
            yield from targets(child)


def text_of(node: Node) -> str | None:
    """What a plain string literal says."""
    is_plain = node.kind == "string" and node.text[:1] in "\"'" and "\\" not in node.text
    return str(node.constant) if is_plain else None
