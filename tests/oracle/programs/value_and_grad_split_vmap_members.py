"""Gradients of every member of an ensemble with split Rngs for the noise."""

import jax
import jax.numpy as jnp
from flax import nnx


@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=3)
def create(rngs):
    return nnx.Linear(2, 1, rngs=rngs)


@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=(0, None, 0))
def losses(model, x, rngs):
    def loss_fn(model):
        noise = jax.random.normal(rngs_key, x.shape)
        return jnp.sum(model(x + noise) ** 2)

    rngs_key = rngs.noise()
    return nnx.value_and_grad(loss_fn)(model)[0], jax.random.normal(rngs_key, x.shape)


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    members = create(rngs)
    values, noise = losses(members, jnp.ones(2), rngs)
    kernels = jnp.asarray(members.kernel[...])
    return {"kernels": kernels, "losses": values, "noise": noise}
