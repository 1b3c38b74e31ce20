"""Which fixer mends the findings of which rule: the module named like the rule, if there is one."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.fixes.fix import Fix
    from flake8_nnx_rng.rules.base import Finding


class Fixer(Protocol):
    """Says how to mend a finding, or by `advice` why it does not; None where nothing is known."""

    def __call__(self, bench: Bench, finding: Finding) -> Fix | None:
        """The fix for one finding."""


@cache
def fixer(code: str) -> Fixer | None:
    """The fixer for the findings of a rule."""
    name = f"flake8_nnx_rng.fixes.{code.lower()}"
    if find_spec(name) is None:
        return None
    return cast("Fixer", import_module(name).fix)
