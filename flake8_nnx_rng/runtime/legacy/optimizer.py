"""The optimizer of 0.8.5, which holds its model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flax import nnx

Optimizer: Any = None
"""None where the installed `nnx.Optimizer` still is what it was (up to 0.10.7)."""

if not TYPE_CHECKING and hasattr(nnx, "ModelAndOptimizer"):

    class HoldingOptimizer(nnx.ModelAndOptimizer):
        """`nnx.Optimizer(model, tx)` with `update(grads)`; since 0.11.0 `wrt` must be said."""

        def __init__(self, model, tx, wrt=nnx.Param):
            super().__init__(model, tx, wrt=wrt)

        def update(self, grads):
            """Apply gradients, of the structure of the parameters, to the model that is held."""
            super().update(grads)

        def split(self, *filters):
            """A graph definition and states: `nnx.split` of this."""
            return nnx.split(self, *filters)

    Optimizer = HoldingOptimizer
