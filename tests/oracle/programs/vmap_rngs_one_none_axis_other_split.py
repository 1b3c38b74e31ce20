"""The weights are shared, and only the Rngs argument has a lane axis."""

import jax
import jax.numpy as jnp
from flax import nnx


def noisy_call(model, rngs, x):
    return model(x) + jax.random.normal(rngs.noise(), (3,))


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    model = nnx.Linear(2, 3, rngs=rngs)
    call = nnx.split_rngs(splits=4, only="noise")(
        nnx.vmap(
            noisy_call,
            in_axes=(None, nnx.StateAxes({"noise": 0, ...: None}), None),
            axis_size=4,
        )
    )
    return {"lanes": call(model, rngs, jnp.ones(2))}
