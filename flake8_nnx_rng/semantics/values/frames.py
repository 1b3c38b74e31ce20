"""Frames: what the parameters of a function are in one call of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from flake8_nnx_rng.syntax.nodes import ancestor
from flake8_nnx_rng.syntax.scopes import BODIES, FUNCTIONS

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.values.values import Value
    from flake8_nnx_rng.syntax.module import Module
    from flake8_nnx_rng.syntax.scopes import Scope
    from flake8_nnx_rng.syntax.tree import Node

_READ_AGAIN = 25_600
"""How many characters of one function are read for what calls on the way give it, all together."""
_FEW = 8
"""How many of these calls are told apart however long the function is."""


@dataclass(frozen=True, eq=False)
class Frame:
    """The values of one function's parameters; `outer` is of the function around its definition.

    `Frames` makes them, so that equal ones are the same.
    """

    function: Node
    values: Mapping[str, Value]
    outer: Frame | None = None

    def lookup(self, function: Node, name: str) -> Value | None:
        """The value of a parameter of this or an outer function."""
        frame: Frame | None = self
        while frame is not None:
            if frame.function == function:
                return frame.values.get(name)
            frame = frame.outer
        return None

    @cached_property
    def depth(self) -> int:
        """How deep the values go that it holds, one inside the other."""
        outer = 0 if self.outer is None else self.outer.depth
        return max([outer, *(value.depth for value in self.values.values())])

    def around(self, node: Node) -> Frame | None:
        """The frame, of these, of the innermost function that holds a node."""
        frame: Frame | None = self
        while frame is not None and not frame._holds(node):
            frame = frame.outer
        return frame

    def _holds(self, node: Node) -> bool:
        here = self.function
        is_same = here.tree is node.tree
        return is_same and here is not node and here.start <= node.start and node.end <= here.end


class Frames:
    """The frames of one module, one for each function and what its parameters are."""

    def __init__(self, module: Module) -> None:
        self._module = module
        self._known: dict[Hashable, Frame] = {}
        self._met: Counter[Node] = Counter()
        self._seen: dict[tuple[Node, Node], bool] = {}

    def of(self, function: Node, values: Mapping[str, Value], outer: Frame | None = None) -> Frame:
        """The frame of a function with these values, and with what it sees of those around it."""
        outer = self._outside(function, outer)
        key = _key(function, values, outer)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = Frame(function, dict(values), outer)
        return found

    def met(
        self, function: Node, values: Mapping[str, Value], outer: Frame | None, most: int
    ) -> Frame:
        """The same for a call that is met on the way; of very many, whatever it is given.

        Each call may come to be made in as many ways as there are ways through the functions that
        call one another, which nobody tells apart. A long function is read in few of them.
        """
        outer = self._outside(function, outer)
        key = _key(function, values, outer)
        if key not in self._known:
            self._met[function] += 1
            length = function.end - function.start
            if self._met[function] > min(most, max(_FEW, _READ_AGAIN // length)):
                return self.of(function, {}, outer)
        return self.of(function, values, outer)

    def _outside(self, function: Node, outer: Frame | None) -> Frame | None:
        """Of the frames around a function the innermost on which what it does may rest."""
        while outer is not None and not self._sees(function, outer.function):
            outer = outer.outer
        return outer

    def _sees(self, function: Node, outer: Node) -> bool:
        if (function, outer) not in self._seen:
            self._seen[function, outer] = self._may_see(function, outer)
        return self._seen[function, outer]

    def _may_see(self, function: Node, outer: Node) -> bool:
        """Whether a function uses a name of one around it; a method has what its class inherits."""
        around = ancestor(function, *BODIES)
        while around is not None and around != outer and around.kind in FUNCTIONS:
            around = ancestor(around, *BODIES)
        scope: Scope | None = self._module.scope_at(outer.end - 1)
        while scope is not None and scope.node != outer:
            scope = scope.parent
        if around != outer or scope is None:
            return True
        return any(function.tree.is_used(name, function) for name in scope.bound)


def _key(function: Node, values: Mapping[str, Value], outer: Frame | None) -> Hashable:
    named = tuple((name, values[name].identity) for name in sorted(values))
    return function, outer, named


def frame_around(frame: Frame | None, node: Node) -> Frame | None:
    """The frame of the innermost function that holds a node, as far as it is known."""
    return None if frame is None else frame.around(node)
