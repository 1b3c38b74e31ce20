"""The key is drawn outside, anew for every gradient."""

import jax
import jax.numpy as jnp
from flax import nnx


def train_step(model, x, rngs):
    key = rngs.noise()

    def loss_fn(model):
        return jnp.sum(model(x + jax.random.normal(key, x.shape)) ** 2)

    return nnx.grad(loss_fn)(model)


def main():
    rngs = nnx.Rngs(0)
    model = nnx.Linear(3, 1, rngs=rngs)
    grads = [train_step(model, jnp.ones(3), rngs) for _ in range(3)]
    return {"gradients": jnp.stack([jax.tree.leaves(g)[1] for g in grads])}
