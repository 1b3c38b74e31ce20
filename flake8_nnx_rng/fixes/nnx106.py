"""Why no fix is made for constant seeds in transformed functions, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.fix import Fix, advice
from flake8_nnx_rng.semantics.program.transformed import LANES, kind_of
from flake8_nnx_rng.semantics.summaries.repeats import Repeats

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.rules.base import Finding
    from flake8_nnx_rng.semantics.summaries.repeats import Repeat
    from flake8_nnx_rng.syntax.tree import Node

_CALLERS = "all callers have to pass it"


def fix(bench: Bench, finding: Finding) -> Fix | None:
    """Only the author knows which Rngs the callers have."""
    found = bench.tool(_found).get(finding.node)
    if found is None:
        return None
    parameter = "Give the function an Rngs parameter"
    if kind_of(found.use) in LANES:
        split = f"split it above {found.use.reference.text} and map it"
        return advice(f"{parameter}, {split}: {_CALLERS}")
    return advice(f"{parameter}: {_CALLERS}")


def _found(bench: Bench) -> dict[Node, Repeat]:
    return {found.node: found for found in Repeats(bench.analysis).all()}
