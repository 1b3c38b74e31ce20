"""S2: aliases: scan = partial(nnx.scan, ...) used twice, make = nnx.vmap; `nnx` under another name."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx as fnn

N = 3
make = fnn.vmap
scan_layers = partial(fnn.scan, length=N, state_axes={...: 0}, split_rngs=True)


class Layer(fnn.Module):
    def __init__(self, rngs: fnn.Rngs):
        self.kernel = fnn.Param(jax.random.normal(rngs.params(), (2, 2)))
        self.stat = fnn.BatchStat(jnp.zeros(2))
        self.rngs = rngs


@scan_layers
def forward(x, layer: Layer):
    x = x @ layer.kernel.value
    layer.stat.value += x.mean(axis=0)
    return x, None


def noisy(x, layer: Layer):
    x = x @ layer.kernel.value
    return x + jax.random.normal(layer.rngs.noise(), x.shape), x


def main():
    rngs = fnn.Rngs(params=0, noise=1)
    layers = make(Layer, axis_size=N)(rngs)
    x, _ = forward(jnp.ones((4, 2)), layers)
    y, ys = scan_layers(noisy)(jnp.ones((4, 2)), layers)
    return {
        "x": np.asarray(x),
        "y": np.asarray(y),
        "ys": np.asarray(ys),
        "kernel": np.asarray(layers.kernel.value),
        "stat": np.asarray(layers.stat.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
