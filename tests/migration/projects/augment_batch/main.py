from functools import partial

import jax
import jax.numpy as jnp
from augment import random_brightness, random_flip
from flax import nnx


@nnx.vmap
def augment(image: jax.Array, rngs: nnx.Rngs):
    image = random_flip(image, rngs)
    return random_brightness(image, rngs)


def main():
    rngs = nnx.Rngs(augment=0)
    images = jnp.arange(32.0).reshape(2, 4, 4)
    first = augment(images, rngs)
    return {"first": first, "second": augment(first, rngs), "key": rngs.augment()}
