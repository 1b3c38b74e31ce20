"""Leave out a split of what is split already, or add the one that is missing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.faults import best, faults_at
from flake8_nnx_rng.fixes.resplitting import doubled, split_above, without_split
from flake8_nnx_rng.semantics.flow.causes import Cause
from flake8_nnx_rng.semantics.flow.faults import FaultKind

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.fixes.fix import Fix
    from flake8_nnx_rng.rules.base import Finding

_ONCE = "Split the state once"
_ABOVE = "Split the state above the transform that maps it"


def fix(bench: Bench, finding: Finding) -> Fix | None:
    """`@nnx.split_rngs(splits=n)` goes, or comes, above the transform."""
    faults = faults_at(bench, finding, Cause.STATE_NOT_SPLIT, Cause.STATE_SPLIT_AGAIN)
    if not faults:
        return None
    fault = faults[0]
    if fault.kind is FaultKind.UNSPLIT:
        add = partial(split_above, bench, fault.passage.stack, fault.layer)
        return best(bench, "NNX110", [add], _ABOVE)
    splits = doubled(bench, fault) or [fault.layer]
    tries = (partial(without_split, bench, split) for split in splits)
    return best(bench, "NNX110", tries, _ONCE)
