from functools import partial

import jax.numpy as jnp
from flax import nnx
from model import AXES, Noisy, create


@partial(nnx.vmap, in_axes=(None, 0), state_axes=AXES, axis_size=3)
def wide(model: Noisy, x):
    return model(x)


@partial(nnx.scan, length=3, state_axes=AXES)
def deep(x, model: Noisy):
    return model(x), None


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    models = create(rngs)
    y = wide(models, jnp.ones((3, 2)))
    z, _ = deep(jnp.ones((2,)), models)
    return {"y": y, "z": z, "key": rngs.noise()}
