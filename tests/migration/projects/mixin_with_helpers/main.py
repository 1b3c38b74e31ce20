from functools import partial

import jax
import jax.numpy as jnp
from flax import nnx
from mixins import Base


class Layer(Base):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        super().__init__(rngs=rngs)
        self.linear = nnx.Linear(dim, dim, rngs=rngs)

    def __call__(self, x):
        return self.linear(x) + self.draw(x.shape)


@partial(nnx.vmap, axis_size=3)
def create(rngs: nnx.Rngs):
    return Layer(2, rngs=rngs)


@partial(nnx.vmap, in_axes=(0, 0), axis_size=3)
def forward(layer: Layer, x: jax.Array):
    return layer(x)


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    layers = create(rngs)
    y = forward(layers, jnp.ones((3, 2)))
    return {"y": y, "again": forward(layers, y), "key": rngs.noise()}
