"""Derivatives: functions that bring their own, so that no gradient looks into them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.program.names import NNX

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.values.values import Definition

_CUSTOM = frozenset({"jax.custom_vjp", "jax.custom_jvp", f"{NNX}.custom_vjp"})
_NAMES = ("attribute", "identifier")


def brings_derivative(definition: Definition) -> bool:
    """Whether `jax.custom_vjp` or its like decorates a function: a gradient runs it untraced."""
    around = definition.node.parent
    if around is None or around.kind != "decorated_definition":
        return False
    names = definition.analysis.names
    decorators = (part for part in around.parts if part.kind == "decorator")
    named = (node for part in decorators for kind in _NAMES for node in part.find_all(kind))
    return any(names.symbol(node) in _CUSTOM for node in named)
