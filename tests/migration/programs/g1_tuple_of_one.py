"""G1 with argnums=(0,): 0.8.5 made it an int, so no tuple comes back."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


def loss(model: nnx.Linear, x):
    return jnp.sum(model(x) ** 2)


def main():
    rngs = nnx.Rngs(params=0)
    model = nnx.Linear(2, 3, rngs=rngs)
    x = jnp.ones((4, 2))
    value, gradients = nnx.value_and_grad(loss, argnums=(0,), wrt=nnx.Param)(model, x)
    bias, kernel = jax.tree.leaves(gradients)
    return {
        "value": np.asarray(value),
        "bias": np.asarray(bias),
        "kernel": np.asarray(kernel),
        "is a tuple": np.asarray(isinstance(gradients, tuple)),
    }
