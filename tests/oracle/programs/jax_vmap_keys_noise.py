"""jax.vmap over keys that come from one stream."""

import jax
import jax.numpy as jnp
from flax import nnx


def augment(key, image):
    flip_key, noise_key = jax.random.split(key)
    image = jnp.where(jax.random.bernoulli(flip_key), image[::-1], image)
    return image + 0.1 * jax.random.normal(noise_key, image.shape)


def main():
    rngs = nnx.Rngs(augment=0)
    images = jnp.ones((4, 5, 5))
    keys = jax.random.split(rngs.augment(), images.shape[0])
    return {"images": jax.vmap(augment)(keys, images)}
