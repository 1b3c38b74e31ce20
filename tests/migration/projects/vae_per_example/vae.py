import jax
import jax.numpy as jnp
from flax import nnx


class Encoder(nnx.Module):
    def __init__(self, din: int, latent: int, *, rngs: nnx.Rngs):
        self.mu = nnx.Linear(din, latent, rngs=rngs)
        self.logvar = nnx.Linear(din, latent, rngs=rngs)

    def __call__(self, x):
        return self.mu(x), self.logvar(x)


class VAE(nnx.Module):
    def __init__(self, din: int, latent: int, *, rngs: nnx.Rngs):
        self.encoder = Encoder(din, latent, rngs=rngs)
        self.decoder = nnx.Linear(latent, din, rngs=rngs)

    def __call__(self, x, rngs: nnx.Rngs):
        mu, logvar = self.encoder(x)
        z = reparameterize(mu, logvar, rngs)
        return self.decoder(z), mu, logvar


def reparameterize(mu, logvar, rngs):
    return mu + jnp.exp(0.5 * logvar) * jax.random.normal(rngs.latent(), mu.shape)
