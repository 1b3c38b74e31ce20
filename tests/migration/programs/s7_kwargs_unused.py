"""S7: in_axes_kwargs=None but every argument is positional: `mask` is scanned, as in_axes says."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Block(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)
        self.rngs = rngs

    def __call__(self, x, mask):
        noise = jax.random.normal(self.rngs.noise(), x.shape)
        return jnp.where(mask, self.linear(x) + noise, x)


@partial(nnx.vmap, axis_size=3)
def create(rngs: nnx.Rngs):
    return Block(3, rngs=rngs)


@partial(nnx.scan, in_axes_kwargs=None)
def forward(x, block: Block, mask):
    x = block(x, mask)
    return x, x


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    blocks = create(rngs)
    x, xs = forward(jnp.ones(3), blocks, jnp.tri(3, dtype=bool))
    return {
        "x": np.asarray(x),
        "xs": np.asarray(xs),
        "kernel": np.asarray(blocks.linear.kernel.value),
        "noise count": np.asarray(rngs.noise.count.value),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
