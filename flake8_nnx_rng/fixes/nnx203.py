"""Import from where the target release keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.fix import Fix, advice
from flake8_nnx_rng.fixes.found_at import module_at
from flake8_nnx_rng.fixes.moved_imports import moved_module, moved_names
from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.syntax.nodes import ancestor

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.rules.base import Finding


def fix(bench: Bench, finding: Finding) -> Fix | None:
    """`from flax.experimental import nnx` becomes `from flax import nnx`, and so on."""
    node = finding.node
    whole = node.kind == "import_from_statement"
    statement = node if whole else ancestor(node, "import_from_statement", "import_statement")
    if statement is None:
        return None
    if statement.kind == "import_statement":
        mended = moved_module(bench, node)
    else:
        mended = moved_names(bench, statement, None if whole else node)
    return mended or _advice(bench, finding)


def _advice(bench: Bench, finding: Finding) -> Fix:
    path = module_at(bench, finding.node) or ""
    note = releases.note("module", path, bench.analysis.release)
    if note is None or not note.replacement:
        return advice("Import what there is of it from flax.nnx itself")
    return advice(f"Import what there is of it from {note.replacement}, or from flax.nnx itself")
