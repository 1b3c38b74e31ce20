"""S3: split_rngs is a name that stands for a tuple of streams; own streams and a default stream."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx

SPLIT = ("params", "dropout")


class Layer(nnx.Module):
    def __init__(self, *, rngs: nnx.Rngs):
        self.scale = nnx.Param(jax.random.normal(rngs.params(), (3,)))
        self.rngs = rngs


class Tower(nnx.Module):
    def __init__(self, height: int, *, rngs: nnx.Rngs):
        self.height = height
        self.layers = partial(nnx.vmap, axis_size=height, split_rngs=SPLIT)(lambda rngs: Layer(rngs=rngs))(rngs)

    def __call__(self, x):
        @partial(nnx.scan, length=self.height, split_rngs=SPLIT)
        def climb(x, layer: Layer):
            keep = jax.random.bernoulli(layer.rngs.dropout(), 0.5, x.shape)
            x = x * layer.scale.value + jax.random.normal(layer.rngs(), x.shape)
            return x, keep

        return climb(x, self.layers)


def main():
    rngs = nnx.Rngs(5, params=0, dropout=1)
    tower = Tower(3, rngs=rngs)
    x, keeps = tower(jnp.ones(3))
    return {
        "x": np.asarray(x),
        "keeps": np.asarray(keeps),
        "scale": np.asarray(tower.layers.scale.value),
        "dropout count": np.asarray(rngs.dropout.count.value),
        "default count": np.asarray(rngs.default.count.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next dropout key": np.asarray(jax.random.key_data(rngs.dropout())),
        "next default key": np.asarray(jax.random.key_data(rngs())),
    }
