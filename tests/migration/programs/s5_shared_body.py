"""S5: the body of a scan_output=False is also called without scan: it must keep what it returns."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Layer(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(3, 3, rngs=rngs)
        self.rngs = rngs


def apply_layer(x, layer: Layer):
    gate = jax.random.uniform(layer.rngs.gate(), x.shape)
    return gate * layer.linear(x)


apply_layers = partial(nnx.scan, scan_output=False, reverse=True)(apply_layer)


def main():
    rngs = nnx.Rngs(params=0, gate=1)
    layers = nnx.vmap(Layer, axis_size=3)(rngs)
    x = apply_layer(jnp.ones((2, 3)), Layer(rngs))
    return {
        "one": np.asarray(x),
        "all": np.asarray(apply_layers(x, layers)),
        "kernel": np.asarray(layers.linear.kernel.value),
        "gate count": np.asarray(rngs.gate.count.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next gate key": np.asarray(jax.random.key_data(rngs.gate())),
    }
