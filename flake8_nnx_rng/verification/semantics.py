"""Which semantics a program was written for: those of 0.8.5, or those of today."""

from __future__ import annotations

import ast
from functools import cache
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.eras import first_explicit, last_implicit

if TYPE_CHECKING:
    from flake8_nnx_rng.checking import Inspected

_SPLIT_WAS_IMPLICIT = "NNX101"


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
