"""Map the state that is split, where a transform hands all of it to every lane."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.faults import best, faults_at, ways_to_map
from flake8_nnx_rng.fixes.remapping import Remapping, remapped
from flake8_nnx_rng.semantics.passages.causes import Cause

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.fixes.fix import Fix
    from flake8_nnx_rng.rules.base import Finding
    from flake8_nnx_rng.semantics.passages.faults import Fault

_BY_HAND = "Map the state over axis 0 where it is handed to every lane, or do not split it"
_GUESS = "the state was split to be mapped, or that is a guess"


def fix(bench: Bench, finding: Finding) -> Fix | None:
    """None becomes axis 0, or `nnx.StateAxes({nnx.RngState: 0, ...: None})` for a module."""
    faults = faults_at(bench, finding, Cause.SPLIT_THEN_BROADCAST)
    if not faults:
        return None
    tries = [partial(_mapped, bench, faults)]
    return best(bench, finding, "NNX111", tries, _BY_HAND)


def _mapped(bench: Bench, faults: list[Fault]) -> Fix:
    stack = faults[0].passage.stack
    axes = ways_to_map(bench, faults)
    alike = [layer for fault in faults for layer in fault.track.alike]
    changes = [Remapping(layer, axes) for layer in stack.layers if layer in alike]
    message = f"Map {' and '.join(axes)} over axis 0"
    return remapped(bench, stack, changes, message, _GUESS)
