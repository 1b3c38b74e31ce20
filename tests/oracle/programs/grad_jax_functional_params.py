"""jax.grad over the parameters only, with a key as an argument."""

import jax
import jax.numpy as jnp
from flax import nnx


def main():
    rngs = nnx.Rngs(params=0, dropout=1)
    graphdef, params = nnx.split(nnx.Linear(3, 64, rngs=rngs))

    def loss_fn(params, x, key):
        y = nnx.merge(graphdef, params)(x)
        return jnp.sum(nnx.Dropout(0.5)(y, rngs=nnx.Rngs(dropout=key)))

    grad_fn = jax.jit(jax.grad(loss_fn))
    grads = [grad_fn(params, jnp.ones(3), rngs.dropout()) for _ in range(3)]
    return {"bias gradients": jnp.stack([jax.tree.leaves(g)[0] for g in grads])}
