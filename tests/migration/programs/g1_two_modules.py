"""G1 with argnums=(0, 1): two modules, once for Param and once for another filter."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Gain(nnx.Variable):
    pass


class Layer(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.kernel = nnx.Param(1.0 * jax.random.randint(rngs.params(), (2, 2), -9, 9))
        self.gain = Gain(jnp.ones(()))

    def __call__(self, x):
        return x @ self.kernel.value * self.gain.value


def loss(first: Layer, second: Layer, x):
    return jnp.sum(second(first(x)))


def main():
    rngs = nnx.Rngs(params=0)
    first, second = Layer(rngs), Layer(rngs)
    x = jnp.arange(6.0).reshape(3, 2)
    of_params = nnx.grad(loss, argnums=(0, 1), wrt=nnx.Param)(first, second, x)
    value, of_gains = nnx.value_and_grad(loss, argnums=(0, 1), wrt=Gain)(first, second, x)
    return {
        "value": np.asarray(value),
        "of first kernel": np.asarray(jax.tree.leaves(of_params[0])[0]),
        "of second kernel": np.asarray(jax.tree.leaves(of_params[1])[0]),
        "of gains": np.asarray([jax.tree.leaves(part)[0] for part in of_gains]),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
    }
