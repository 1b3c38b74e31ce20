"""One split for each level that maps the state."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.faults import Try, best, faults_at
from flake8_nnx_rng.fixes.resplitting import (
    doubled,
    narrowed,
    split_above,
    widened,
    without_double,
)
from flake8_nnx_rng.semantics.passages.causes import Cause
from flake8_nnx_rng.semantics.passages.faults import FaultKind

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.fixes.fix import Fix
    from flake8_nnx_rng.rules.base import Finding
    from flake8_nnx_rng.semantics.passages.faults import Fault

_BY_HAND = "Split once for each transform that maps the state"


def fix(bench: Bench, finding: Finding) -> Fix | None:
    """`splits=2` becomes `splits=(2, 3)` over two levels, or a split too many is left out."""
    faults = faults_at(bench, finding, Cause.LEVELS_DIFFER)
    if not faults:
        return None
    is_unsplit = faults[0].kind is FaultKind.UNSPLIT
    tries = _more(bench, faults[0]) if is_unsplit else _fewer(bench, faults[0])
    return best(bench, finding, "NNX109", tries, _BY_HAND)


def _more(bench: Bench, fault: Fault) -> Iterator[Try]:
    stack = fault.passage.stack
    yield partial(widened, bench, stack, fault.layer)
    yield partial(split_above, bench, stack, fault.layer)


def _fewer(bench: Bench, fault: Fault) -> Iterator[Try]:
    """Where nothing is mapped at all, a transform may be missing as well as a split too many."""
    stack = fault.passage.stack
    twice = doubled(bench, fault)
    if twice:
        for split in twice:
            yield partial(without_double, bench, split, twice)
    elif stack.mapping_layers:
        for split in stack.splitting_layers:
            yield partial(narrowed, bench, stack, split)
