"""Key reuse: where one key of `jax.random` is used up twice on the same way through a function.

A key is used up by drawing from it and by `split`; `fold_in` and `clone` leave it as it is. What
happens on only some of the ways to a place is not certain and does not count.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.program.blocks import (
    LOOPS,
    bound_in,
    inner_blocks,
    is_in,
    is_inner,
    may_be_skipped,
    targets_of,
)
from flake8_nnx_rng.semantics.program.names import Names
from flake8_nnx_rng.semantics.program.samplers import JAX_RANDOM, key_of, sampler
from flake8_nnx_rng.syntax.bindings import DEFINITIONS
from flake8_nnx_rng.syntax.nodes import field_of, integer, start
from flake8_nnx_rng.syntax.scopes import COMPREHENSIONS, FUNCTIONS
from flake8_nnx_rng.time_limit import look

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.tree import Node

_ENDS = ("return_statement", "raise_statement", "break_statement", "continue_statement")
_BRANCHING = ("if_statement", "match_statement")

Used = dict[str, "Node"]
"""The keys that are certainly used up, each with the call that did it."""


@dataclass(frozen=True)
class Reuse:
    """A call that uses a key that another one used before it; itself where a loop repeats it."""

    call: Node
    key: Node
    before: Node


class KeyReuse:
    """Finds reuse in one module."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._found: dict[Node, Reuse] = {}

    def all(self) -> list[Reuse]:
        """In the order of places."""
        root = self.names.module.root
        self._run(root.parts, {})
        for kind in FUNCTIONS:
            for function in root.find_all(kind):
                body = field_of(function, "body")
                if not self._inside(body):
                    continue
                self._run(body.parts if body.kind == "block" else [body], {})
        for kind in COMPREHENSIONS:
            for comprehension in root.find_all(kind):
                self._repeat(comprehension, self._calls(field_of(comprehension, "body")))
        return sorted(self._found.values(), key=lambda reuse: reuse.call.start)

    def _run(self, statements: Iterable[Node], used: Used) -> Used | None:
        """What is used up after some statements; None where they do not go on to the next."""
        for statement in statements:
            look()
            after = self._step(statement, used)
            if after is None:
                return None
            used = after
        return used

    def _step(self, statement: Node, used: Used) -> Used | None:
        kind = statement.kind
        if kind in _BRANCHING:
            return self._branch(statement, used)
        if kind in LOOPS:
            return self._loop(statement, used)
        if kind == "try_statement":
            return self._try(statement, used)
        if kind == "with_statement":
            inner = self._use(statement.parts[0], used)
            return self._run(field_of(statement, "body").parts, inner)
        if kind in (*DEFINITIONS, "decorated_definition"):
            return self._bind(statement, used)
        used = self._use(statement, used)
        return None if kind in _ENDS else used

    def _branch(self, statement: Node, used: Used) -> Used | None:
        """All branches, and the way past them where there is no `else`."""
        condition = statement.field("condition") or statement.field("subject")
        used = used if condition is None else self._use(condition, used)
        blocks = inner_blocks(statement)
        ways = [self._run(block.parts, used) for block in blocks]
        has_else = any(child.kind == "else_clause" for child in statement.parts)
        return _common(ways if has_else else [*ways, used])

    def _loop(self, statement: Node, used: Used) -> Used:
        header = statement.field("right") or statement.field("condition")
        used = used if header is None else self._use(header, used)
        body = field_of(statement, "body").parts
        around = self._bind(statement, used) if statement.kind == "for_statement" else used
        after = self._run(body, around)
        once = statement.field("right")
        own = [call for call in (after or {}).values() if is_in(call, statement)]
        self._repeat(statement, (call for call in own if once is None or not is_in(call, once)))
        bound = bound_in(statement)
        return {key: call for key, call in used.items() if _root(key) not in bound}

    def _try(self, statement: Node, used: Used) -> Used | None:
        """The way without an exception; what a handler does comes after an unknown part of it."""
        blocks = inner_blocks(statement)
        after = self._run(blocks[0].parts, used)
        bound = bound_in(blocks[0])
        kept = {key: call for key, call in used.items() if _root(key) not in bound}
        ways = [after, *(self._run(block.parts, kept) for block in blocks[1:])]
        return _common(ways)

    def _use(self, node: Node, used: Used) -> Used:
        """The calls of one simple statement or expression, then what it binds."""
        used = dict(used)
        for call in self._calls(node):
            key = key_of(call)
            path = "" if key is None else _path(key)
            if key is None or not path:
                continue
            row = _row(call) if self._splits(call) else None
            before = _before(path, row, used)
            if before is not None:
                self._found.setdefault(call, Reuse(call, key, before))
            elif not may_be_skipped(call, node):
                used[path if row is None else _part(path, row)] = call
        return self._bind(node, used)

    def _bind(self, node: Node, used: Used) -> Used:
        bound = bound_in(node) if node.kind not in LOOPS else targets_of(node)
        return {key: call for key, call in used.items() if _root(key) not in bound}

    def _repeat(self, around: Node, calls: Iterable[Node]) -> None:
        """Report calls that each round of a loop makes with a key from before it."""
        bound = bound_in(around)
        for call in calls:
            key = key_of(call)
            path = "" if key is None else _path(key)
            is_own = may_be_skipped(call, around) if around.kind in COMPREHENSIONS else False
            row = _row(call) if self._splits(call) else None
            is_own = is_own or (row is not None and _changes(row, bound))
            if key is not None and path and _root(path) not in bound and not is_own:
                self._found.setdefault(call, Reuse(call, key, call))

    def _calls(self, node: Node) -> list[Node]:
        """The calls in a node that use a key up, in the order in which they are made."""
        own = (call for call in self._inside(node) if not is_inner(call, node))
        return sorted(own, key=lambda call: call.end)

    def _inside(self, node: Node) -> list[Node]:
        """All calls anywhere in a node that use a key up."""
        starts, calls = self._by_start
        return calls[bisect_left(starts, node.start) : bisect_left(starts, node.end)]

    @cached_property
    def _by_start(self) -> tuple[list[int], list[Node]]:
        calls = filter(self._uses_up, self.names.module.root.find_all("call"))
        ordered = sorted(calls, key=start)
        return [call.start for call in ordered], ordered

    def _uses_up(self, call: Node) -> bool:
        return self._splits(call) or bool(sampler(call, self.names))

    def _splits(self, call: Node) -> bool:
        return self.names.called(call) == f"{JAX_RANDOM}split"


def _path(key: Node) -> str:
    """`key`, `keys[0]`; empty for anything else."""

    if key.kind == "identifier":
        return key.text
    if key.kind != "subscript" or field_of(key, "value").kind != "identifier":
        return ""
    index = integer(field_of(key, "subscript"))
    return "" if index is None else f"{field_of(key, 'value').text}[{index}]"


def _row(call: Node) -> Node | None:
    """The index where only one of the keys is taken that a call makes: `split(key, n)[i]`."""
    around = call.parent
    if around is None or around.kind != "subscript":
        return None
    index = around.field("subscript")
    return None if index is None or index.kind == "slice" or is_in(call, index) else index


def _part(path: str, row: Node) -> str:
    return f"{path}[split {row.text}]"


def _before(path: str, row: Node | None, used: Used) -> Node | None:
    """What used a key up: all of it, or for a row that row; another row does not matter."""
    if path in used:
        return used[path]
    if row is not None:
        return used.get(_part(path, row))
    rows = (call for known, call in used.items() if known.startswith(f"{path}[split "))
    return next(rows, None)


def _changes(row: Node, bound: Collection[str]) -> bool:
    """Whether an index is another one in each round."""
    names = [row, *row.find_all("identifier")]
    return any(node.text in bound for node in names)


def _root(path: str) -> str:
    return path.partition("[")[0]


def _common(ways: list[Used | None]) -> Used | None:
    """What is used up on every way that goes on."""
    going = [way for way in ways if way is not None]
    if not going:
        return None
    first, *others = going
    return {key: call for key, call in first.items() if all(key in other for other in others)}
