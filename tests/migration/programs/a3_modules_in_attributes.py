"""Modules in lists and dicts, and attributes that are None until they are modules."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Layers(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.layers = [nnx.Linear(2, 2, rngs=rngs) for _ in range(2)]
        named = []
        for _ in range(2):
            named.append(nnx.Linear(2, 2, rngs=rngs))
        self.named = named
        self.head = None
        self.rngs = None
        self.sizes = [2, 2]

    def finish(self, rngs: nnx.Rngs):
        self.head = nnx.Linear(2, 1, rngs=rngs)
        self.rngs = rngs

    def __call__(self, x):
        for layer in (*self.layers, *self.named):
            x = layer(x)
        return self.head(x)


def main():
    rngs = nnx.Rngs(0)
    model = Layers(rngs)
    model.finish(rngs)
    return {
        "kernel": np.asarray(model.layers[1].kernel.value),
        "output": np.asarray(model(jnp.ones((1, 2)))),
        "next key": np.asarray(jax.random.key_data(model.rngs.params())),
    }
