"""S7: the stack and the Rngs are passed by keyword, where no axis counts; called in two orders."""

import functools

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Layer(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, deterministic=False)

    def __call__(self, x, *, rngs: nnx.Rngs):
        return self.dropout(self.linear(x), rngs=rngs)


@functools.partial(nnx.scan, length=2, in_axes_kwargs=None)
def forward(x: jax.Array, *, layer: Layer, rngs: nnx.Rngs):
    x = layer(x, rngs=rngs)
    return x, x


def main():
    rngs = nnx.Rngs(params=0, dropout=1)
    layers = nnx.vmap(lambda rngs: Layer(4, rngs=rngs), axis_size=2)(rngs)
    first, _ = forward(jnp.ones((3, 4)), layer=layers, rngs=rngs)
    second, xs = forward(jnp.ones((3, 4)), rngs=rngs, layer=layers)
    return {
        "first": np.asarray(first),
        "second": np.asarray(second),
        "xs": np.asarray(xs),
        "dropout count": np.asarray(rngs.dropout.count.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next dropout key": np.asarray(jax.random.key_data(rngs.dropout())),
    }
