"""Which fixer mends the findings of which rule: the module named like the rule, if there is one."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Protocol, cast

from flake8_nnx_rng.fixes.migration.migrations import Migrations

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.fixes.fix import Fix
    from flake8_nnx_rng.rules.base import Finding


class Fixer(Protocol):
    """Says how to mend a finding, or by `advice` why it does not; None where nothing is known."""

    def __call__(self, bench: Bench, finding: Finding) -> Fix | None:
        """The fix for one finding."""


_MISTAKES = frozenset(f"NNX{number}" for number in range(102, 112))
"""The rules about splits and axes that are explicit."""


def mended(bench: Bench, code: str, finding: Finding) -> Fix | None:
    """The fix for a finding, or advice.

    Code that was written for implicit splitting is migrated or left as it is: mended as if it was
    meant as it reads today, it would draw other numbers than it did.
    """
    mend = fixer(code)
    found = None if mend is None else mend(bench, finding)
    if code not in _MISTAKES or found is None or not found.edits:
        return found
    return bench.tool(Migrations).of_old_code(finding.node) or found


@cache
def fixer(code: str) -> Fixer | None:
    """The fixer for the findings of a rule."""
    name = f"flake8_nnx_rng.fixes.{code.lower()}"
    if find_spec(name) is None:
        return None
    return cast("Fixer", import_module(name).fix)
