"""All migrations of one module, planned together so that they can share what they define."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, TypeVar

from flake8_nnx_rng.fixes.fix import Applicability, Edit, Fix, advice
from flake8_nnx_rng.fixes.found_at import by_node
from flake8_nnx_rng.fixes.migration.definitions import Definitions
from flake8_nnx_rng.fixes.migration.plan import LayerPlan
from flake8_nnx_rng.fixes.migration.refusal import Refused
from flake8_nnx_rng.fixes.migration.unit import (
    check_all_in_view,
    has_removed,
    is_implicit,
    lacks_carry,
    plans,
    unit_of,
)
from flake8_nnx_rng.fixes.migration.writing import Writer
from flake8_nnx_rng.rules.nnx101 import is_unsplit
from flake8_nnx_rng.semantics.legacy.implicit_meaning import changed_meanings
from flake8_nnx_rng.semantics.releases.transforms import MAPPING

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.semantics.program.layers import Layer, Stack
    from flake8_nnx_rng.syntax.tree import Node

T = TypeVar("T")
_WORD = re.compile(r"\w+")
MIGRATED = MAPPING | {"grad", "value_and_grad"}
"""The transforms that are rewritten."""


@dataclass(frozen=True)
class Planned:
    """The stacks of one unit with the plans for their layers, or why there are none."""

    stacks: tuple[Stack, ...]
    layers: tuple[LayerPlan, ...] = ()
    refusal: Refused | None = None


class Migrations:
    """Finds, plans and writes the migrations of one module."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._analysis = bench.analysis
        self._fixes: dict[int, Fix] = {}
        """What was made of the units; each finding of one has the same fix."""

    def fix_at(self, node: Node) -> Fix | None:
        """The fix for the unit that a finding's node belongs to; None where it is in none."""
        planned = next(iter(self._planned_at(node)), None)
        if planned is not None:
            if id(planned) not in self._fixes:
                self._fixes[id(planned)] = self._fix(planned)
            return self._fixes[id(planned)]
        stack = next(iter(self._at(node)), None)
        if stack is None:
            return None
        return self._fix(self._plan(tuple(unit_of(self._bench, stack))))

    def needs(self, node: Node) -> bool:
        """Whether a use, or one of its options, belongs to a unit that has to be migrated."""
        return bool(self._planned_at(node))

    def holds_back(self, node: Node) -> bool:
        """Whether a partial must stay until its unit is migrated, since it shows its age.

        That is not so where nothing says how old it is, or where nothing but arrays goes in and
        comes out, which means what it meant.
        """
        held = self._planned_at(node)
        if any(not planned.refusal or self._is_old(planned.stacks) for planned in held):
            return True
        return any(self._was_implicit(s) and self._may_hold_state(s) for s in self._at(node))

    def of_old_code(self, node: Node) -> Fix | None:
        """The fix for the old unit that a finding's node belongs to, or whose function it is in.

        None where all of it is new code.
        """
        for stack in self._around(node):
            if self._was_implicit(stack):
                return self.fix_at(stack.mapping_layers[0].node)
        return None

    def _planned_at(self, node: Node) -> list[Planned]:
        return _at(self._units, node)

    @cached_property
    def _units(self) -> dict[Node, list[Planned]]:
        pairs = ((stack, planned) for planned in self._planned for stack in planned.stacks)
        return by_node((place, planned) for stack, planned in pairs for place in _places(stack))

    @cached_property
    def _stacks(self) -> dict[Node, list[Stack]]:
        stacks = self._analysis.far_functions.stacks
        return by_node((place, stack) for stack in stacks for place in _places(stack))

    def _at(self, node: Node) -> list[Stack]:
        return _at(self._stacks, node)

    def _around(self, node: Node) -> Iterator[Stack]:
        yield from self._at(node)
        for function in node.ancestors():
            yield from self._by_function.get(function, ())

    @cached_property
    def _by_function(self) -> dict[Node, list[Stack]]:
        stacks = self._analysis.far_functions.stacks
        return by_node((s.function.node, s) for s in stacks if s.function is not None)

    def _was_implicit(self, stack: Stack) -> bool:
        """Whether a transform around a function is old, by all that is known or by its carry."""
        return any(self._is_old_layer(stack, layer) for layer in stack.mapping_layers)

    def _is_old_layer(self, stack: Stack, layer: Layer) -> bool:
        use, analysis = layer.use, self._analysis
        if analysis.was_implicit(stack, layer):
            return True
        is_guess = use is not None and use.partial and not analysis.stacks.is_split_around(stack)
        return is_guess and use is not None and lacks_carry(analysis, use)

    def _may_hold_state(self, stack: Stack) -> bool:
        """Whether anything but arrays may go in or come out."""
        function, guesses = stack.function, self._analysis.flow.guesses
        if function is None or not guesses.returned(function).is_plain:
            return True
        return not all(guesses.of_parameter(stack, p).is_plain for p in function.parameters)

    def _is_old(self, stacks: tuple[Stack, ...]) -> bool:
        analysis = self._analysis
        return any(
            any(analysis.was_implicit(stack, layer) for layer in stack.layers)
            or is_unsplit(analysis, stack)
            for stack in stacks
        )

    @cached_property
    def _planned(self) -> list[Planned]:
        found: dict[Node, Planned] = {}
        for stack in self._analysis.far_functions.stacks:
            if self._is_needed(stack):
                unit = tuple(unit_of(self._bench, stack))
                if unit[0].root not in found:
                    found[unit[0].root] = self._plan(unit)
        return list(found.values())

    def _is_needed(self, stack: Stack) -> bool:
        """Whether it has removed options, lacks a split, or means something else by now."""
        migrated = [layer for layer in stack.layers if layer.is_a(MIGRATED)]
        uses = [layer.use for layer in migrated if layer.use is not None]
        if any(has_removed(use) or lacks_carry(self._analysis, use) for use in uses):
            return True
        reasons = (changed_meanings(self._analysis, stack, layer) for layer in stack.layers)
        return any(chain(*reasons)) or is_unsplit(self._analysis, stack)

    def _plan(self, unit: tuple[Stack, ...]) -> Planned:
        try:
            check_all_in_view(self._bench, unit)
            layers = tuple(plan for stack in unit for plan in plans(self._bench, stack))
            _check_agreed(layers)
        except Refused as refused:
            return Planned(unit, refusal=refused)
        return Planned(unit, layers)

    @cached_property
    def _definitions(self) -> Definitions:
        return Definitions(self._bench, [plan for p in self._planned for plan in p.layers])

    def _fix(self, planned: Planned) -> Fix:
        what = self._what(planned)
        if planned.refusal is not None:
            return planned.refusal.of(planned.stacks[0].root.start)
        edits: list[Edit] = []
        for plan in planned.layers:
            edits += self._definitions.edits_for(plan)
        writer = Writer(self._bench, self._definitions)
        for plan in planned.layers:
            writer.write(plan)
        writer.finish()
        edits += [*writer.edits, *writer.helpers]
        if not edits:
            return advice("Nothing in view says how to write this explicitly")
        reasons = dict.fromkeys(reason for plan in planned.layers for reason in plan.reasons)
        words = {word for edit in edits for word in _WORD.findall(edit.text)}
        needed = {need for plan in planned.layers for need in plan.needed}
        exports = {(offset, name) for offset, name in needed if name in words}
        return Fix(
            what,
            Applicability.UNSAFE if reasons else Applicability.SAFE,
            tuple(sorted(set(edits))),
            "; ".join(reasons),
            tuple(sorted(exports)),
        )

    def _what(self, planned: Planned) -> str:
        stacks = planned.stacks
        named = ", ".join(dict.fromkeys(_names(stacks)))
        layers = ((stack, layer) for stack in stacks for layer in stack.layers)
        if not any(is_implicit(self._bench, stack, layer) for stack, layer in layers):
            return f"Split the Rngs above {named}"
        return f"Migrate {named}: {', '.join(_steps(planned.layers))}".removesuffix(": ")


def _steps(layers: tuple[LayerPlan, ...]) -> Iterator[str]:
    """What a migration does, in the order in which it is read."""
    if any(plan.split is not None for plan in layers):
        yield "split the Rngs above it"
    done = [plan.done for plan in layers]
    written = dict.fromkeys(keyword for put, _ in done for keyword in put)
    gone = dict.fromkeys(keyword for _, dropped in done for keyword in dropped)
    if written:
        yield f"write {' and '.join(written)}" + f" for {' and '.join(gone)}" * bool(gone)
    elif gone:
        yield f"leave out {' and '.join(gone)}"


def _names(stacks: tuple[Stack, ...]) -> list[str]:
    """The transforms as they are written."""
    layers = (layer for stack in stacks for layer in stack.layers if layer.is_a(MIGRATED))
    return [layer.written for layer in layers]


def _at(known: dict[Node, list[T]], node: Node) -> list[T]:
    """What stands at a node, or at the options that it is one of."""
    listed = node.parent
    return known.get(node) or ([] if listed is None else known.get(listed, []))


def _places(stack: Stack) -> Iterator[Node]:
    """The layers of a stack, their uses, and the lists of their options."""
    for use, layer in ((layer.use, layer) for layer in stack.layers):
        listed = None if use is None or use.call is None else use.call.field("arguments")
        if use is not None:
            yield from (layer.node, use.node)
        if listed is not None:
            yield listed


def _check_agreed(layers: tuple[LayerPlan, ...]) -> None:
    """A decorator that is kept in a name and used several times can be written in one way only."""
    seen: dict[Node, LayerPlan] = {}
    for plan in layers:
        use = plan.layer.use
        if use is None:
            continue
        other = seen.setdefault(use.node, plan)
        if (other.put, other.dropped) != (plan.put, plan.dropped):
            raise Refused(
                f"the uses of {use.node.text} would need different options",
                use.node.text,
                step="write the transform at each function",
            )
