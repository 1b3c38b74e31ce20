"""Split a scalar Rngs above the transform that maps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.migration.migrations import Migrations

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.fixes.fix import Fix
    from flake8_nnx_rng.rules.base import Finding


def fix(bench: Bench, finding: Finding) -> Fix | None:
    """Migrate the transform with all others around its function."""
    return bench.tool(Migrations).fix_at(finding.node)
