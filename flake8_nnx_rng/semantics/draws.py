"""Draws: whether a function takes random numbers from an Rngs itself, so that it must be scalar."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.functions import Function, read_class
from flake8_nnx_rng.semantics.names import Names
from flake8_nnx_rng.syntax.bindings import BindingKind
from flake8_nnx_rng.syntax.nodes import ancestor, arguments, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.tree import Node

MANAGING = frozenset(
    {"fork", "split", "broadcast", "items", "keys", "values", "copy", "get", "key", "count", "tag"}
)
"""Methods of an Rngs that manage streams; any other attribute is a stream or draws from one."""

DRAW_NOTHING = frozenset({"Dropout", "Rngs", "List", "Dict", "Sequential"})
"""Classes of `flax.nnx` that take `rngs=` and draw nothing from it when they are made."""

_STUBS = frozenset({"pass_statement", "ellipsis"})


class Draws:
    """Answers what functions of one module do with the Rngs that they get."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._made: dict[Node, list[Node]] = {}
        self._drawn: dict[tuple[Node, str, int], bool] = {}
        self._behind: dict[tuple[Node, str], list[tuple[int, int]]] = {}

    @staticmethod
    def manages(name: str) -> bool:
        """Whether an attribute of an Rngs is no stream and no draw."""
        return name in MANAGING

    def draws(self, function: Function, name: str, depth: int = 3) -> bool:
        """Whether the body itself draws a key from this parameter.

        Either from a stream, `rngs.params()`, or by making a layer with it: one of `flax.nnx`, or a
        class of this file that draws. Draws in inner functions do not count: those may be run with
        something else.
        """
        key = function.node, name, depth
        if key not in self._drawn:
            calls = self._calls(function)
            self._drawn[key] = any(self._is_draw(call, name, depth) for call in calls)
        return self._drawn[key]

    def drawn_before(self, function: Function, name: str, use: Node) -> bool:
        """Whether the body certainly draws from a parameter on the way to a use of it."""
        key = function.node, name
        if key not in self._behind:
            self._behind[key] = list(self._behind_draws(function, name))
        behind = self._behind[key]
        place = bisect_left(behind, (use.start,)) - 1
        return place >= 0 and use.start < behind[place][1]

    def _behind_draws(self, function: Function, name: str) -> Iterator[tuple[int, int]]:
        """From each draw to the end of its block, but for what is behind another one anyway."""
        end = 0
        for call in self._calls(function):
            block = ancestor(call, "block")
            if block is not None and block.end > end and self._is_draw(call, name, 3):
                end = block.end
                yield call.start, end

    def constructs(self, function: Function, names: set[str]) -> bool:
        """Whether the body hands one of these names as `rngs=` to a class that is not in view."""
        for call in self._calls(function):
            called = field_of(call, "function").text.rpartition(".")[2]
            given = arguments(call).keywords.get("rngs")
            if given is None or given.text not in names or not called[:1].isupper():
                continue
            binding = self.names.binding(field_of(call, "function"))
            if binding is None or binding.kind is not BindingKind.CLASS:
                return True
        return False

    def is_stub(self, function: Function) -> bool:
        """Whether the body is only `...`, `pass` or a docstring."""
        for statement in function.body.parts:
            inner = statement.parts
            node = inner[0] if statement.kind == "expression_statement" and inner else statement
            if node.kind not in _STUBS and node.kind != "string":
                return False
        return function.body.kind == "block"

    def _calls(self, function: Function) -> list[Node]:
        if function.node not in self._made:
            calls = function.body.find_all("call")
            self._made[function.node] = [c for c in calls if _runs_in(c, function.node)]
        return self._made[function.node]

    def _is_draw(self, call: Node, name: str, depth: int) -> bool:
        called = field_of(call, "function")
        if called.text == name:
            return True
        if called.kind == "attribute":
            root, *attributes = called.text.split(".")
            if root == name and len(attributes) <= 2:
                return MANAGING.isdisjoint(attributes)
        given = arguments(call).keywords.get("rngs")
        return given is not None and given.text == name and self.makes_layer(called, depth)

    def makes_layer(self, called: Node, depth: int = 3) -> bool:
        """Whether making an instance of this class draws from the Rngs that it is given."""
        layer = self.names.nnx(called)
        if layer is not None:
            return _is_drawing_layer(layer)
        binding = self.names.binding(called)
        if binding is None or binding.kind is not BindingKind.CLASS or depth == 0:
            return False
        init = read_class(binding.node)
        return init is not None and self.draws(init, "rngs", depth - 1)


def _runs_in(node: Node, function: Node) -> bool:
    return ancestor(node, "function_definition", "lambda", "class_definition") == function


@cache
def _is_drawing_layer(layer: str) -> bool:
    api = releases.export(layer, releases.newest())
    if api is None or api.kind != "class" or layer in DRAW_NOTHING:
        return False
    return api.keyword("rngs") is not None
