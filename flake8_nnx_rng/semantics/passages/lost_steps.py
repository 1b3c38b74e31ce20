"""Lost steps: loops of JAX that hand each step the state with which the first one began."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from flake8_nnx_rng.semantics.passages.lost_states import has_other_keys
from flake8_nnx_rng.semantics.program.functions import own_returns
from flake8_nnx_rng.semantics.program.merging import merged_from, unstarred
from flake8_nnx_rng.semantics.releases.eras import shares_merged
from flake8_nnx_rng.syntax.bindings import BindingKind
from flake8_nnx_rng.syntax.nodes import ancestor, arguments, elements
from flake8_nnx_rng.syntax.scopes import FUNCTIONS

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.program.functions import Function
    from flake8_nnx_rng.semantics.summaries.draw import Draw
    from flake8_nnx_rng.syntax.bindings import Binding
    from flake8_nnx_rng.syntax.tree import Node


class _Loop(NamedTuple):
    """Where a loop takes its step and what that carries first, and which parameter that becomes.

    A step that `is_paired` returns an output beside what it hands on.
    """

    step: int
    carried: int
    keyword: str
    parameter: int
    is_paired: bool = False


_LOOPS = {
    "jax.lax.scan": _Loop(0, 1, "init", 0, is_paired=True),
    "jax.lax.fori_loop": _Loop(2, 3, "init_val", 1),
    "jax.lax.while_loop": _Loop(1, 2, "init_val", 0),
}


@dataclass(frozen=True)
class LostSteps:
    """The call of a loop, the state as its steps have it, and a draw that is alike in all."""

    call: Node
    state: Node
    draw: Draw


def lost_steps(analysis: Analysis) -> Iterator[LostSteps]:
    """The loops whose steps merge what they carry, draw from it and carry on what they got.

    Since 0.11.0 a merged module shares the variables of its state, which is another one then.
    """
    if shares_merged(analysis.release):
        return
    for path, loop in _LOOPS.items():
        for mention in analysis.module.mentions_by_name(path.rpartition(".")[2]):
            call = ancestor(mention, "call")
            if call is not None and analysis.names.called(call) == path:
                yield from _repeated(analysis, call, loop)


def _repeated(analysis: Analysis, call: Node, loop: _Loop) -> Iterator[LostSteps]:
    """What the steps of a loop draw from a state that each of them gets as the first one did."""
    given = arguments(call)
    first = given.keywords.get(loop.keyword) or _at(given.positional, loop.carried)
    written = given.keywords.get("f") or _at(given.positional, loop.step)
    function = None if written is None else analysis.function_at(written)
    if first is None or function is None or len(function.parameters) <= loop.parameter:
        return
    step = _Step(analysis, function, loop)
    states = step.merged
    if not states or not all(map(step.hands_on, states)):
        return
    frame = analysis.frames.of(function.node, {step.carry: analysis.flow.reader.of(first)})
    for draw in analysis.flow.effects.of(function, frame):
        is_own = draw.merged and draw.random and not draw.folded
        if is_own and draw.place.root == step.carry:
            yield LostSteps(call, states[0], draw)
            return


def _at(listed: Sequence[Node], place: int) -> Node | None:
    return listed[place] if place < len(listed) else None


class _Step:
    """The function that a loop runs in each step."""

    def __init__(self, analysis: Analysis, function: Function, loop: _Loop) -> None:
        self._analysis, self._function, self._loop = analysis, function, loop
        self.carry = function.parameters[loop.parameter].name

    @property
    def merged(self) -> list[Node]:
        """The states of which it makes modules; none where one of these gets other keys."""
        names, calls = self._analysis.names, [*self._function.body.find_all("call")]
        merging = {call: states for call in calls if (states := merged_from(call, names))}
        if any(has_other_keys(call, self._analysis) for call in merging):
            return []
        return [unstarred(state) for states in merging.values() for state in states]

    def hands_on(self, state: Node) -> bool:
        """Whether the next step certainly gets a state that this one got, as it came."""
        binding = self._binding(state)
        if binding is None or not self._is_carried(state):
            return False
        return bool(self._returned) and all(
            any(self._binding(name) == binding for name in self._handed_on(value))
            for value in self._returned
        )

    def _binding(self, node: Node) -> Binding | None:
        return self._analysis.names.binding(node) if node.kind == "identifier" else None

    def _is_carried(self, state: Node) -> bool:
        """Whether a name is what the step carries, or is unpacked from it."""
        binding = self._binding(state)
        if binding is not None and binding.kind is BindingKind.UNPACKED and binding.value:
            return self._is_carried(binding.value)
        is_parameter = binding is not None and binding.kind is BindingKind.PARAMETER
        is_own = ancestor(state, *FUNCTIONS) == self._function.node
        return is_parameter and is_own and state.text == self.carry

    @cached_property
    def _returned(self) -> list[Node]:
        node = self._function.node
        if node.kind == "lambda":
            return [self._function.body]
        return [value for statement in own_returns(node) for value in statement.parts[:1]]

    def _handed_on(self, returned: Node) -> list[Node]:
        """What the next step gets: a value, or those in a tuple."""
        handed: Node | None = returned
        if self._loop.is_paired:
            pair = elements(returned) or []
            handed = pair[0] if len(pair) == 2 else None
        return [] if handed is None else [handed, *(elements(handed) or [])]
