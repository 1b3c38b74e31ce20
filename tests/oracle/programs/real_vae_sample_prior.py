"""Samples of a decoder, each from its own key of the prior stream."""

import jax
import jax.numpy as jnp
from flax import nnx


class Decoder(nnx.Module):
    def __init__(self, latent: int, features: int, *, rngs: nnx.Rngs):
        self.latent = latent
        self.linear1 = nnx.Linear(latent, 8, rngs=rngs)
        self.linear2 = nnx.Linear(8, features, rngs=rngs)

    def __call__(self, z):
        return nnx.sigmoid(self.linear2(nnx.relu(self.linear1(z))))


@nnx.split_rngs(splits=5)
@nnx.vmap(in_axes=(None, 0), axis_size=5)
def generate(decoder: Decoder, rngs: nnx.Rngs):
    z = jax.random.normal(rngs.prior(), (decoder.latent,))
    return decoder(z)


def main():
    decoder = Decoder(4, 6, rngs=nnx.Rngs(0))
    rngs = nnx.Rngs(prior=1)
    samples = jnp.concatenate([generate(decoder, rngs), generate(decoder, rngs)])
    return {"samples": samples}
