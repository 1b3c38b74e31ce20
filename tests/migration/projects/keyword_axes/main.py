from functools import partial

import jax
import jax.numpy as jnp
from flax import nnx
from model import Scaled


@partial(nnx.vmap, axis_size=3)
def create(rngs: nnx.Rngs):
    return Scaled(2, rngs=rngs)


@partial(nnx.vmap, in_axes=(0, 0), in_axes_kwargs=None)
def forward(model: Scaled, x: jax.Array, *, scale: jax.Array):
    return model(x, scale)


def main():
    models = create(nnx.Rngs(0))
    y = forward(models, jnp.ones((3, 2)), scale=jnp.array(0.5))
    return {"y": y}
