"""Mentions of state: where a function uses what one name or attribute is, read once for each."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import takewhile
from typing import TYPE_CHECKING

from flake8_nnx_rng.syntax.module import reference
from flake8_nnx_rng.syntax.nodes import ancestor, field_of, is_assigned
from flake8_nnx_rng.syntax.scopes import BODIES

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.module import Module
    from flake8_nnx_rng.syntax.tree import Node


class StateMentions:
    """Answers for one module."""

    def __init__(self, module: Module) -> None:
        self._module = module
        self._known: dict[str, dict[tuple[str, Node | None], list[tuple[int, Node]]]] = {}
        self._asserted: dict[str, list[int]] = {}

    def between(self, state: Node, first: int, last: int) -> Iterator[Node]:
        """The mentions of the state in its function between two statements, as they run."""
        found = self._of(state)
        for place in range(bisect_left(found, first, key=_offset), len(found)):
            mention = found[place][1]
            if mention.start >= last:
                return
            if mention.start >= first:
                yield mention

    def _of(self, state: Node) -> list[tuple[int, Node]]:
        """All of one state in the same function, with offsets by which they are in order."""
        name = _last(state)
        if name not in self._known:
            self._known[name] = {}
            for mention in self._module.mentions_by_name(name):
                whole = mention if is_assigned(mention) else reference(mention)
                if whole is not None:
                    key = whole.text, ancestor(whole, *BODIES)
                    self._known[name].setdefault(key, []).append((_evaluated(whole), whole))
            for listed in self._known[name].values():
                listed.sort(key=_offset)
        return self._known[name].get((state.text, ancestor(state, *BODIES)), [])

    def is_asserted(self, state: Node) -> bool:
        """Whether the function around asserts something about the state: a test of what it is."""
        name, around = _last(state), ancestor(state, "function_definition", "module")
        if name not in self._asserted:
            mentions = self._module.mentions_by_name(name)
            self._asserted[name] = [m.start for m in mentions if _is_asserted(m)]
        starts = self._asserted[name]
        if around is None:
            return False
        return bisect_left(starts, around.start) < bisect_left(starts, around.end)


def _last(state: Node) -> str:
    return state.text.rpartition(".")[2]


def _offset(placed: tuple[int, Node]) -> int:
    return placed[0]


def _evaluated(mention: Node) -> int:
    """Where a mention takes effect: a target after the value that it gets."""
    parent = mention.parent
    bound = is_assigned(mention) and parent is not None and parent.kind == "assignment"
    return parent.end if bound and parent is not None else mention.start


def _is_asserted(mention: Node) -> bool:
    """Whether a mention stands in a statement, or the arguments of a call, that asserts."""
    in_statement = takewhile(lambda outer: outer.kind != "block", mention.ancestors())
    return any(map(_asserts, in_statement))


def _asserts(node: Node) -> bool:
    """`assert rngs.params.key.shape == ()`, `self.assertEqual(...)`, `chex.assert_shape(...)`."""
    if node.kind == "assert_statement":
        return True
    called = field_of(node, "function").text if node.kind == "call" else ""
    return called.rpartition(".")[2].startswith("assert")
