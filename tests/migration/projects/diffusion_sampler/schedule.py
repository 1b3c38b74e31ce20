import jax.numpy as jnp

TIMESTEPS = 6


def betas():
    return jnp.linspace(1e-2, 2e-1, TIMESTEPS)
