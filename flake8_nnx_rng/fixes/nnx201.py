"""Say what a removed keyword said where the target release wants it said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.fix import advice
from flake8_nnx_rng.fixes.found_at import option_at
from flake8_nnx_rng.fixes.migration import constrained
from flake8_nnx_rng.fixes.migration.migrations import MIGRATED, Migrations
from flake8_nnx_rng.fixes.renamed_keyword import renamed_keyword
from flake8_nnx_rng.semantics.releases import changes
from flake8_nnx_rng.syntax.nodes import field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.fixes.fix import Fix
    from flake8_nnx_rng.rules.base import Finding


def fix(bench: Bench, finding: Finding) -> Fix | None:
    """Migrate a transform; rename the keyword of another function where it has a new name."""
    keyword = field_of(finding.node, "name").text
    option = option_at(bench, finding.node)
    name = "" if option is None else option.name
    if name in MIGRATED:
        return bench.tool(Migrations).fix_at(finding.node)
    if (name, keyword) == ("jit", constrained.OPTION):
        return constrained.fix(bench, finding.node)
    renamed = renamed_keyword(bench, finding)
    if renamed is not None:
        return renamed
    replacement = changes.replacement("keyword", f"{name}.{keyword}", bench.analysis.release)
    rest = f": {replacement}" if replacement else ""
    return advice(f"{keyword}= of nnx.{name} has no drop-in replacement{rest}")
