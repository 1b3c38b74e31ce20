"""G1 with argnums and has_aux by position, and a filter for the second argument."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Offset(nnx.Variable):
    pass


class Shift(nnx.Module):
    def __init__(self, size):
        self.offset = Offset(jnp.ones((size,)))


def loss(x, shift: Shift, linear: nnx.Linear):
    y = linear(x + shift.offset.value)
    return jnp.sum(y**2), y


def main():
    rngs = nnx.Rngs(params=0)
    linear = nnx.Linear(2, 3, rngs=rngs)
    x = jnp.arange(8.0).reshape(4, 2)
    gradients, y = nnx.grad(loss, 1, True, wrt=Offset)(x, Shift(2), linear)
    of_x, _ = nnx.grad(loss, 0, True)(x, Shift(2), linear)
    return {
        "gradient": np.asarray(jax.tree.leaves(gradients)[0]),
        "gradient of x": np.asarray(of_x),
        "y": np.asarray(y),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
    }
