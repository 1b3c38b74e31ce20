"""A wrapper hands its arguments on by stars to layers in a dict, jitted with the module passed."""

import jax.numpy as jnp
from flax import nnx


class Layers(nnx.Module):
    def __init__(self, rngs):
        self.layers = nnx.Dict(first=nnx.Dropout(0.5, rngs=rngs), last=nnx.Dropout(0.3, rngs=rngs))

    def __call__(self, x, scale=1.0):
        for _, layer in self.layers.items():
            x = layer(x)
        return x * scale


class Wrapper(nnx.Module):
    def __init__(self, rngs):
        self.inner = Layers(rngs)

    def __call__(self, *args, **kwargs):
        return self.inner(*args, **kwargs)


def main():
    wrapper = Wrapper(nnx.Rngs(0))

    @nnx.jit
    def forward(wrapper, x):
        return wrapper(x, scale=2.0)

    return {"calls": jnp.stack([forward(wrapper, jnp.ones((64,))) for _ in range(4)])}
