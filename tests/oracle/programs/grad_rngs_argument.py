"""The loss gets its Rngs as an argument that is not differentiated."""

import jax
import jax.numpy as jnp
from flax import nnx


def loss_fn(model, rngs, x):
    x = x + jax.random.normal(rngs.noise(), x.shape)
    return jnp.sum(model(x) ** 2)


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    model = nnx.Linear(3, 1, rngs=rngs)
    step = nnx.jit(nnx.grad(loss_fn))
    grads = [jax.tree.leaves(step(model, rngs, jnp.ones(3)))[1] for _ in range(3)]
    return {"gradients": jnp.stack(grads)}
