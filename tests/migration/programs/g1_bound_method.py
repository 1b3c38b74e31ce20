"""G1 of a bound method, for its input, with argnums by position.

Only up to 0.12.0: later releases refuse bound methods of modules.
"""

import jax.numpy as jnp
import numpy as np
from flax import nnx


class Potential(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 1, rngs=rngs)

    def energy(self, x):
        return jnp.sum(jnp.sin(self.linear(x)))

    def force(self, x):
        return -nnx.grad(self.energy)(x)


def main():
    potential = Potential(nnx.Rngs(params=0))
    x = jnp.arange(6.0).reshape(3, 2)
    return {
        "force": np.asarray(potential.force(x)),
        "of x": np.asarray(nnx.grad(potential.energy, 0)(x)),
        "kernel": np.asarray(potential.linear.kernel.value),
    }
