"""Split a scalar Rngs above the transform that maps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.fix import advice
from flake8_nnx_rng.fixes.migration.migrations import Migrations

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.fixes.fix import Fix
    from flake8_nnx_rng.rules.base import Finding
    from flake8_nnx_rng.semantics.analysis import Analysis


def fix(bench: Bench, finding: Finding) -> Fix | None:
    """Migrate the transform with all others around its function."""
    if _is_also_split(bench.analysis, finding):
        return advice("another caller passes split state: split the scalar Rngs where it is passed")
    return bench.tool(Migrations).fix_at(finding.node)


def _is_also_split(analysis: Analysis, finding: Finding) -> bool:
    """Whether another caller passes split state, which a second split would break."""
    return any(
        analysis.passed(stack, parameter).splits
        for stack in analysis.stacks.all
        if any(layer.node == finding.node for layer in stack.layers)
        for parameter in analysis.rngs_parameters(stack)
    )
