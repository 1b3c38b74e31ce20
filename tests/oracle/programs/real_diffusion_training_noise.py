"""A diffusion loss draws one time and one noise an image, from keys of a stream."""

import jax
import jax.numpy as jnp
from flax import nnx


class Denoiser(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.time = nnx.Linear(1, dim, rngs=rngs)
        self.net = nnx.Linear(dim, dim, rngs=rngs)

    def __call__(self, x, t):
        return self.net(nnx.silu(x + self.time(t[None])))


def corrupt(key, x):
    t_key, noise_key = jax.random.split(key)
    t = jax.random.uniform(t_key)
    noise = jax.random.normal(noise_key, x.shape)
    return jnp.sqrt(1 - t) * x + jnp.sqrt(t) * noise, t, noise


@nnx.jit
def loss_per_image(model, rngs: nnx.Rngs, images):
    keys = jax.random.split(rngs.diffusion(), len(images))
    noisy, t, noise = jax.vmap(corrupt)(keys, images)
    predicted = nnx.vmap(lambda m, x, t: m(x, t), in_axes=(None, 0, 0))(model, noisy, t)
    return jnp.mean((predicted - noise) ** 2, axis=-1)


def main():
    model = Denoiser(8, rngs=nnx.Rngs(0))
    rngs = nnx.Rngs(diffusion=1)
    images = jnp.ones((4, 8))
    losses = [loss_per_image(model, rngs, images) for _ in range(2)]
    return {"losses": jnp.concatenate(losses)}
