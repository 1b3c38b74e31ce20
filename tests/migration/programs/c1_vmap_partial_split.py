"""C1, V2: nnx.Vmap.constructor with split_rngs='params': the lanes share the noise they store."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Block(nnx.Module):
    def __init__(self, dim: int, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)
        self.rngs = rngs

    def __call__(self, x):
        return self.linear(x) + jax.random.normal(self.rngs.noise(), x.shape)


class Net(nnx.Module):
    def __init__(self, dim: int, rngs: nnx.Rngs):
        make = nnx.Vmap.constructor(Block, axis_size=2, split_rngs='params')
        self.pair = make(dim, rngs)

    def __call__(self, x):
        return self.pair(jnp.stack([x, 2 * x]))


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    net = Net(3, rngs)
    x = jnp.ones((4, 3))
    return {
        'first': np.asarray(net(x)),
        'second': np.asarray(net(x)),
        'kernel': np.asarray(net.pair.vmap_module.linear.kernel.value),
        'params count': np.asarray(rngs.params.count.value),
        'noise count': np.asarray(rngs.noise.count.value),
        'next params key': np.asarray(jax.random.key_data(rngs.params())),
        'next noise key': np.asarray(jax.random.key_data(rngs.noise())),
    }
