"""Derivatives: functions that bring their own, so that no gradient looks into them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.program.names import NNX, Names

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.tree import Node

_CUSTOM = frozenset({"jax.custom_vjp", "jax.custom_jvp", f"{NNX}.custom_vjp"})
_NAMES = ("attribute", "identifier")


class Derivatives:
    """Answers for each function of one module once."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._known: dict[Node, bool] = {}

    def brought_by(self, function: Node) -> bool:
        """Whether `jax.custom_vjp` or its like decorates it: a gradient runs it untraced."""
        if function not in self._known:
            self._known[function] = self._is_decorated(function)
        return self._known[function]

    def _is_decorated(self, function: Node) -> bool:
        around = function.parent
        if around is None or around.kind != "decorated_definition":
            return False
        decorators = (part for part in around.parts if part.kind == "decorator")
        named = (node for part in decorators for kind in _NAMES for node in part.find_all(kind))
        return any(self._names.symbol(node) in _CUSTOM for node in named)
