import jax
import jax.numpy as jnp
from flax import nnx


def denoising_loss(model, x: jax.Array, rngs: nnx.Rngs):
    noise = jax.random.normal(rngs.noise(), x.shape)
    return jnp.mean((model(x + noise) - x) ** 2)
