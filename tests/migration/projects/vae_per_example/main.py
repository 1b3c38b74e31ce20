from functools import partial

import jax
import jax.numpy as jnp
from flax import nnx
from vae import VAE

BATCH = 4


@partial(nnx.vmap, in_axes=(None, 0, None), state_axes={}, axis_size=BATCH)
def elbo(model: VAE, x: jax.Array, rngs: nnx.Rngs):
    recon, mu, logvar = model(x, rngs)
    kl = -0.5 * jnp.sum(1 + logvar - mu**2 - jnp.exp(logvar))
    return jnp.sum((recon - x) ** 2) + kl


def main():
    rngs = nnx.Rngs(params=0, latent=1)
    model = VAE(3, 2, rngs=rngs)
    losses = elbo(model, jnp.arange(12.0).reshape(BATCH, 3), rngs)
    return {"losses": losses, "key": rngs.latent()}
