"""Split the Rngs above the transform, and map it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.broadcasts import split_and_map

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.fixes.fix import Fix
    from flake8_nnx_rng.rules.base import Finding


def fix(bench: Bench, finding: Finding) -> Fix | None:
    """`in_axes=None` becomes axis 0 for the Rngs, below `nnx.split_rngs(splits=n)`."""
    return split_and_map(bench, finding, "NNX102")
