"""Lost steps: loops of JAX that hand each step the state with which the first one began."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from flake8_nnx_rng.semantics.passages.lost_states import has_other_keys
from flake8_nnx_rng.semantics.program.branches import CONTROL, Control
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


_SCAN = "jax.lax.scan"
"""Its step returns an output beside what it hands on."""
_LOOPS = {
    _SCAN: Control(((0, "f"),), (1, "init")),
    **{f"jax.lax.{name}": CONTROL[name] for name in ("fori_loop", "while_loop")},
}


class LostSteps(NamedTuple):
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
    for path in _LOOPS:
        for mention in analysis.module.mentions_by_name(path.rpartition(".")[2]):
            call = ancestor(mention, "call")
            if call is not None and analysis.names.called(call) == path:
                yield from _repeated(analysis, call, path)


def _repeated(analysis: Analysis, call: Node, path: str) -> Iterator[LostSteps]:
    """What the steps of a loop draw from a state that each of them gets as the first one did."""
    loop, given = _LOOPS[path], arguments(call)
    carried, steps = loop.operand_nodes(given), loop.function_nodes(given)
    function = analysis.function_at(steps[0]) if len(steps) == 1 else None
    if not carried or function is None or len(function.parameters) <= loop.filled:
        return
    carry = function.parameters[loop.filled].name
    step = _Step(analysis, function, carry, is_paired=path == _SCAN)
    states = step.merged
    if not states or not all(map(step.hands_on, states)):
        return
    frame = analysis.frames.of(function.node, {carry: analysis.flow.reader.of(carried[0])})
    for draw in analysis.flow.effects.of(function, frame):
        is_own = draw.merged and draw.random and not draw.folded
        if is_own and draw.place.root == carry:
            yield LostSteps(call, states[0], draw)
            return


class _Step:
    """The function that a loop runs in each step, and its parameter that gets the carry."""

    def __init__(
        self, analysis: Analysis, function: Function, carry: str, *, is_paired: bool
    ) -> None:
        self._analysis, self._function, self._carry = analysis, function, carry
        self._is_paired = is_paired

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
        return is_parameter and is_own and state.text == self._carry

    @cached_property
    def _returned(self) -> list[Node]:
        node = self._function.node
        if node.kind == "lambda":
            return [self._function.body]
        return [value for statement in own_returns(node) for value in statement.parts[:1]]

    def _handed_on(self, returned: Node) -> list[Node]:
        """What the next step gets: a value, or those in a tuple."""
        handed: Node | None = returned
        if self._is_paired:
            pair = elements(returned) or []
            handed = pair[0] if len(pair) == 2 else None
        return [] if handed is None else [handed, *(elements(handed) or [])]
