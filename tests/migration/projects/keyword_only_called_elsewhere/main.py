from functools import partial

import jax.numpy as jnp
from apply import forward
from flax import nnx


@partial(nnx.vmap, axis_size=2)
def create(rngs: nnx.Rngs):
    return nnx.Linear(3, 1, rngs=rngs)


def main():
    models = create(nnx.Rngs(0))
    return {"y": forward(models, jnp.ones((2, 3)), scale=2.0)}
