"""S2: jit above scan on one function, unroll and reverse, own rngs; `from flax.nnx import scan`."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax.nnx import Linear, Module, Rngs, jit, scan, vmap


class Block(Module):
    def __init__(self, rngs: Rngs):
        self.linear = Linear(3, 3, rngs=rngs)
        self.rngs = rngs

    def __call__(self, x):
        gate = jax.random.uniform(self.rngs.gate(), x.shape)
        return self.linear(x) * gate


create = vmap(Block, axis_size=4)


@jit
@partial(scan, reverse=True, unroll=2)
def forward(x, block):
    x = block(x)
    return x, x.mean()


def main():
    rngs = Rngs(params=0, gate=1)
    blocks = create(rngs)
    first, means = forward(jnp.ones((2, 3)), blocks)
    second, _ = forward(jnp.ones((2, 3)), blocks)
    return {
        "first": np.asarray(first),
        "second": np.asarray(second),
        "means": np.asarray(means),
        "kernel": np.asarray(blocks.linear.kernel.value),
        "gate count": np.asarray(rngs.gate.count.value),
        "next gate key": np.asarray(jax.random.key_data(rngs.gate())),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
    }
