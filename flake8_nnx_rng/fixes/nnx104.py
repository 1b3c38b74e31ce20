"""Carry the streams of the module from step to step, or split them above the scan."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.broadcasts import NO_CARRY, OTHER_NUMBERS, split
from flake8_nnx_rng.fixes.faults import alike_at, best, ways_to_map
from flake8_nnx_rng.fixes.fix import advice
from flake8_nnx_rng.fixes.migration.refusal import Refused
from flake8_nnx_rng.fixes.remapping import Remapping, To, remapped
from flake8_nnx_rng.rules.faulty import wants_carry
from flake8_nnx_rng.semantics.releases.eras import reads_state_axes

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.fixes.fix import Fix
    from flake8_nnx_rng.rules.base import Finding
    from flake8_nnx_rng.semantics.program.layers import Layer, Stack

_BY_HAND = "Carry the streams of the module with nnx.StateAxes, or split them above"


def fix(bench: Bench, finding: Finding) -> Fix | None:
    """None becomes `nnx.StateAxes({nnx.RngState: nnx.Carry, ...: None})`.

    A carry needs no size, and leaves the module as if it had drawn once for each step.
    """
    faults = alike_at(bench, finding)
    if not faults:
        return None
    if wants_carry(bench.analysis, faults[0].layer):
        return advice(NO_CARRY)
    layer, stack = faults[0].layer, faults[0].passage.stack
    axes = ways_to_map(bench, faults)
    tries = (
        partial(_carry, bench, stack, layer, axes),
        partial(split, bench, stack, layer, axes),
    )
    return best(bench, finding, "NNX104", tries, _BY_HAND)


def _carry(bench: Bench, stack: Stack, layer: Layer, axes: dict[str, To]) -> Fix:
    if not reads_state_axes(bench.analysis.release):
        raise Refused("the target release cannot carry state by nnx.StateAxes alone")
    carried = Remapping(layer, dict.fromkeys(axes, To.STATE_CARRIED))
    message = f"Carry the streams of {' and '.join(axes)} through {layer.written}"
    return remapped(bench, stack, [carried], message, OTHER_NUMBERS.replace("lane", "step"))
