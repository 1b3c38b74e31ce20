"""S5 as a value: handed on, under jit and under grad."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Block(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(3, 3, rngs=rngs)

    def __call__(self, x):
        return nnx.tanh(self.linear(x))


def step(x, layer: Block):
    return layer(x)


run = nnx.scan(step, scan_output=False)


@nnx.jit
@partial(nnx.scan, scan_output=False)
def jitted(x, layer: Block):
    return layer(x)


def loss_fn(layers, x):
    return jnp.mean(run(x, layers) ** 2)


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    layers = nnx.vmap(Block, axis_size=2)(rngs)
    loss, grads = nnx.value_and_grad(loss_fn)(layers, jnp.ones((2, 3)))
    return {
        "loss": np.asarray(loss),
        "grads": np.asarray(grads.linear.kernel.value),
        "jitted": np.asarray(jitted(jnp.ones((2, 3)), layers)),
        "at once": np.asarray(partial(nnx.scan, scan_output=False)(step)(jnp.ones((1, 3)), layers)),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
