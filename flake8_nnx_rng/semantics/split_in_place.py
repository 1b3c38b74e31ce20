"""State that is changed in place: by `split_rngs(node, ...)`, `nnx.update`, in a `with`."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.names import Names
from flake8_nnx_rng.syntax.module import reference
from flake8_nnx_rng.syntax.nodes import ancestor, arguments

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.tree import Node

_FUNCTIONS = ("split_rngs", "fork_rngs", "update")


class SplitsInPlace:
    """Knows where a value may be split for a while, so that nothing is certain of it."""

    def __init__(self, names: Names) -> None:
        self.names = names

    def covers(self, expression: Node) -> bool:
        """Whether the function around splits this value, what holds it, or a tuple with either."""
        function = ancestor(expression, "function_definition", "lambda", "module")
        if function is None or not self._split:
            return False
        path = expression.text
        ends = [offset for offset, letter in enumerate(path) if letter == "."]
        return any(self._is_split(path[:end], function) for end in (*ends, len(path)))

    def _is_split(self, path: str, function: Node) -> bool:
        starts = self._split.get(path, [])
        place = bisect_left(starts, function.start)
        return place < len(starts) and starts[place] < function.end

    @cached_property
    def _split(self) -> dict[str, list[int]]:
        """Where values are split, by the names and paths in what is written for them."""
        found: dict[str, list[int]] = {}
        for node in self._nodes:
            for part in node.find_all("attribute", "identifier"):
                found.setdefault(part.text, []).append(node.start)
        return {path: sorted(starts) for path, starts in found.items()}

    @cached_property
    def _nodes(self) -> list[Node]:
        """The state that is split in place anywhere in the module."""
        found: list[Node] = []
        for mention in self.names.module.mentions_of(_FUNCTIONS):
            expression = reference(mention)
            call = expression.parent if expression is not None else None
            if expression is None or call is None or call.kind != "call":
                continue
            if self.names.nnx(expression) in _FUNCTIONS:
                found += arguments(call).positional[:1]
        return [*found, *self._entered()]

    def _entered(self) -> list[Node]:
        """What a `with` hands to a context manager, which may split it."""
        calls = (
            call
            for item in self.names.module.root.find_all("with_item")
            for call in item.find_all("call")
        )
        return [node for call in calls for node in arguments(call).positional]
