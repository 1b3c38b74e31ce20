"""A variational autoencoder that keeps its Rngs for the reparameterisation."""

import jax
import jax.numpy as jnp
from flax import nnx


class Encoder(nnx.Module):
    def __init__(self, din: int, dmid: int, dout: int, *, rngs: nnx.Rngs):
        self.linear1 = nnx.Linear(din, dmid, rngs=rngs)
        self.mean = nnx.Linear(dmid, dout, rngs=rngs)
        self.logvar = nnx.Linear(dmid, dout, rngs=rngs)
        self.rngs = rngs

    def __call__(self, x):
        h = jax.nn.relu(self.linear1(x))
        mean, std = self.mean(h), jnp.exp(0.5 * self.logvar(h))
        z = mean + std * jax.random.normal(self.rngs.noise(), mean.shape)
        return z, mean, std


class VAE(nnx.Module):
    def __init__(self, din: int, latent: int, *, rngs: nnx.Rngs):
        self.encoder = Encoder(din, 16, latent, rngs=rngs)
        self.decoder = nnx.Linear(latent, din, rngs=rngs)

    def __call__(self, x):
        z, mean, std = self.encoder(x)
        return self.decoder(z), mean, std


@nnx.jit
def train_step(model: VAE, x):
    def loss_fn(model):
        recon, mean, std = model(x)
        kl = 0.5 * jnp.mean(mean**2 + std**2 - 2 * jnp.log(std) - 1)
        return jnp.mean((recon - x) ** 2) + 0.1 * kl, recon

    (_, recon), grads = nnx.value_and_grad(loss_fn, has_aux=True)(model)
    params = nnx.state(model, nnx.Param)
    nnx.update(model, jax.tree.map(lambda p, g: p - 0.0 * g, params, grads))
    return recon


def main():
    model = VAE(6, 3, rngs=nnx.Rngs(0, noise=1))
    x = jnp.ones((4, 6))
    return {"reconstructions": jnp.stack([train_step(model, x) for _ in range(3)])}
