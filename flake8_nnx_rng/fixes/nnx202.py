"""Write what the target release has in place of a class or function that it has removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.bridge import bridged
from flake8_nnx_rng.fixes.fix import Fix
from flake8_nnx_rng.fixes.migration import forked_state
from flake8_nnx_rng.fixes.migration.lifted import fix_at as lifted_fix_at
from flake8_nnx_rng.fixes.moved_attributes import moved_attribute
from flake8_nnx_rng.fixes.renaming import drop_in, renamed, replacement_advice, taken_name
from flake8_nnx_rng.semantics.releases.eras import is_legacy_symbol

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.rules.base import Finding

_ALSO_LIFTED = frozenset({"Jit", "Remat", "JIT"})


def fix(bench: Bench, finding: Finding) -> Fix | None:
    """A new name where nothing else has changed, for lifted classes a Module, else advice."""
    name = taken_name(bench, finding.node)
    new = drop_in(bench, name)
    if new is not None:
        return renamed(bench, finding.node, new)
    if is_lifted(name):
        return lifted(bench, finding)
    if name == "compat":
        return bridged(bench, finding.node)
    if name == "fork":
        return forked_state.fix(bench, finding.node)
    if name == "nnx" and finding.node.kind == "attribute":
        return moved_attribute(bench, finding.node) or replacement_advice(bench, name)
    return replacement_advice(bench, name)


def is_lifted(name: str) -> bool:
    """Whether a name is a class that lifted a transform to modules."""
    return is_legacy_symbol(name) or name in _ALSO_LIFTED


def lifted(bench: Bench, finding: Finding) -> Fix | None:
    """A Module whose methods carry the function transforms."""
    return lifted_fix_at(bench, finding.node)
