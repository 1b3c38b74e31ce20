"""S1, V1: transform_metadata with nnx.PARTITION_NAME: the names of the axes in the body and after."""

import functools

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx

METADATA = {nnx.PARTITION_NAME: "layers"}
seen = []


def axis_names(variable):
    names = getattr(variable, "sharding_names", None) or variable.sharding
    return np.array([str(name) for name in names])


class Block(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        kernel = jax.random.normal(rngs.params(), (dim, dim))
        self.kernel = nnx.Param(kernel, sharding=("in", "out"), eager_sharding=False)
        self.rngs = rngs

    def __call__(self, x):
        return x @ self.kernel.value + jax.random.normal(self.rngs.noise(), x.shape)


@functools.partial(nnx.vmap, axis_size=3, state_axes={nnx.Param: 0}, transform_metadata=METADATA)
def create(rngs: nnx.Rngs):
    return Block(2, rngs=rngs)


@functools.partial(nnx.scan, length=3, state_axes={nnx.Param: 0}, transform_metadata={nnx.PARTITION_NAME: "layers"})
def forward(x, block: Block):
    seen.append(axis_names(block.kernel))
    return block(x), None


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    blocks = create(rngs)
    x, _ = forward(jnp.ones((4, 2)), blocks)
    return {
        "x": np.asarray(x),
        "kernel": np.asarray(blocks.kernel.value),
        "names": axis_names(blocks.kernel),
        "names in the body": seen[-1],
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
