"""Take the options out of a needless `functools.partial`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.argument_list import ArgumentList
from flake8_nnx_rng.fixes.fix import Edit, Fix, safe
from flake8_nnx_rng.fixes.found_at import uses_at
from flake8_nnx_rng.fixes.migration.migrations import Migrations

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.rules.base import Finding


def fix(bench: Bench, finding: Finding) -> Fix | None:
    """`partial(nnx.jit, static_argnums=1)` becomes `nnx.jit(static_argnums=1)`."""
    use = next(u for u in uses_at(bench, finding.node) if u.partial)
    if use.call is None:
        return None
    migrations = bench.tool(Migrations)
    if migrations.holds_back(use.node):  # without it, nothing might tell the age of the code
        return migrations.fix_at(use.node)
    options = ArgumentList(bench, use.call)
    options.drop_first()
    first, last = use.call.start, use.call.end
    transform = bench.text(use.reference.start, use.reference.end)
    written = transform
    if not options.is_empty:
        indent, column = bench.indent_of(use.call), bench.column(first)
        written = options.write(transform, indent=indent, column=column)
    return safe(f"Use {transform} without functools.partial", Edit(first, last, written))
