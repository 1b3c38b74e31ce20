"""Ways: which bindings of a name can reach each place of a scope; those that meet are joined."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from flake8_nnx_rng.syntax.nodes import ancestor

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.bindings import Binding
    from flake8_nnx_rng.syntax.tree import Node

_LOOPS = ("for_statement", "while_statement")
_STATEMENTS = (*_LOOPS, "if_statement", "match_statement", "try_statement")
_PASSED = ("with_statement", "match_statement")
_HOLDERS = ("function_definition", "class_definition", "lambda", "module", "block", *_STATEMENTS)


class Ways:
    """The bindings that may hold at a place: the `latest` one, and what `earlier` ways bring.

    Places to which the same ways lead have the same, so that what follows from it is told once.
    """

    __slots__ = ("_all", "earlier", "first", "latest")

    def __init__(self, latest: Binding, earlier: Ways | None = None) -> None:
        self.latest = latest
        self.earlier = earlier
        self.first: Binding = latest if earlier is None else earlier.first
        self._all: list[Binding] | None = None

    @property
    def all(self) -> list[Binding]:
        """The bindings, the latest first."""
        if self._all is None:
            rest: Ways | None = self
            found: dict[int, Binding] = {}
            while rest is not None:
                found.setdefault(id(rest.latest), rest.latest)
                rest = rest.earlier
            self._all = list(found.values())
        return self._all

    @property
    def only(self) -> Binding | None:
        """The binding that certainly holds."""
        rest = self.earlier
        while rest is not None and rest.latest is self.latest:
            rest = rest.earlier
        return self.latest if rest is None else None


def joined(bindings: Sequence[Binding], earlier: Ways | None = None) -> Ways | None:
    """The ways that these bindings bring, the latest first, and earlier ones."""
    for binding in reversed(bindings):
        earlier = Ways(binding, earlier)
    return earlier


class _Part:
    """A block, or a statement with blocks, and what binds the name directly in it, in order."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.items: list[_Item] = []

    @cached_property
    def every(self) -> list[Binding]:
        """All bindings inside, the latest first."""
        found: list[Binding] = []
        for item in reversed(self.items):
            found += item.every if isinstance(item, _Part) else [item]
        return found

    @cached_property
    def left(self) -> tuple[list[Binding], bool]:
        """The bindings inside that may hold behind it, and whether none from before does.

        A loop or a `try` may be left anywhere.
        """
        kind = self.node.kind
        if kind in _STATEMENTS:
            is_branched = kind not in _LOOPS and kind != "try_statement"
            parts = [item for item in self.items if isinstance(item, _Part)]
            decides = is_branched and parts and len(parts) == _count_of_branches(self.node)
            always = self._binds_first() or (decides and all(part.left[1] for part in parts))
            return (self._branched() if is_branched else self.every), bool(always)
        found: list[Binding] = []
        for item in reversed(self.items):
            brought, always = item.left if isinstance(item, _Part) else ([item], True)
            found += brought
            if always:
                return found, True
        return found, False

    def _branched(self) -> list[Binding]:
        found: list[Binding] = []
        for item in reversed(self.items):
            found += item.left[0] if isinstance(item, _Part) else [item]
        return found

    def _binds_first(self) -> bool:
        """Whether a name is bound before the first block is come to."""
        first, node = self.items[0], self.node
        body = node.field("body") or node.field("consequence")
        return not isinstance(first, _Part) and body is not None and first.since <= body.start


_Item: TypeAlias = "Binding | _Part"


def _place(item: _Item) -> int:
    return item.node.start if isinstance(item, _Part) else item.since


class Course:
    """What a name means from the start of a scope to its end.

    What may run at any time adds to all of it.
    """

    def __init__(self, scope: Node, bindings: Sequence[Binding]) -> None:
        self._scope = scope
        self._parts = {scope: _Part(scope)}
        for binding in bindings:
            if not binding.anytime:
                is_head = binding.node.kind in _LOOPS
                part = self._part(binding.node) if is_head else self._around(binding.node)
                part.items.append(binding)
        for part in self._parts.values():
            part.items.sort(key=_place)
        self._anytime = joined([binding for binding in bindings if binding.anytime])
        self._offsets = [-1]
        self._ways = [self._anytime]
        self._through(self._parts[scope], self._anytime)

    def at(self, offset: int) -> Ways | None:
        """The ways to a place."""
        return self._ways[bisect_right(self._offsets, offset) - 1]

    def _around(self, node: Node) -> _Part:
        """The block, or the head of a statement with blocks, in which a node stands."""
        outer = ancestor(node, *_HOLDERS)
        while outer is not None and outer is not self._scope:
            if outer.kind in _STATEMENTS or (outer.kind == "block" and self._is_own(outer)):
                return self._part(outer)
            outer = ancestor(outer, *_HOLDERS)
        return self._parts[self._scope]

    def _is_own(self, block: Node) -> bool:
        """Whether it is not always run where what is around it is."""
        owner = block.parent
        return owner is not self._scope and owner is not None and owner.kind not in _PASSED

    def _part(self, node: Node) -> _Part:
        if node not in self._parts:
            part = self._parts[node] = _Part(node)
            self._around(node).items.append(part)
        return self._parts[node]

    def _through(self, block: _Part, ways: Ways | None) -> Ways | None:
        """Note what the name means inside a block; the ways out of it."""
        for item in block.items:
            ways = self._past(item, ways) if isinstance(item, _Part) else self._bound(item)
        return ways

    def _past(self, statement: _Part, ways: Ways | None) -> Ways | None:
        """Note what the name means in a statement with blocks; the ways out of it."""
        kind, node = statement.node.kind, statement.node
        if kind in _LOOPS:
            ways = joined(statement.every, ways)
        if kind == "while_statement":
            self._note(node.start, ways)
        before = ways
        for item in statement.items:
            if isinstance(item, _Part):
                self._note(item.node.start, ways)
                self._through(item, ways)
                ways = joined(item.every, ways) if kind == "try_statement" else ways
                self._note(item.node.end, ways)
            else:
                ways = self._bound(item)
        brought, always = statement.left
        if always or kind not in _LOOPS:
            before = joined(brought, self._anytime if always else before)
        self._note(node.end, before)
        return before

    def _bound(self, binding: Binding) -> Ways:
        ways = Ways(binding, self._anytime)
        self._note(binding.since, ways)
        return ways

    def _note(self, offset: int, ways: Ways | None) -> None:
        self._offsets.append(offset)
        self._ways.append(ways)


def _count_of_branches(statement: Node) -> int:
    """How many branches an `if` has; none that ends all ways without an `else`."""
    clauses = statement.parts[2:] if statement.kind == "if_statement" else []
    return 1 + len(clauses) if clauses and clauses[-1].kind == "else_clause" else 0
