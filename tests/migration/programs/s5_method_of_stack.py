"""S5 in a method of the stack, and on a pair that is the carry."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Layer(nnx.Module):
    def __init__(self, dim, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)
        self.norm = nnx.LayerNorm(dim, rngs=rngs)

    def __call__(self, x):
        return x + self.linear(self.norm(x))


class Transformer(nnx.Module):
    def __init__(self, dim, depth, *, rngs: nnx.Rngs):
        @partial(nnx.vmap, axis_size=depth)
        def create_layer(rngs: nnx.Rngs):
            return Layer(dim, rngs=rngs)

        self.layers = create_layer(rngs)
        self.depth = depth

    def __call__(self, x):
        @partial(nnx.scan, in_axes=(None, 0), scan_output=False, length=self.depth)
        def forward(x, layer: Layer):
            return layer(x)

        return forward(x, self.layers)

    def counted(self, x):
        @partial(nnx.scan, scan_output=False)
        def forward(carry, layer: Layer):
            x, n = carry
            return layer(x), n + 1

        return forward((x, 0), self.layers)


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    model = Transformer(4, 3, rngs=rngs)
    x, n = model.counted(jnp.ones((2, 4)))
    return {
        "output": np.asarray(model(jnp.ones((2, 4)))),
        "x": np.asarray(x),
        "n": np.asarray(n),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
