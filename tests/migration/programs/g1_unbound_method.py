"""G1 of a method taken from its class, and of a lambda that closes over the module."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Potential(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.weight = nnx.Param(jax.random.normal(rngs.params(), (2,)))
        self.scale = nnx.BatchStat(jnp.full((), 3.0))

    def energy(self, x):
        return jnp.sum(x * self.weight.value) * self.scale.value


def main():
    potential = Potential(nnx.Rngs(params=0))
    x = jnp.array([1.0, 0.0])
    value, of_scale = nnx.value_and_grad(Potential.energy, 0, wrt=nnx.BatchStat)(potential, x)
    of_x = nnx.grad(lambda x: potential.energy(x), 0)(x)
    return {
        "value": np.asarray(value),
        "of scale": np.asarray(jax.tree.leaves(of_scale)[0]),
        "of x": np.asarray(of_x),
    }
