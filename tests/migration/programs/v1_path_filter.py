"""V1 with a filter function over paths: the heads differ, the trunk is shared."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.trunk = nnx.Linear(2, 3, rngs=rngs)
        self.head = nnx.Linear(3, 1, rngs=rngs)


def in_head(path, value):
    return "head" in path


@partial(nnx.vmap, state_axes={in_head: 0, ...: None}, axis_size=2, in_axes=None)
def draw_heads(net: Net, rngs: nnx.Rngs):
    scale = net.trunk.kernel.value[1, 2]
    net.head.kernel.value = scale * jax.random.normal(rngs.draw(), (3, 1))
    net.head.bias.value = jax.random.normal(rngs.draw(), (1,))


def main():
    rngs = nnx.Rngs(params=0, draw=1)
    net = Net(rngs)
    net.head.kernel.value = jnp.zeros((2, 3, 1))
    net.head.bias.value = jnp.zeros((2, 1))
    draw_heads(net, rngs)
    return {
        "trunk": np.asarray(net.trunk.kernel.value),
        "head": np.asarray(net.head.kernel.value),
        "bias": np.asarray(net.head.bias.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next draw key": np.asarray(jax.random.key_data(rngs.draw())),
    }
