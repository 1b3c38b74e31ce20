"""A function with its own derivative draws from a captured Rngs under a gradient."""

import jax
import jax.numpy as jnp
from flax import nnx


def main():
    rngs = nnx.Rngs(noise=0)

    @jax.custom_vjp
    def noisy(x):
        return x + jax.random.normal(rngs.noise(), x.shape)

    noisy.defvjp(lambda x: (noisy(x), None), lambda kept, g: (g,))

    def loss(x):
        return noisy(x).sum()

    first, _ = jax.value_and_grad(loss)(jnp.ones(64))
    second, _ = jax.value_and_grad(loss)(jnp.ones(64))
    return {"first": first, "second": second}
