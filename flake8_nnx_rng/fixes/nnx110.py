"""Leave out a split of what is split already, or add the one that is missing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.faults import Try, best, faults_at
from flake8_nnx_rng.fixes.found_at import stacks_with
from flake8_nnx_rng.fixes.resplitting import (
    doubled,
    narrowed,
    split_above,
    without_double,
    without_split,
)
from flake8_nnx_rng.semantics.passages.causes import Cause
from flake8_nnx_rng.semantics.passages.faults import FaultKind

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.fixes.fix import Fix
    from flake8_nnx_rng.rules.base import Finding
    from flake8_nnx_rng.semantics.passages.faults import Fault

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
        return best(bench, finding, "NNX110", [add], _ABOVE)
    return best(bench, finding, "NNX110", _fewer(bench, fault), _ONCE)


def _fewer(bench: Bench, fault: Fault) -> Iterator[Try]:
    """Keys that come from a function that is transformed itself may be split too often there."""
    twice = doubled(bench, fault)
    if twice:
        for split in twice:
            yield partial(without_double, bench, split, twice)
        return
    elsewhere = False
    for stack in stacks_with(bench, fault.track.split):
        for split in stack.splitting_layers if stack != fault.passage.stack else ():
            if split in fault.track.split:
                elsewhere = True
                yield partial(narrowed, bench, stack, split)
    if not elsewhere:
        yield partial(without_split, bench, fault.layer)
