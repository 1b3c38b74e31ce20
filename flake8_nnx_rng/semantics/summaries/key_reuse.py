"""Key reuse: where one key of `jax.random` is used up twice on the same way through a function.

A key is used up by drawing from it and by `split`; `fold_in` and `clone` leave it as it is. What
happens on only some of the ways to a place is not certain and does not count. A transform goes the
way through a function again in each lane or step, with the same key where it captures one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from flake8_nnx_rng.semantics.program.blocks import (
    LOOPS,
    bound_in,
    inner_blocks,
    is_in,
    is_inner,
    may_be_skipped,
    targets_of,
)
from flake8_nnx_rng.semantics.program.functions import read_parameters
from flake8_nnx_rng.semantics.program.transformed import LANES, STEPS, kind_of
from flake8_nnx_rng.semantics.summaries.key_uses import KeyUses
from flake8_nnx_rng.syntax.bindings import DEFINITIONS, BindingKind
from flake8_nnx_rng.syntax.nodes import field_of, integer, start
from flake8_nnx_rng.syntax.scopes import COMPREHENSIONS, FUNCTIONS
from flake8_nnx_rng.time_limit import look

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.program.uses import TransformUse
    from flake8_nnx_rng.syntax.tree import Node

_ENDS = ("return_statement", "raise_statement", "break_statement", "continue_statement")
_BRANCHING = ("if_statement", "match_statement")

_GIVEN = " as given"
"""Behind the name of a parameter: the key that the function was called with is used up."""

Used = dict[str, "Node"]
"""The keys that are certainly used up, each with the call that did it."""


class Reuse(NamedTuple):
    """A call that uses a key that another one used before it; itself where a loop repeats it.

    Or where a transform does, by the `use`.
    """

    call: Node
    key: Node
    before: Node
    use: TransformUse | None = None


class KeyReuse:
    """Finds reuse in one module."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis
        self._module = analysis.module
        self._uses = KeyUses(analysis, self.spent)
        self._found: dict[Node, Reuse] = {}
        self._ended: dict[Node, Used] = {}
        self._exits: list[Used] = []
        self._paths: dict[str, set[str]] = {}
        """All that was ever used up, by the name that it begins with."""

    @cached_property
    def all(self) -> list[Reuse]:
        """In the order of places."""
        root = self._module.root
        for kind in FUNCTIONS:
            for function in root.find_all(kind):
                self._used_by(function)
        self._run(root.parts, {})
        for function, uses in self._analysis.transformed.functions:
            self._replay(function, uses)
        for kind in COMPREHENSIONS:
            for comprehension in root.find_all(kind):
                self._repeat(comprehension, self._calls(field_of(comprehension, "body")))
        return sorted(self._found.values(), key=lambda reuse: reuse.call.start)

    def spent(self, function: Node) -> frozenset[str]:
        """The parameters of a function that hold keys which each call of it uses up."""
        used = self._used_by(function)
        if field_of(function, "body").find_all("yield"):
            return frozenset()  # it runs whenever somebody asks for more
        return frozenset(path.removesuffix(_GIVEN) for path in used if path.endswith(_GIVEN))

    def _used_by(self, function: Node) -> Used:
        """What is used up on every way out of a function; nothing while that is asked."""
        if function not in self._ended:
            self._ended[function] = {}
            around, self._exits = self._exits, []
            body = field_of(function, "body")
            last = self._run(body.parts if body.kind == "block" else [body], {})
            self._ended[function] = _common([last, *self._exits]) or {}
            self._exits = around
        return self._ended[function]

    def _replay(self, function: Node, uses: Iterable[TransformUse]) -> None:
        """Report calls that each lane or step of a transform makes with a key from outside."""
        use = next((use for use in uses if kind_of(use) in LANES | STEPS), None)
        if use is None:
            return
        bound = bound_in(function) | {p.name for p in read_parameters(function)}
        bound |= bound_in(field_of(function, "body"))
        for call in self._used_by(function).values():
            row = _row(call) if self._uses.splits(call) else None
            for key, path in self._keys(call):
                if _root(path) not in bound and (row is None or not _changes(row, bound)):
                    self._found.setdefault(call, Reuse(call, key, call, use))

    def _run(self, statements: Iterable[Node], before: Used) -> Used | None:
        """What is used up after some statements; None where they do not go on to the next.

        One step after the other changes it, so that what is known is not copied for each.
        """
        used = dict(before)
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
            self._use(statement.parts[0], used)
            return self._run(field_of(statement, "body").parts, used)
        if kind in (*DEFINITIONS, "decorated_definition"):
            self._bind(statement, used)
            return used
        self._use(statement, used)
        if kind == "return_statement":
            self._exits.append(used)
        return None if kind in _ENDS else used

    def _branch(self, statement: Node, used: Used) -> Used | None:
        """All branches, and the way past them where there is no `else`."""
        condition = statement.field("condition") or statement.field("subject")
        if condition is not None:
            self._use(condition, used)
        blocks = inner_blocks(statement)
        ways = [self._run(block.parts, used) for block in blocks]
        has_else = any(child.kind == "else_clause" for child in statement.parts)
        return _common(ways if has_else else [*ways, used])

    def _loop(self, statement: Node, used: Used) -> Used:
        header = statement.field("right") or statement.field("condition")
        if header is not None:
            self._use(header, used)
        if statement.kind == "for_statement":
            self._bind(statement, used)
        after = self._run(field_of(statement, "body").parts, used)
        once = statement.field("right")
        own = [call for call in (after or {}).values() if is_in(call, statement)]
        self._repeat(statement, (call for call in own if once is None or not is_in(call, once)))
        self._go_round(statement, after or {})
        self._forget(bound_in(statement), used)
        return used

    def _go_round(self, loop: Node, after: Used) -> None:
        """Find what a round uses that the one before has used up, of what the loop binds itself.

        A row of a split may be another one in each round.
        """
        bound = bound_in(loop)
        left = {path: call for path, call in after.items() if "[split " not in path}
        if not any(_root(path) in bound and is_in(call, loop) for path, call in left.items()):
            return
        if loop.kind == "for_statement":
            self._forget(targets_of(loop), left)
        exits = list(self._exits)
        self._run(field_of(loop, "body").parts, left)
        self._exits = exits

    def _try(self, statement: Node, used: Used) -> Used | None:
        """The way without an exception; what a handler does comes after an unknown part of it."""
        blocks = inner_blocks(statement)
        after = self._run(blocks[0].parts, used)
        self._forget(bound_in(blocks[0]), used)
        ways = [after, *(self._run(block.parts, used) for block in blocks[1:])]
        return _common(ways)

    def _use(self, node: Node, used: Used) -> None:
        """The calls of one simple statement or expression, then what it binds."""
        for call in self._calls(node):
            row = _row(call) if self._uses.splits(call) else None
            for key, path in self._keys(call):
                before = self._before(path, row, used)
                if before is not None:
                    self._found.setdefault(call, Reuse(call, key, before))
                elif not may_be_skipped(call, node):
                    self._note(path if row is None else _part(path, row), call, used)
                    if row is None and self._is_given(key):
                        self._note(f"{path}{_GIVEN}", call, used)
        self._bind(node, used)

    def _bind(self, node: Node, used: Used) -> None:
        self._forget(bound_in(node) if node.kind not in LOOPS else targets_of(node), used)

    def _note(self, path: str, call: Node, used: Used) -> None:
        self._paths.setdefault(_root(path), set()).add(path)
        used[path] = call

    def _forget(self, names: Iterable[str], used: Used) -> None:
        """These names are others from here on."""
        for name in names:
            for path in self._paths.get(name, ()):
                used.pop(path, None)

    def _before(self, path: str, row: Node | None, used: Used) -> Node | None:
        """What used a key up: all of it, or for a row that row; another row does not matter."""
        if path in used:
            return used[path]
        if row is not None:
            return used.get(_part(path, row))
        rows = (known for known in self._paths.get(_root(path), ()) if known in used)
        found = [used[known] for known in rows if known.startswith(f"{path}[split ")]
        return min(found, key=start, default=None)

    def _repeat(self, around: Node, calls: Iterable[Node]) -> None:
        """Report calls that each round of a loop makes with a key from before it."""
        bound = bound_in(around)
        for call in calls:
            is_own = may_be_skipped(call, around) if around.kind in COMPREHENSIONS else False
            row = _row(call) if self._uses.splits(call) else None
            is_own = is_own or (row is not None and _changes(row, bound))
            for key, path in self._keys(call):
                if _root(path) not in bound and not is_own:
                    self._found.setdefault(call, Reuse(call, key, call))

    def _keys(self, call: Node) -> Iterator[tuple[Node, str]]:
        """The keys that a call uses up and that can be followed, with their paths."""
        for key in self._uses.of(call):
            path = _path(key)
            if path:
                yield key, path

    def _is_given(self, key: Node) -> bool:
        """Whether a key is the parameter of a function as the call gives it."""
        bindings = self._module.reaching(key) if key.kind == "identifier" else []
        return bool(bindings) and all(b.kind is BindingKind.PARAMETER for b in bindings)

    def _calls(self, node: Node) -> list[Node]:
        """The calls in a node, in the order in which they are made."""
        own = (call for call in self._inside(node) if not is_inner(call, node))
        return sorted(own, key=lambda call: call.end)

    def _inside(self, node: Node) -> list[Node]:
        """All calls anywhere in a node."""
        starts, calls = self._by_start
        return calls[bisect_left(starts, node.start) : bisect_left(starts, node.end)]

    @cached_property
    def _by_start(self) -> tuple[list[int], list[Node]]:
        ordered = sorted(self._module.root.find_all("call"), key=start)
        return [call.start for call in ordered], ordered


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
