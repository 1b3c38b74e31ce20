"""A batch is augmented with a map over split streams inside a jitted step."""

import jax
import jax.numpy as jnp
from flax import nnx


def random_crop(rngs: nnx.Rngs, image, size: int):
    key = rngs.crop()
    top = jax.random.randint(key, (), 0, image.shape[0] - size + 1)
    return jax.lax.dynamic_slice(image, (top, 0), (size, image.shape[1]))


def add_noise(rngs: nnx.Rngs, image):
    return image + 0.05 * jax.random.normal(rngs.noise(), image.shape)


@nnx.vmap(in_axes=(0, 0))
def augment_one(rngs, image):
    image = random_crop(rngs, image, size=4)
    return add_noise(rngs, image)


@nnx.jit
def augment_batch(rngs: nnx.Rngs, images):
    with nnx.split_rngs(rngs, splits=images.shape[0]):
        return augment_one(rngs, images)


def main():
    rngs = nnx.Rngs(crop=0, noise=1)
    images = jnp.ones((3, 6, 4))
    batches = [augment_batch(rngs, images) for _ in range(3)]
    return {"images": jnp.concatenate(batches)}
