"""The lowered tree: what a module says as plain nodes with offsets, made from Python's own tree.

A node is made when somebody comes to it, so that code that nobody asks about costs one look. Its
kinds are those of tree-sitter's grammar of Python, without parentheses, comments and punctuation.
"""

from __future__ import annotations

import ast
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import starmap
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from flake8_nnx_rng.syntax.fstrings import evaluated
from flake8_nnx_rng.syntax.positions import Lines

if TYPE_CHECKING:
    from ast_grep_py import SgNode

Raw: TypeAlias = "ast.AST | list[ast.stmt] | None"
Expand: TypeAlias = "Callable[[Node, Any], None]"

TELLS_PLACES_IN_STRINGS = sys.version_info >= (3, 12)
"""Whether Python says where in an f-string an expression stands."""


class Node:
    """A piece of code: `start` and `end` are offsets in code points, `parent` is what holds it."""

    __slots__ = ("_fields", "_parts", "_raw", "end", "kind", "parent", "start", "tree")

    def __init__(
        self, tree: Tree, kind: str, start: int, end: int, parent: Node | None, raw: Raw = None
    ) -> None:
        self.tree = tree
        self.kind = kind
        self.start = start
        self.end = end
        self.parent = parent
        self._raw = raw
        self._parts: list[Node] | None = None if raw is not None else []
        self._fields: dict[str, Node] = {}

    def __repr__(self) -> str:
        return f"<{self.kind} {self.start}:{self.end} {self.text[:40]!r}>"

    @property
    def text(self) -> str:
        """The code as it is written."""
        return self.tree.code[self.start : self.end]

    @property
    def parts(self) -> list[Node]:
        """The nodes inside, in the order of the text."""
        if self._parts is None:
            self._expand()
        return self._parts  # type: ignore[return-value]

    def field(self, name: str) -> Node | None:
        """What the grammar has under a name, None where nothing is written for it."""
        if self._parts is None:
            self._expand()
        return self._fields.get(name)

    @property
    def constant(self) -> object:
        """The value of a literal; None for anything else, and for None."""
        return self._raw.value if isinstance(self._raw, ast.Constant) else None

    def hold(self, *parts: Node | None, **fields: Node | None) -> None:
        """Take what is inside: `parts`, and the fields under which some of it is known."""
        self._parts = [part for part in parts if part is not None]
        self._fields = {name: node for name, node in fields.items() if node is not None}

    def delay(self, statements: list[ast.stmt]) -> None:
        """Make these statements what is inside, when somebody comes to one of them."""
        self._raw, self._parts = statements, None
        self.tree.await_in(self, statements)

    def _expand(self) -> None:
        self._parts = []
        self.tree.expanders[self._raw.__class__](self, self._raw)

    def ancestors(self) -> Iterator[Node]:
        """The nodes around this one, from the inside out."""
        outer = self.parent
        while outer is not None:
            yield outer
            outer = outer.parent

    def before(self) -> list[Node]:
        """The nodes that stand before this one in the same parent, the nearest first."""
        siblings = [] if self.parent is None else self.parent.parts
        return siblings[: siblings.index(self)][::-1] if self in siblings else []

    def find_all(self, *kinds: str) -> list[Node]:
        """Every node of these kinds inside, and this one if it is of them, in order."""
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
        self._lines = lines
        self._is_ascii = code.isascii()
        self._nodes: dict[int, Node] = {}
        self._blocks: dict[int, Node] = {}
        self._evaluated: dict[int, list[ast.expr]] = {}
        self._inside: dict[SgNode, tuple[list[SgNode], list[int]]] = {}
        self._raw = raw  # the keys of nodes and parents hold as long as it lives
        self.root = Node(self, "module", 0, len(code), None)
        self._nodes[id(raw)] = self.root
        self.root.delay(raw.body)
        self._starts: dict[tuple[str, ...], tuple[list[int], list[ast.AST]]] = {}

    # Making nodes

    def offset(self, row: int, column: int) -> int:
        """The offset of a row from 1 and a column in UTF-8 bytes, as `ast` counts them."""
        start = self._lines.starts[row - 1]
        if self._is_ascii or column == 0:
            return start + column
        line = self.code[start : start + column]
        if line.isascii():
            return start + column
        return start + len(line.encode()[:column].decode(errors="ignore"))

    def span(self, raw: ast.AST) -> tuple[int, int]:
        """Where a node of Python's tree starts and ends."""
        first, last = _ENDS[raw.__class__](raw) if raw.__class__ in _ENDS else (raw, raw)
        begins, ends = vars(first), vars(last)
        return (
            self.offset(begins["lineno"], begins["col_offset"]),
            self.offset(ends["end_lineno"], ends["end_col_offset"]),
        )

    def add(self, raw: ast.AST, node: Node) -> Node:
        """Keep the node that stands for one of Python's tree."""
        self._nodes[id(raw)] = node
        return node

    def evaluated(self, raw: Any) -> list[ast.expr]:
        """What an f-string evaluates."""
        if TELLS_PLACES_IN_STRINGS:
            return [value for value in raw.values if not isinstance(value, ast.Constant)]
        if id(raw) not in self._evaluated:
            self._evaluated[id(raw)] = evaluated(self.code, self._lines, *self.span(raw))
        return self._evaluated[id(raw)]

    def await_in(self, block: Node, statements: list[ast.stmt]) -> None:
        """Note the block in which these statements will be made."""
        self._blocks.update((id(raw), block) for raw in statements)

    def node(self, raw: ast.AST) -> Node:
        """The node that stands for one of Python's tree."""
        found = self._nodes.get(id(raw))
        if found is not None:
            return found
        way = [raw]
        while id(way[-1]) not in self._nodes and id(way[-1]) not in self._blocks:
            way.append(self.parents[id(way[-1])])
        for outer in reversed(way[1:]):
            _ = self._reached(outer).parts
        return self._reached(raw)

    def _reached(self, raw: ast.AST) -> Node:
        if id(raw) not in self._nodes:
            _ = self._blocks[id(raw)].parts
        return self._nodes[id(raw)]

    # Finding nodes

    @cached_property
    def _index(self) -> tuple[dict[int, ast.AST], dict[type, list[ast.AST]]]:
        """What holds each node of Python's tree, and all nodes by their class: one look at each."""
        parents: dict[int, ast.AST] = {}
        found: dict[type, list[ast.AST]] = {}
        left: list[ast.AST] = [self._raw]
        while left:
            raw = left.pop()
            try:
                found[raw.__class__].append(raw)
            except KeyError:
                found[raw.__class__] = [raw]
            for name in _holders(raw.__class__):
                value = getattr(raw, name, None) if name else self.evaluated(raw)
                if value.__class__ is list and value:
                    for child in value:
                        if child is not None:
                            parents[id(child)] = raw
                            left.append(child)
                elif value is not None and value.__class__ is not list:
                    parents[id(value)] = raw
                    left.append(value)
        return parents, found

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

    @property
    def parents(self) -> dict[int, ast.AST]:
        """What holds each node of Python's tree, by its identity."""
        return self._index[0]

    def listed(self, *kinds: str) -> tuple[list[int], list[ast.AST]]:
        """All of Python's nodes of these kinds in order, an outer one before an inner one."""
        if kinds not in self._starts:
            classes = dict.fromkeys(cls for kind in kinds for cls in self.kinds.get(kind, ()))
            spans = [(self.span(raw), raw) for c in classes for raw in self._index[1].get(c, ())]
            spans.sort(key=lambda pair: (pair[0][0], -pair[0][1]))
            self._starts[kinds] = [span[0] for span, _ in spans], [raw for _, raw in spans]
        return self._starts[kinds]

    def within(self, node: Node, kinds: tuple[str, ...]) -> list[Node]:
        """The nodes of these kinds inside a node, and itself if it is of them."""
        found = (self.node(raw) for raw in self.raw_within(node, kinds))
        return [inner for outer in found for inner in _of_kinds(outer, kinds)]

    def raw_within(self, node: Node, kinds: tuple[str, ...]) -> Iterator[ast.AST]:
        """The same of Python's tree, for which no node is made."""
        starts, listed = self.listed(*kinds)
        first, last = bisect_left(starts, node.start), bisect_right(starts, node.end)
        for raw in listed[first:last]:
            if self.span(raw)[1] <= node.end:
                yield raw

    @cached_property
    def _named(self) -> dict[str, list[ast.AST]]:
        found: dict[str, list[ast.AST]] = {}
        for cls, name in _NAMED.items():
            for raw in self._index[1].get(cls, ()):
                found.setdefault(getattr(raw, name), []).append(raw)
        for cls in (ast.Global, ast.Nonlocal, ast.Import, ast.ImportFrom):
            for raw in self._index[1].get(cls, ()):
                for word in _names_of(raw):
                    found.setdefault(word, []).append(raw)
        return found

    def named(self, words: Iterable[str]) -> list[Node]:
        """The identifiers that are one of these words: names, and attributes after their dot."""
        pairs = ((raw, word) for word in set(words) for raw in self._named.get(word, ()))
        return sorted(starmap(self._identifier, pairs), key=lambda node: node.start)

    def _identifier(self, raw: ast.AST, word: str) -> Node:
        node = self.node(raw)
        inner = node.field(_FIELDS.get(node.kind, ""))
        if inner is not None:
            return inner
        return next((leaf for leaf in _leaves(node) if leaf.text == word), node)

    def words(self) -> Iterable[str]:
        """Every name, and every attribute."""
        return self._named


def _of_kinds(node: Node, kinds: tuple[str, ...]) -> Iterator[Node]:
    """The nodes of these kinds that one of Python's became: several in `a = b = c`."""
    if node.kind not in kinds:
        yield from (part for part in node.parts if part.kind in kinds)
        return
    yield node
    inner = node.field("right") if node.kind == "assignment" else None
    while inner is not None and inner.kind == "assignment":
        yield inner
        inner = inner.field("right")


_NAMED: dict[type, str] = {
    ast.Name: "id",
    ast.Attribute: "attr",
    ast.FunctionDef: "name",
    ast.AsyncFunctionDef: "name",
    ast.ClassDef: "name",
}
"""Python's nodes that hold a name."""
_FIELDS = {"attribute": "attribute", "function_definition": "name", "class_definition": "name"}


def _names_of(raw: Any) -> Iterator[str]:
    """The names that a declaration declares, or an import binds."""
    for name in raw.names:
        yield name if isinstance(name, str) else name.asname or name.name


def _leaves(node: Node) -> Iterator[Node]:
    """The names in a declaration or an import."""
    for part in node.parts:
        yield part.field("alias") or part


_ENDS: dict[type, Callable[[Any], tuple[ast.AST, ast.AST]]] = {
    ast.withitem: lambda raw: (raw.context_expr, raw.optional_vars or raw.context_expr),
    ast.comprehension: lambda raw: (raw.target, [raw.iter, *raw.ifs][-1]),
    ast.match_case: lambda raw: (raw.pattern, raw.body[-1]),
}
"""The first and the last node in what has no place of its own in Python's tree."""
_CODE = frozenset(
    {"body", "orelse", "finalbody", "handlers", "items", "decorator_list", "cases", "subject"}
    | {"args", "keywords", "func", "value", "values", "targets", "target", "annotation", "returns"}
    | {"iter", "test", "msg", "left", "right", "operand", "comparators", "keys", "key", "elts"}
    | {"generators", "elt", "ifs", "context_expr", "optional_vars", "type", "bases", "exc", "cause"}
    | {"pattern", "patterns", "cls", "kwd_patterns", "guard", "lower", "upper", "step", "slice"}
    | {"posonlyargs", "vararg", "kwonlyargs", "kw_defaults", "kwarg", "defaults", "format_spec"}
    | {"names", "name"}
)
"""The fields of Python's tree that hold code, in the classes that are not named below."""
_STRINGS = [getattr(ast, name) for name in ("JoinedStr", "TemplateStr") if hasattr(ast, name)]
_OTHER_FIELDS: dict[type, tuple[str, ...]] = {
    ast.Constant: (),
    ast.MatchSingleton: (),
    ast.Global: (),
    ast.Nonlocal: (),
    ast.alias: (),
    ast.FunctionDef: ("decorator_list", "args", "returns", "body"),
    ast.AsyncFunctionDef: ("decorator_list", "args", "returns", "body"),
    ast.ClassDef: ("decorator_list", "bases", "keywords", "body"),
    ast.ExceptHandler: ("type", "body"),
    ast.MatchStar: (),
    ast.MatchAs: ("pattern",),
    **dict.fromkeys(_STRINGS, ("",)),  # see `Tree.evaluated`
}
_HOLDERS = dict(_OTHER_FIELDS)


def _holders(cls: type) -> tuple[str, ...]:
    """The fields of a class of Python's tree that hold nodes."""
    found = _HOLDERS.get(cls)
    if found is None:
        found = tuple(name for name in getattr(cls, "_fields", ()) if name in _CODE)
        _HOLDERS[cls] = found
    return found
