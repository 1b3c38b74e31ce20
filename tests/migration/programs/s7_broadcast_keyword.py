"""S7: in_axes_kwargs=None, a keyword argument that all steps share; the keyword is positional too."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Block(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)
        self.rngs = rngs

    def __call__(self, x, temperature):
        return self.linear(x) + temperature * jax.random.normal(self.rngs.noise(), x.shape)


@partial(nnx.vmap, axis_size=3)
def create(rngs: nnx.Rngs):
    return Block(4, rngs=rngs)


@partial(nnx.scan, length=3, in_axes_kwargs=None)
def forward(x, block: Block, temperature: jax.Array):
    return block(x, temperature), None


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    blocks = create(rngs)
    cold, _ = forward(jnp.ones((2, 4)), blocks, temperature=jnp.array(0.1))
    hot, _ = forward(jnp.ones((2, 4)), blocks, temperature=jnp.full((4,), 2.0))
    return {
        "cold": np.asarray(cold),
        "hot": np.asarray(hot),
        "kernel": np.asarray(blocks.linear.kernel.value),
        "noise count": np.asarray(rngs.noise.count.value),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
