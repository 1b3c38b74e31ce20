"""C1, S1, S4: nnx.Scan.constructor with inputs beside the carry, state_axes, carry_argnum=2."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Steps(nnx.Variable):
    """Steps taken, carried from step to step."""


class Cell(nnx.Module):
    def __init__(self, din: int, dim: int, *, rngs: nnx.Rngs):
        self.cell = nnx.Linear(din + dim, dim, rngs=rngs)
        self.steps = Steps(jnp.zeros((), jnp.int32))

    def __call__(self, x, carry, rngs: nnx.Rngs):
        self.steps.value += 1
        carry = jnp.tanh(self.cell(jnp.concatenate([x, carry], axis=-1)))
        carry += jax.random.normal(rngs.noise(), carry.shape)
        return carry, carry[0]


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    model = nnx.Scan.constructor(
        Cell,
        length=4,
        in_axes=(0, 1, None, 0),
        out_axes=1,
        carry_argnum=2,
        state_axes={nnx.Param: 0},
    )(2, 3, rngs=rngs)
    carry, ys = model(jnp.ones((5, 4, 2)), jnp.zeros((5, 3)), rngs)
    return {
        "carry": np.asarray(carry),
        "ys": np.asarray(ys),
        "kernel": np.asarray(model.scan_module.cell.kernel.value),
        "steps": np.asarray(model.scan_module.steps.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
