import jax
import jax.numpy as jnp


def random_flip(image, rngs):
    flip = jax.random.bernoulli(rngs.augment())
    return jnp.where(flip, image[:, ::-1], image)


def random_brightness(image, rngs, delta=0.2):
    return image + jax.random.uniform(rngs.augment(), (), minval=-delta, maxval=delta)
