"""A GAN: latents come from a stream, and generator and discriminator from one Rngs."""

import jax
import jax.numpy as jnp
from flax import nnx


class Generator(nnx.Module):
    def __init__(self, latent: int, *, rngs: nnx.Rngs):
        self.latent = latent
        self.linear = nnx.Linear(latent, 6, rngs=rngs)

    def __call__(self, z):
        return nnx.tanh(self.linear(z))


class Discriminator(nnx.Module):
    def __init__(self, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(6, 16, rngs=rngs)
        self.dropout = nnx.Dropout(0.3, rngs=rngs)
        self.out = nnx.Linear(16, 1, rngs=rngs)

    def __call__(self, x):
        return self.out(self.dropout(nnx.leaky_relu(self.linear(x))))


@nnx.jit
def generator_step(generator, discriminator, rngs: nnx.Rngs):
    z = jax.random.normal(rngs.latent(), (4, generator.latent))

    def loss_fn(generator):
        fake = generator(z)
        return jnp.mean(fake**2), fake

    grads, fake = nnx.grad(loss_fn, has_aux=True)(generator)
    del grads
    return discriminator(fake), z


def main():
    rngs = nnx.Rngs(params=0, dropout=1, latent=2)
    generator = Generator(3, rngs=rngs)
    discriminator = Discriminator(rngs=rngs)
    steps = [generator_step(generator, discriminator, rngs) for _ in range(3)]
    logits, latents = zip(*steps, strict=True)
    return {"logits": jnp.stack(logits), "latents": jnp.stack(latents)}
