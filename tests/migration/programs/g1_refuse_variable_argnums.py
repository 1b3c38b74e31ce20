"""G1 whose argnums is a variable and whose filter is not Param: where it goes cannot be seen."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Gain(nnx.Variable):
    pass


class Layer(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.kernel = nnx.Param(jax.random.normal(rngs.params(), (2, 2)))
        self.gain = Gain(jnp.ones(()))


def gains(function, argnums, *arguments):
    return nnx.grad(function, argnums, wrt=Gain)(*arguments)


def loss(first: Layer, x, second: Layer):
    return jnp.sum(x @ first.kernel.value * first.gain.value @ second.kernel.value)


def main():
    rngs = nnx.Rngs(params=0)
    first, second = Layer(rngs), Layer(rngs)
    x = jnp.ones((3, 2))
    of_first = gains(loss, 0, first, x, second)
    of_both = gains(loss, (0, 1), first, x, second)
    return {
        "of first": np.asarray(jax.tree.leaves(of_first)[0]),
        "of x": np.asarray(of_both[1]),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
    }
