"""State that is handed whole to every lane: split and mapped instead."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.faults import SPLIT_KEY, alike_at, best, ways_to_map
from flake8_nnx_rng.fixes.fix import advice
from flake8_nnx_rng.fixes.lanes import lanes
from flake8_nnx_rng.fixes.migration.sizes import SizeRefused
from flake8_nnx_rng.fixes.remapping import Remapping, To, remapped
from flake8_nnx_rng.fixes.resplitting import widened
from flake8_nnx_rng.rules.faulty import parameter_of, wants_carry
from flake8_nnx_rng.semantics.passages.causes import entering
from flake8_nnx_rng.semantics.values.arriving import is_handed_on

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.fixes.fix import Fix
    from flake8_nnx_rng.rules.base import Finding
    from flake8_nnx_rng.semantics.passages.faults import Fault
    from flake8_nnx_rng.semantics.program.layers import Layer, Stack

OTHER_NUMBERS = "every lane then draws numbers of its own"
NO_CARRY = "Name the carry with nnx.Carry in in_axes first"
_BY_HAND = "Split the state above the transform and map it over axis 0"


def split_and_map(bench: Bench, finding: Finding, code: str) -> Fix | None:
    """A split above the transform, or one more size in the split that is there."""
    faults = alike_at(bench, finding)
    if not faults:
        return None
    if any(fault.key is not None for fault in faults):
        return advice(SPLIT_KEY)
    if wants_carry(bench.analysis, faults[0].layer):
        return advice(NO_CARRY)
    if not all(_is_scalar(bench, fault) for fault in faults):
        return advice(f"{_BY_HAND}: some of it may be split already")
    layer, stack = faults[0].layer, faults[0].passage.stack
    axes = ways_to_map(bench, faults)
    return best(
        bench,
        finding,
        code,
        (
            partial(split, bench, stack, layer, axes),
            partial(_widened, bench, stack, layer, axes),
        ),
        _BY_HAND,
    )


def _is_scalar(bench: Bench, fault: Fault) -> bool:
    """Whether the keys come scalar, as far as that is in view."""
    track, passed = entering(fault), fault.passage.passed.get(parameter_of(fault))
    if track.is_scalar or track.least > 0:
        return track.is_scalar
    comes_as_it_is = passed is not None and is_handed_on(passed, bench.analysis)
    return fault.passage.call is None or comes_as_it_is


def split(bench: Bench, stack: Stack, layer: Layer, axes: dict[str, To]) -> Fix:
    """A split above a layer that maps what it now hands on; raises `Refused`."""
    size = lanes(bench, stack, layer)
    if size is None:
        raise SizeRefused()
    names = " and ".join(axes)
    reason = OTHER_NUMBERS
    if layer.size is None:
        reason += f"; the number of lanes is taken to be {size}"
    message = f"Split {names} above {layer.written} and map it"
    return remapped(bench, stack, [Remapping(layer, axes, size)], message, reason)


def _widened(bench: Bench, stack: Stack, layer: Layer, axes: dict[str, To]) -> Fix:
    """The layer maps, too, and the split that is there gets its size."""
    named = " and ".join(axes)
    mapped = remapped(bench, stack, [Remapping(layer, axes)], "", "")
    edits = (*mapped.edits, *widened(bench, stack, layer).edits)
    message = f"Split {named} for {layer.written}, too, and map it"
    return replace(mapped, message=message, reason=OTHER_NUMBERS, edits=tuple(sorted(edits)))
