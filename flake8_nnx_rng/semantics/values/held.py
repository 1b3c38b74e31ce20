"""Held values: split for the length of a `with`, or by a bare call; given other state."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property, partial
from math import inf
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from flake8_nnx_rng.semantics.program.names import RNGS
from flake8_nnx_rng.syntax.bindings import BindingKind
from flake8_nnx_rng.syntax.module import reference
from flake8_nnx_rng.syntax.nodes import ancestor, arguments, elements, field_of, is_assigned

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.syntax.tree import Node

_SPLITTING = ("split_rngs", "fork_rngs")
_ANY = ""
"""The path of whatever is split in a function."""
_start = attrgetter("start")
_SCOPES = ("function_definition", "lambda", "module")


class Added(NamedTuple):
    """The sizes of the axes that a split adds to the streams that `only` chooses, else to all.

    They are None where nothing says how long that holds.
    """

    sizes: tuple[Node, ...] | None
    only: Node | None = None


class _Span(NamedTuple):
    """Where a split in place holds, and what it adds, None if that is not certain."""

    start: int
    end: float
    added: Added | None
    furthest: float
    """The last end of this one and of those before."""
    call: Node


_Value: TypeAlias = "tuple[Node | None, str]"
"""What is written for a value, and the function in which it is."""


class Held:
    """Answers for the values of one module."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis
        self._names = analysis.names
        self._gaining: dict[str, bool] = {}

    def gains_streams(self, expression: Node) -> bool:
        """Whether the module assigns to attributes of it anywhere, which adds streams."""
        path = expression.text
        if path not in self._gaining:
            mentions = self._names.module.mentions_by_name(path.rpartition(".")[2])
            self._gaining[path] = any(map(partial(_is_set_in, path), mentions))
        return self._gaining[path]

    def axes(self, expression: Node) -> list[Added] | None:
        """What the splits around this place add, the latest first; None if not certain."""
        value = _value(expression, expression.text)
        if value in self._entered_otherwise:
            return None
        if self.is_updated(expression, expression.text):
            return None
        added: list[Added] = []
        for span in self._around(value, expression.start):
            if span.added is None:
                return None
            added.append(span.added)
        return added

    def has_ended(self, made: Node, place: Node) -> bool:
        """Whether a split in place that held where something was made does no longer at a place."""
        around = self._around(_value(made, _ANY), made.start)
        return any(span.end <= place.start for span in around)

    def may_be_split(self, expression: Node) -> bool:
        """Whether a split in place of what has another name may be one of this value, too."""
        around = self._around(_value(expression, _ANY), expression.start)
        if any(not self._is_of_another(span.call, expression) for span in around):
            return True
        scope = ancestor(expression, *_SCOPES)
        is_run_first = scope == self._names.module.root
        elsewhere = self._left_open if is_run_first else self._splitting
        return len(elsewhere) > (scope in elsewhere) and self._comes_from_outside(expression)

    def _is_of_another(self, call: Node, expression: Node) -> bool:
        """Whether a split takes one Rngs and this is another, both made in view."""
        made = [self._made(arguments(call).positional[0]), self._made(expression)]
        return None not in made and made[0] is not made[1]

    def _made(self, name: Node) -> Node | None:
        """The `nnx.Rngs(...)` that a name certainly stands for."""
        value = self._names.value(name)
        return value if value is not None and self._names.called(value) == RNGS else None

    def _comes_from_outside(self, expression: Node) -> bool:
        """Whether others may hold the same state: it is no argument, and not made here."""
        root = expression
        while root.kind == "attribute":
            root = field_of(root, "object")
        binding = self._names.binding(root) if root.kind == "identifier" else None
        if binding is None or ancestor(binding.node, *_SCOPES) != ancestor(expression, *_SCOPES):
            return True
        return root is not expression and binding.kind is BindingKind.PARAMETER

    @cached_property
    def _splitting(self) -> set[Node | None]:
        """The functions that split something in place."""
        return {scope for scope, _ in self._spans}

    @cached_property
    def _left_open(self) -> set[Node | None]:
        """Those of them that do not say for how long."""
        return {scope for (scope, _), spans in self._spans.items() if spans[-1].furthest == inf}

    def _around(self, value: _Value, offset: int) -> Iterator[_Span]:
        """The splits of a value that hold at a place, the latest first."""
        spans = self._spans.get(value, [])
        for place in range(bisect_right(spans, offset, key=_start) - 1, -1, -1):
            if spans[place].furthest <= offset:
                return
            if offset < spans[place].end:
                yield spans[place]

    @cached_property
    def _spans(self) -> dict[_Value, list[_Span]]:
        found: dict[_Value, list[_Span]] = {}
        for call in self._calls:
            start, end = self._withs.get(call.start) or self._until_restored(call)
            start = max(start, call.end)
            added = _added(call, is_open=end == inf)
            for path in (*_taken(call), _ANY):
                spans = found.setdefault(_value(call, path), [])
                furthest = max(end, spans[-1].furthest) if spans else end
                spans.append(_Span(start, end, added, furthest, call))
        return found

    @cached_property
    def _withs(self) -> dict[int, tuple[int, float]]:
        """The block of the `with` that enters a call."""
        found: dict[int, tuple[int, float]] = {}
        for call in self._calls:
            item = ancestor(call, "with_statement", "block", "expression_statement")
            if item is not None and item.kind == "with_statement":
                block = field_of(item, "body")
                found[call.start] = block.start, block.end
        return found

    def _until_restored(self, call: Node) -> tuple[int, float]:
        """From a call to the `restore_rngs` in the same block, or for ever."""
        restored = self._restored.get(ancestor(call, "block", "module"), [])
        place = bisect_right(restored, call.start)
        return call.end, restored[place] if place < len(restored) else inf

    @cached_property
    def _restored(self) -> dict[Node | None, list[int]]:
        """Where each block names `restore_rngs`."""
        found: dict[Node | None, list[int]] = {}
        for restore in self._names.module.mentions_of(["restore_rngs"]):
            found.setdefault(ancestor(restore, "block", "module"), []).append(restore.start)
        return found

    @cached_property
    def _calls(self) -> list[Node]:
        return self._calls_of(_SPLITTING)

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

    @cached_property
    def _entered_otherwise(self) -> set[_Value]:
        """What a context manager that is not ours may have changed."""
        items = self._names.module.root.find_all("with_item")
        calls = (call for item in items for call in item.find_all("call"))
        return {
            _value(call, node.text)
            for call in calls
            if call.start not in self._withs
            for node in arguments(call).positional
        }

    def is_updated(self, place: Node, path: str) -> bool:
        """Whether a value was given other state before, in the function around a place."""
        return self._updated.get(_value(place, path), place.start) < place.start

    @cached_property
    def _updated(self) -> dict[_Value, int]:
        """Where a value is given other state for the first time, by `model.rngs = ...`, too."""
        calls = self._calls_of(("update", "reseed"))
        given = [(call.start, _value(call, path)) for call in calls for path in _taken(call)]
        holders = (write.holder for write in self._analysis.set_from_outside.get("rngs", ()))
        given += [(holder.start, _value(holder, holder.text)) for holder in holders]
        return {value: place for place, value in sorted(given, key=itemgetter(0), reverse=True)}


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


def _taken(call: Node) -> set[str]:
    """What a call is given, as it is written; what holds it is asked for by itself."""
    given = arguments(call).positional[:1]
    return {node.text for whole in given for node in elements(whole) or [whole]}


def _added(call: Node, *, is_open: bool) -> Added | None:
    """What a split in place adds; None if that is not certain."""
    given = arguments(call).keywords
    size = given.get("splits") or given.get("split")
    only = given.get("only")
    if size is None or size.kind == "dictionary":
        return None
    if is_open or "squeeze" in given:
        return None if only is None else Added(None, only)
    return Added(tuple(elements(size) or [size]), only)


def _value(place: Node, path: str) -> _Value:
    return ancestor(place, *_SCOPES), path
