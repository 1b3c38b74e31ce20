"""Held values: split for the length of a `with`, by a bare call, or told to be deterministic."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING

from flake8_nnx_rng.syntax.module import reference
from flake8_nnx_rng.syntax.nodes import ancestor, arguments, elements, field_of, is_assigned, start

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.names import Names
    from flake8_nnx_rng.syntax.tree import Node

_SPLITTING = ("split_rngs", "fork_rngs")
_QUIETING = ("eval", "set_attributes")
_SCOPES = ("function_definition", "lambda", "module")


class Held:
    """Answers for the values of one module."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._gaining: dict[str, bool] = {}

    def gains_streams(self, expression: Node) -> bool:
        """Whether the module assigns to attributes of it anywhere, which adds streams."""
        path = expression.text
        if path not in self._gaining:
            mentions = self._names.module.mentions_by_name(path.rpartition(".")[2])
            self._gaining[path] = any(map(partial(_is_set_in, path), mentions))
        return self._gaining[path]

    def axes(self, expression: Node) -> list[Node] | None:
        """The sizes of the axes that a split around this place adds; None if not certain."""
        if self._is_entered_otherwise(expression) or self._is_updated(expression):
            return None
        added = [self._added(call, expression) for call in self._calls if _takes(call, expression)]
        known = [sizes for sizes in added if sizes is not None]
        return [s for sizes in reversed(known) for s in sizes] if len(known) == len(added) else None

    def _added(self, call: Node, expression: Node) -> list[Node] | None:
        """What one split in place adds at a later place; None if that is not certain."""
        if not _same_function(call, expression) or expression.start < call.end:
            return []
        block = self._withs.get(call.start) or self._until_restored(call)
        if block is None:
            return None
        if not block[0] <= expression.start < block[1]:
            return []
        given = arguments(call)
        size = given.keywords.get("splits") or given.keywords.get("split")
        if size is None or "only" in given.keywords or "squeeze" in given.keywords:
            return None
        return elements(size) or [size]

    @cached_property
    def _withs(self) -> dict[int, tuple[int, int]]:
        """The block of the `with` that enters a call."""
        found = {}
        for call in self._calls:
            item = ancestor(call, "with_statement", "block", "expression_statement")
            if item is not None and item.kind == "with_statement":
                block = field_of(item, "body")
                found[call.start] = block.start, block.end
        return found

    def _until_restored(self, call: Node) -> tuple[int, int] | None:
        """From a call to the `restore_rngs` in the same block."""
        block = ancestor(call, "block", "module")
        for restore in self._names.module.mentions_of(["restore_rngs"]):
            if restore.start > call.start and ancestor(restore, "block", "module") == block:
                return call.end, restore.start
        return None

    @cached_property
    def _calls(self) -> list[Node]:
        return self._calls_of(_SPLITTING)

    @cached_property
    def _updates(self) -> list[Node]:
        return self._calls_of(("update",))

    @cached_property
    def _entered(self) -> list[Node]:
        """The calls that a `with` enters, but for splits."""
        items = self._names.module.root.find_all("with_item")
        calls = (call for item in items for call in item.find_all("call"))
        return [call for call in calls if call.start not in self._withs]

    def _calls_of(self, names: tuple[str, ...]) -> list[Node]:
        found = []
        for mention in self._names.module.mentions_of(names):
            expression = reference(mention)
            call = None if expression is None else expression.parent
            if expression is None or call is None or call.kind != "call":
                continue
            if self._names.nnx(expression) in names and _splits_in_place(call):
                found.append(call)
        return found

    def _is_entered_otherwise(self, expression: Node) -> bool:
        """Whether a context manager that is not ours may have changed it."""
        path = expression.text
        return any(
            _same_function(call, expression)
            for call in self._entered
            if any(node.text == path for node in arguments(call).positional)
        )

    def _is_updated(self, expression: Node) -> bool:
        """Whether `nnx.update` has given it other state before."""
        return any(
            _same_function(call, expression) and call.start < expression.start
            for call in self._updates
            if _takes(call, expression)
        )

    def is_quiet(self, expression: Node) -> bool:
        """Whether `x.eval()` or the like was said of it before, in a function around."""
        path = expression.text
        told = False
        for call in self._told:
            function = field_of(call, "function")
            if field_of(function, "object").text != path or call.start >= expression.start:
                continue
            scope = ancestor(call, *_SCOPES)
            if scope is not None and scope.start <= expression.start < scope.end:
                told = field_of(function, "attribute").text != "train"
        return told

    @cached_property
    def _told(self) -> list[Node]:
        found = []
        for mention in self._names.module.mentions_of((*_QUIETING, "train")):
            expression = reference(mention)
            call = None if expression is None else expression.parent
            is_method = expression is not None and expression.kind == "attribute"
            if is_method and call is not None and call.kind == "call":
                found.append(call)
        return sorted(found, key=start)


def _is_set_in(path: str, mention: Node) -> bool:
    """`rngs.noise = nnx.RngStream(...)`, where this mention ends the path."""
    owner = reference(mention)
    around = None if owner is None or owner.text != path else owner.parent
    is_inside = around is not None and around.kind == "attribute"
    return around is not None and is_inside and is_assigned(around)


def _splits_in_place(call: Node) -> bool:
    """Whether a call has state to split, and `graph=False` does not make it return a copy."""
    given = arguments(call)
    flags = [given.keywords.get(name) for name in ("graph", "graph_updates")]
    is_copy = any(flag is not None and flag.kind == "false" for flag in flags)
    return bool(given.positional) and not is_copy


def _takes(call: Node, expression: Node) -> bool:
    """Whether a call is given this value; what holds it is asked for by itself."""
    path = expression.text
    nodes = [
        node for given in arguments(call).positional[:1] for node in elements(given) or [given]
    ]
    return any(node.text == path for node in nodes)


def _same_function(first: Node, second: Node) -> bool:
    return ancestor(first, *_SCOPES) == ancestor(second, *_SCOPES)
