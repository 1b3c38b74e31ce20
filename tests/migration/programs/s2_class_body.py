"""S2, K1: the scan is made in a class body as a staticmethod; the sizes are calls of a function."""

import functools

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx

CONFIG = {"widths": [4, 4, 4]}


def depth(config):
    return len(config["widths"])


class Layer(nnx.Module):
    def __init__(self, dim: int, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)
        self.rngs = rngs

    def __call__(self, x: jax.Array) -> jax.Array:
        return self.linear(x) * jax.random.bernoulli(self.rngs.mask(), 0.5, x.shape)


def run_layer(x: jax.Array, layer: Layer):
    y = layer(x)
    return y, jnp.count_nonzero(y)


class Stack(nnx.Module):
    run = staticmethod(functools.partial(nnx.scan, length=depth(CONFIG), reverse=False)(run_layer))

    def __init__(self, dim: int, rngs: nnx.Rngs):
        make = functools.partial(Layer, dim)
        self.layers = nnx.vmap(make, axis_size=depth(CONFIG))(rngs)

    def __call__(self, x):
        return self.run(x, self.layers)


def main():
    rngs = nnx.Rngs(params=0, mask=1)
    stack = Stack(4, rngs)
    x, counts = stack(jnp.ones((3, 4)))
    return {
        "x": np.asarray(x),
        "counts": np.asarray(counts),
        "kernel": np.asarray(stack.layers.linear.kernel.value),
        "mask count": np.asarray(rngs.mask.count.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next mask key": np.asarray(jax.random.key_data(rngs.mask())),
    }
