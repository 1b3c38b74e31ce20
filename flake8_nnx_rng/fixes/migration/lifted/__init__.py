"""Lifted classes: `nnx.Vmap`, `nnx.Scan`, `nnx.Remat` and `nnx.Jit` as Modules of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.migration.lifted.planning import Plans

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.fixes.fix import Fix
    from flake8_nnx_rng.syntax.tree import Node


def fix_at(bench: Bench, node: Node) -> Fix | None:
    """The fix for a mention or an import of a lifted class; None where it is none."""
    return bench.tool(Plans).fix_at(node)
