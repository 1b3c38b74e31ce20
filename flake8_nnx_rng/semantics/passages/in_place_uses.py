"""Uses of state as scalar in a stretch of code in which it is split in place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.program.in_place_statements import is_tried
from flake8_nnx_rng.semantics.program.samplers import KEEPING, MANAGING
from flake8_nnx_rng.semantics.releases.eras import forks_dropout
from flake8_nnx_rng.semantics.releases.transforms import SPLITTING
from flake8_nnx_rng.semantics.values.becoming import RngsUse, Role
from flake8_nnx_rng.semantics.values.callees import Callees, draws_when_made, needs_one_key
from flake8_nnx_rng.semantics.values.plain_methods import is_wrapped
from flake8_nnx_rng.syntax.nodes import ancestor, arguments, field_of, is_assigned, is_field

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.program.layers import Stack
    from flake8_nnx_rng.syntax.tree import Node

_CHANGING = ("restore", "update", "reseed", "merge", "unsplit")
_FORKING = ("Dropout", "RNN")


class InPlaceUses:
    """Answers what is done with one name or attribute behind the place that splits it."""

    def __init__(self, analysis: Analysis, state: Node) -> None:
        self._analysis = analysis
        self._state = state

    def scalar_use(self, first: int, last: int) -> Node | None:
        """The first call between two offsets that needs one key a stream, before any change."""
        for mention in self._between(first, last):
            if self._changes(mention):
                return None
            used = self._scalar_use(mention)
            if used is not None and not is_tried(used):
                return used
        return None

    def is_changed(self, first: int, last: int) -> bool:
        """Whether the state may be another one, or restored, between two offsets."""
        return any(map(self._changes, self._between(first, last)))

    def is_mentioned(self, first: int, last: int) -> bool:
        """Whether the state is used at all between two offsets."""
        return any(True for _ in self._between(first, last))

    def is_scalar(self, first: int, last: int) -> bool:
        """Whether all that is done with the state between two offsets needs it scalar."""
        return all(self._scalar_use(mention) for mention in self._between(first, last))

    def _between(self, first: int, last: int) -> Iterator[Node]:
        """The mentions of the state in the same function, in order."""
        return self._analysis.state_mentions.between(self._state, first, last)

    def _changes(self, mention: Node) -> bool:
        """Whether the state is bound again here, or handed to what may restore it."""
        if is_assigned(mention) or not self._is_the_same(mention):
            return True
        holder = ancestor(mention, "call", "block")
        if holder is None or holder.kind != "call":
            return False
        called = field_of(holder, "function").text.rpartition(".")[2].lower()
        return any(word in called for word in _CHANGING)

    def _is_the_same(self, mention: Node) -> bool:
        if mention.kind != "identifier":
            return True
        module = self._analysis.module
        return module.reaching(mention) == module.reaching(self._state)

    def _scalar_use(self, mention: Node) -> Node | None:
        top = mention
        parent = top.parent
        if parent is None:
            return None
        if parent.kind == "call" and is_field(parent, "function", top):
            return parent
        if parent.kind == "attribute":
            return self._draw(parent)
        call = ancestor(top, "call")
        if call is None:
            return None
        is_rngs = parent.kind == "keyword_argument" and field_of(parent, "name").text == "rngs"
        if is_rngs and self._makes_layer(field_of(call, "function")):
            return call
        given = arguments(call).values
        return call if mention in given and self._is_scalar_argument(call, mention) else None

    def _draw(self, attribute: Node) -> Node | None:
        """`rngs.params()`, `rngs.normal(shape)`, `rngs.params.normal(shape)`, `rngs.fork()`."""
        names = [field_of(attribute, "attribute").text]
        parent = attribute.parent
        while parent is not None and parent.kind == "attribute":
            names.append(field_of(parent, "attribute").text)
            attribute, parent = parent, parent.parent
        if parent is None or parent.kind != "call" or not is_field(parent, "function", attribute):
            return None
        if len(names) == 1 and names[0] in KEEPING:
            return parent
        return parent if len(names) <= 2 and MANAGING.isdisjoint(names) else None

    def _makes_layer(self, called: Node) -> bool:
        forking = self._analysis.names.nnx(called) in _FORKING
        if forking:
            return forks_dropout(self._analysis.release)
        return draws_when_made(called, self._analysis)

    def _is_scalar_argument(self, call: Node, value: Node) -> bool:
        """Whether what is called splits the state once more, or draws from it in no lane."""
        called = field_of(call, "function")
        stack = self._analysis.flow.stack_called(called)
        if stack is not None:
            return self._draws_in_no_lane(*stack, call, value)
        definition = self._analysis.definition(called)
        is_function = definition is not None and definition.node.kind == "function_definition"
        if definition is None or not is_function or is_wrapped(definition):
            return self._splits(call, value)
        use = RngsUse(Role.PASSED, call, value)
        return any(map(needs_one_key, Callees(self._analysis).draws(use)))

    def _splits(self, call: Node, value: Node) -> bool:
        use = next((use for use in self._analysis.uses if use.call == call), None)
        if use is None or use.name not in SPLITTING:
            return False
        return use.target == value and not use.selects

    def _draws_in_no_lane(self, home: Analysis, stack: Stack, call: Node, value: Node) -> bool:
        passage = home.flow.passages.through(stack, call, self._analysis)
        if passage is None:
            return False
        taking = [name for name, node in passage.passed.items() if node == value]
        drawn = [draw for draw in home.flow.draws_in(passage) if draw.place.root in taking]
        return any(map(needs_one_key, drawn))
