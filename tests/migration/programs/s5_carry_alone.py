"""S5: scan_output=False, the body returns the carry alone."""

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


@partial(nnx.vmap, axis_size=4)
def create(rngs: nnx.Rngs):
    return Block(rngs)


@partial(nnx.scan, scan_output=False)
def forward(x, layer: Block):
    """The layers, one after the other."""
    return layer(x)


@partial(nnx.scan, in_axes=(None, 0, None), scan_output=False, state_axes={nnx.Param: 0}, carry_argnum=2)
def residual(layer: Block, scale, x):
    if scale.ndim:
        return x
    y = layer(x)
    return x + scale * y


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    layers = create(rngs)
    return {
        "forward": np.asarray(forward(jnp.ones((2, 3)), layers)),
        "residual": np.asarray(residual(layers, jnp.arange(4.0), jnp.ones((2, 3)))),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
