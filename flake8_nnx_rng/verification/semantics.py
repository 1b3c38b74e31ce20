"""Which semantics a program was written for: those of 0.8.5, or those of today."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from flake8_nnx_rng.checking import Checker
from flake8_nnx_rng.project.selection import ALL
from flake8_nnx_rng.project.settings import Overrides
from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.releases.eras import first_explicit, is_legacy_release, last_implicit
from flake8_nnx_rng.syntax.source import SourceError, read

if TYPE_CHECKING:
    from flake8_nnx_rng.checking import Inspected

_SPLIT_WAS_IMPLICIT = "NNX101"


def source_semantics(script: Path) -> tuple[bool, str]:
    """Whether a script was written for the implicit releases, and what shows it.

    What its project asks for says so, else the script itself. Raises `ConfigError`.
    """
    checker = Checker(Overrides(select=(ALL,)))
    declared = checker.target_for(script.parent).declared
    if declared is not None and is_legacy_release(declared):
        return True, f"the project asks for Flax {declared}"
    try:
        source = read(script)
        found = is_implicit(checker.inspect(source), source.parsed)
    except SourceError:  # Python will say more of it
        found = False
    return found, "it is written so" if found else "nothing in it is of 0.8.x"


def is_implicit(inspected: Inspected, tree: ast.Module) -> bool:
    """Whether a program counts on the implicit split: by its keywords and classes, or its Rngs.

    An Rngs that is mapped without a split shows it only where nothing newer is used.
    """
    if inspected.inspection.legacy:
        return True
    codes = {diagnostic.code for diagnostic, _ in inspected.shown}
    return _SPLIT_WAS_IMPLICIT in codes and not uses_newer(tree)


def uses_newer(tree: ast.Module) -> bool:
    """Whether a program names something of Flax NNX that came with the explicit releases."""
    return bool(_names(tree) & _newer())


@cache
def _newer() -> frozenset[str]:
    return releases.exports(first_explicit()) - releases.exports(last_implicit())


def _names(tree: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            names.add(node.attr)
        elif isinstance(node, ast.alias):
            names.add(node.name)
    return names
