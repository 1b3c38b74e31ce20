"""Keywords that only have another name now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.fix import Fix, safe
from flake8_nnx_rng.fixes.found_at import option_at
from flake8_nnx_rng.fixes.keywords import rename_keyword
from flake8_nnx_rng.semantics import releases

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.rules.base import Finding


def renamed_keyword(bench: Bench, finding: Finding) -> Fix | None:
    """`check_rep=` becomes `check_vma=`; None where more than the name has changed."""
    option = option_at(bench, finding.node)
    key = "" if option is None else f"{option.name}.{option.keyword}"
    note = releases.note("keyword", key, bench.analysis.release)
    if note is None or not note.drop_in:
        return None
    new = note.replacement.strip("`=")
    return safe(f"Use {new}=", rename_keyword(finding.node, new))
