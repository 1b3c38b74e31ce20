"""The lowered tree: what a module says as plain nodes with offsets, made from Python's own tree.

A node is made when somebody comes to it, so that code that nobody asks about costs one look. Its
kinds are those of tree-sitter's grammar of Python, without parentheses, comments and punctuation.
"""

from __future__ import annotations

import ast
import sys
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias
from unicodedata import normalize

from flake8_nnx_rng.syntax.asked import Asked
from flake8_nnx_rng.syntax.fstrings import evaluated
from flake8_nnx_rng.syntax.index import Index
from flake8_nnx_rng.syntax.places import Places
from flake8_nnx_rng.syntax.positions import Lines
from flake8_nnx_rng.time_limit import look

if TYPE_CHECKING:
    from ast_grep_py import SgNode

    from flake8_nnx_rng.syntax.nodes import Arguments

Raw: TypeAlias = "ast.AST | list[ast.stmt] | tuple[ast.AST, ...] | None"
Expand: TypeAlias = "Callable[[Node, Any], None]"

TELLS_PLACES_IN_STRINGS = sys.version_info >= (3, 12)
"""Whether Python says where in an f-string an expression stands."""

_start = attrgetter("start")
_NO_FIELDS: dict[str, Node | None] = {}


class Node:
    """A piece of code: `start` and `end` are offsets in code points, `parent` is what holds it."""

    __slots__ = ("_fields", "_parts", "_raw", "end", "kind", "parent", "start", "tree")

    _fields: dict[str, Node | None]

    def __init__(
        self, tree: Tree, kind: str, start: int, end: int, parent: Node | None, raw: Raw = None
    ) -> None:
        self.tree = tree
        self.kind = kind
        self.start = start
        self.end = end
        self.parent = parent
        self._raw = raw
        self._parts: list[Node] | None = None

    def __repr__(self) -> str:
        return f"<{self.kind} {self.start}:{self.end} {self.text[:40]!r}>"

    @property
    def text(self) -> str:
        """The code as it is written."""
        return self.tree.code[self.start : self.end]

    @property
    def parts(self) -> list[Node]:
        """The nodes inside, in the order of the text."""
        return self._expanded() if self._parts is None else self._parts

    def field(self, name: str) -> Node | None:
        """What the grammar has under a name, None where nothing is written for it."""
        if self._parts is None:
            self._expanded()
        return self._fields.get(name)

    @property
    def constant(self) -> object:
        """The value of a literal; None for anything else, and for None."""
        return self._raw.value if isinstance(self._raw, ast.Constant) else None

    @property
    def is_derived(self) -> bool:
        """Whether no node of Python's tree stands for this one alone."""
        return self._raw is None

    def hold(self, *parts: Node | None, **fields: Node | None) -> None:
        """Take what is inside: `parts`, and the fields under which some of it is known."""
        self._parts = list(filter(None, parts))
        if None in fields.values():
            fields = {name: node for name, node in fields.items() if node is not None}
        self._fields = fields

    def hold_named(self, **fields: Node | None) -> None:
        """Take what is inside, where all of it is known under a field."""
        if None in fields.values():
            fields = {name: node for name, node in fields.items() if node is not None}
        self._fields = fields
        self._parts = [*filter(None, fields.values())]

    def delay(self, inside: list[ast.stmt] | tuple[ast.AST, ...]) -> None:
        """Make these statements or arguments what is inside, when somebody comes to one of them."""
        self._raw, self._parts = inside, None
        self.tree.await_in(self, inside)

    def _expanded(self) -> list[Node]:
        self._parts, self._fields = [], _NO_FIELDS
        if self._raw is not None:
            self.tree.expanders[self._raw.__class__](self, self._raw)
        return self._parts

    def ancestors(self) -> Iterator[Node]:
        """The nodes around this one, from the inside out."""
        outer = self.parent
        while outer is not None:
            yield outer
            outer = outer.parent

    def find_all(self, *kinds: str) -> list[Node]:
        """Every node of these kinds inside, and this one if it is of them, in order.

        Of identifiers those that are looked up or bound by themselves: no attributes, keywords,
        parameters or imports.
        """
        return self.tree.within(self, kinds)

    @property
    def root(self) -> Node:
        """The module."""
        return self.tree.root


class Tree:
    """One module's nodes."""

    expanders: ClassVar[dict[type, Expand]] = {}
    kinds: ClassVar[dict[str, tuple[type, ...]]] = {}

    def __init__(self, code: str, raw: ast.Module, lines: Lines) -> None:
        self.code = code
        self.asked = Asked()
        self.places = Places(code, lines)
        self.span = self.places.span
        self._lines = lines
        self.made: dict[int, Node] = {}
        """The node that stands for each of Python's tree, by its identity."""
        self.around: defaultdict[tuple[str, ...], dict[Node, Node | None]] = defaultdict(dict)
        """The nearest node of some kinds around each one for which it was asked."""
        self.arguments: dict[Node, Arguments] = {}
        """Those of each call for which they were asked."""
        self.functions: dict[Node, Any] = {}
        """What those who know functions have read of each, which goes when the tree goes."""
        self.methods: dict[Node, dict[str, Node]] = {}
        """Those of each class for which they were asked, by their names."""
        self.expecting: dict[Node, bool] = {}
        """Whether what stands in it is expected to fail, of each `with` for which it was asked."""
        self.chained: dict[Node, Node] = {}
        """What is assigned in the end, of each assignment in a row of them."""
        self._awaited: dict[int, Node] = {}
        self._evaluated: dict[int, list[Any]] = {}
        self._listed: dict[tuple[str, ...], tuple[list[int], list[ast.AST]]] = {}
        self._used: dict[str, tuple[list[int], list[ast.AST]]] = {}
        self.raw = raw  # the keys of nodes and parents hold as long as it lives
        self._inside: dict[SgNode, tuple[list[SgNode], list[int]]] = {}
        self.root = Node(self, "module", 0, len(code), None)
        self.made[id(raw)] = self.root
        self.root.delay(raw.body)

    # Making nodes

    def add(self, raw: ast.AST, node: Node) -> Node:
        """Keep the node that stands for one of Python's tree."""
        self.made[id(raw)] = node
        return node

    def evaluated(self, raw: Any) -> list[Any]:
        """The fields of an f-string."""
        if TELLS_PLACES_IN_STRINGS:
            return [value for value in raw.values if not isinstance(value, ast.Constant)]
        if id(raw) not in self._evaluated:
            self._evaluated[id(raw)] = evaluated(self.code, self._lines, *self.span(raw))
        return self._evaluated[id(raw)]

    def await_in(self, holder: Node, inside: Iterable[ast.AST]) -> None:
        """Note in which block or list of arguments these will be made."""
        self._awaited |= dict.fromkeys(map(id, inside), holder)

    def node(self, raw: ast.AST) -> Node:
        """The node that stands for one of Python's tree."""
        made, awaited, parents = self.made, self._awaited, self.index.parents
        if id(raw) in made:
            return made[id(raw)]
        inner: list[ast.AST] = []
        while id(raw) not in made and id(raw) not in awaited:
            inner.append(raw)
            raw = parents[id(raw)]
        node = self._reached(raw)
        while inner:
            _ = node.parts
            node = self._reached(inner.pop())
        return node

    def _reached(self, raw: ast.AST) -> Node:
        """The node of what is made already, or will be when somebody comes to it."""
        if id(raw) not in self.made:
            _ = self._awaited[id(raw)].parts
        return self.made[id(raw)]

    # Finding nodes

    @cached_property
    def index(self) -> Index:
        """All nodes of Python's tree."""
        return Index(self.raw, self.evaluated)

    @cached_property
    def concrete(self) -> SgNode:
        """The root of ast-grep's tree."""
        from ast_grep_py import SgRoot  # a shared library, which only edits need

        self._grown = SgRoot(self.code, "python")  # its nodes die with it
        return self._grown.root()

    def inside(self, grown: SgNode) -> tuple[list[SgNode], list[int]]:
        """The direct parts of a node of ast-grep's tree, and where they end."""
        if grown not in self._inside:
            children = grown.children()
            self._inside[grown] = children, [child.range().end.index for child in children]
        return self._inside[grown]

    def listed(self, *kinds: str) -> tuple[list[int], list[ast.AST]]:
        """All of Python's nodes of these kinds in order, with where they start.

        An outer one stands before an inner one.
        """
        if kinds not in self._listed:
            classes = dict.fromkeys(cls for kind in kinds for cls in self.kinds[kind])
            found = [raw for cls in classes for raw in self.index.found.get(cls, ())]
            starts = self.places.starts(found)
            keys = starts if len(classes) == 1 else self._keys(found)
            order = sorted(range(len(found)), key=keys.__getitem__)
            self._listed[kinds] = [starts[place] for place in order], [found[p] for p in order]
        return self._listed[kinds]

    def _keys(self, found: list[ast.AST]) -> list[tuple[int, ...]]:
        """By what nodes of several classes come in order."""
        keys: list[tuple[int, ...]] = [(s, -e) for s, e in map(self.span, found)]
        if len(set(keys)) == len(keys):
            return keys
        depths = map(self.index.depth, found)
        return [(*key, depth) for key, depth in zip(keys, depths, strict=True)]

    def within(self, node: Node, kinds: tuple[str, ...]) -> list[Node]:
        """The nodes of these kinds inside a node, and itself if it is of them."""
        look()
        if "identifier" in kinds and _holds_statements(node):
            self.asked.bodies.add(_dotted_name(node))
        starts, listed = self.listed(*kinds)
        first, last = bisect_left(starts, node.start), bisect_left(starts, node.end)
        while first < last and starts[first] == node.start and self._is_around(listed[first], node):
            first += 1
        found = [n for raw in listed[first:last] for n in nodes_of(self.node(raw), kinds)]
        if node.kind in kinds and (not found or found[0] is not node):
            found = [*nodes_of(node, kinds), *found]
        return sorted(found, key=_start)

    def _is_around(self, raw: ast.AST, node: Node) -> bool:
        """Whether a node that starts where another does is around it."""
        end = self.span(raw)[1]
        return end > node.end or (end == node.end and self.node(raw) in node.ancestors())

    def assignments_to(self, target: type[ast.expr]) -> list[Node]:
        """The assignments of the module that bind an `ast.Attribute`, or an `ast.Subscript`."""
        raws = self.index.assignments_to(target)
        found = (node for raw in raws for node in nodes_of(self.node(raw), ("assignment",)))
        return sorted(found, key=_start)

    def uses(self, name: str, around: Node) -> list[Node]:
        """The identifiers inside a node that look up or bind this name, in order."""
        found = (nodes_of(self.node(raw), ("identifier",)) for raw in self._uses(name, around))
        return [*chain.from_iterable(found)]

    def is_used(self, name: str, around: Node) -> bool:
        """Whether there are any."""
        return bool(self._uses(name, around))

    def _uses(self, name: str, around: Node) -> list[ast.AST]:
        name = _as_python_has_it(name)
        self.asked.uses.add((_dotted_name(around), name))
        if name not in self._used:
            found = [n for n in self.index.names.get(name, ()) if n.__class__ is ast.Name]
            placed = sorted(zip(self.places.starts(found), range(len(found)), strict=True))
            self._used[name] = [s for s, _ in placed], [found[place] for _, place in placed]
        starts, listed = self._used[name]
        first, last = bisect_left(starts, around.start), bisect_left(starts, around.end)
        return listed[first:last]

    def named(self, words: Iterable[str]) -> list[Node]:
        """The identifiers that are one of these words, however they are used."""
        names, wanted = self.index.names, {*words}
        self.asked.words |= wanted
        found = (n for w in wanted for raw in names.get(w, ()) for n in self._spelt(raw, w))
        return sorted(dict.fromkeys(found), key=_start)

    def taken(self, words: Iterable[str], origins: Container[str]) -> list[Node]:
        """The identifiers that are one of these words, as names or at the end of dotted ones.

        The dotted name holds one of the origins, or is one.
        """
        names, wanted = self.index.names, {*words}
        self.asked.words |= wanted
        raws = ((raw, word) for word in wanted for raw in names.get(word, ()))
        behind = ((raw, word) for raw, word in raws if _is_behind(raw, origins))
        return sorted((n for raw, word in behind for n in self._spelt(raw, word)), key=_start)

    def _spelt(self, raw: ast.AST, word: str) -> Iterable[Node]:
        """The identifiers of a name in what one of Python's nodes became."""
        node = self.node(raw)
        if raw.__class__ is ast.Name:
            return (node,)
        if raw.__class__ is ast.Attribute:
            return node.parts[1:]
        return (leaf for leaf in _identifiers(node) if _as_python_has_it(leaf.text) == word)


def nodes_of(node: Node, kinds: Container[str]) -> Sequence[Node]:
    """The nodes of these kinds that one of Python's became: several in `a = b = c`."""
    kind = node.kind
    if kind not in kinds:
        return [part for part in node.parts if part.kind in kinds]
    if kind not in _CHAINS:
        return (node,)
    found, inner = [node], node.field(_CHAINS[kind])
    while inner is not None and inner.is_derived and inner.kind == kind:
        found.append(inner)
        inner = inner.field(_CHAINS[kind])
    return found


_CHAINS = {"assignment": "right", "boolean_operator": "left"}
"""The kinds of nodes of which a row is one node for Python, with the field of the others."""


_NAMED = ("function_definition", "class_definition")
_HOLDING = frozenset({"block", "module"}) | {
    f"{name}_statement" for name in ("if", "for", "while", "with", "try", "match")
}


def _holds_statements(node: Node) -> bool:
    return node.kind in _HOLDING or node.kind.endswith(("_definition", "_clause"))


def _dotted_name(node: Node) -> str:
    """The functions and classes in which a node stands, itself included: `Block.__call__`."""
    around = [n for n in (node, *node.ancestors()) if n.kind in _NAMED]
    return ".".join(field.text for n in reversed(around) if (field := n.field("name")) is not None)


def _is_behind(raw: Any, origins: Container[str]) -> bool:
    """Whether a name, or one of those that it is an attribute of, is one of the origins."""
    while raw.__class__ is ast.Attribute:
        if raw.attr in origins:
            return True
        raw = raw.value
    return raw.__class__ is ast.Name and raw.id in origins


def _identifiers(node: Node) -> Iterator[Node]:
    """The identifiers in a node that are not expressions of their own."""
    if node.kind == "identifier":
        yield node
    inner = (_identifiers(part) for part in node.parts if part.is_derived)
    yield from chain.from_iterable(inner)


def _as_python_has_it(name: str) -> str:
    return name if name.isascii() else normalize("NFKC", name)
