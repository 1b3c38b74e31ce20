"""V3 with split_rngs=None beside state_axes, for layers that keep the Rngs."""

import functools

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Layer(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(3, 3, rngs=rngs)
        self.seen = nnx.BatchStat(jnp.zeros((), jnp.int32))
        self.rngs = rngs

    def __call__(self, x):
        self.seen.value += 1
        return self.linear(x) * jax.random.bernoulli(self.rngs.mask(), 0.5, (3,))


create = functools.partial(nnx.vmap, axis_size=2, state_axes={nnx.Param: 0})(Layer)


@functools.partial(
    nnx.vmap,
    in_axes=(None, 0),
    axis_size=2,
    state_axes={nnx.Param: 0},
    split_rngs=None,
)
def forward(layer: Layer, x):
    return layer(x), layer(-x)


def main():
    layer = create(nnx.Rngs(params=0, mask=1))
    positive, negative = forward(layer, jnp.ones((2, 4, 3)))
    return {
        "kernel": np.asarray(layer.linear.kernel.value),
        "positive": np.asarray(positive),
        "negative": np.asarray(negative),
        "seen": np.asarray(layer.seen.value),
        "mask count": np.asarray(layer.rngs.mask.count.value),
        "next params key": np.asarray(jax.random.key_data(layer.rngs.params())),
        "next mask key": np.asarray(jax.random.key_data(layer.rngs.mask())),
    }
