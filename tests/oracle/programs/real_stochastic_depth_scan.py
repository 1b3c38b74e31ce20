"""Stochastic depth: every scanned layer decides with its own key whether it runs."""

import jax
import jax.numpy as jnp
from flax import nnx


class DropPath(nnx.Module):
    def __init__(self, rate: float, *, rngs: nnx.Rngs):
        self.rate = rate
        self.rngs = rngs

    def __call__(self, x):
        keep = jax.random.uniform(self.rngs.droppath(), (*x.shape[:1], 1))
        return x * keep / (1 - self.rate)


class Layer(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)

    def __call__(self, x):
        return nnx.gelu(self.linear(x))


@nnx.split_rngs(splits=3, only="params")
@nnx.vmap(in_axes=(nnx.StateAxes({"params": 0, ...: None}),), axis_size=3)
def create_layers(rngs: nnx.Rngs):
    return Layer(8, rngs=rngs)


@nnx.split_rngs(splits=3)
@nnx.scan(in_axes=(nnx.Carry, 0, nnx.StateAxes({nnx.RngState: 0, ...: None})))
def forward(x, layer, drop_path):
    branch = drop_path(layer(x))
    return x + branch, branch


def main():
    rngs = nnx.Rngs(params=0, droppath=1)
    layers = create_layers(rngs)
    drop_path = DropPath(0.2, rngs=rngs)
    x = jnp.ones((4, 8))
    calls = [forward(x, layers, drop_path)[1] for _ in range(2)]
    kernels = jnp.asarray(layers.linear.kernel[...])
    return {"kernels": kernels, "branches": jnp.concatenate(calls)}
