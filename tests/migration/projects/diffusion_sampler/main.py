from functools import partial

import jax
import jax.numpy as jnp
from flax import nnx
from schedule import TIMESTEPS, betas
from unet import Denoiser


@partial(nnx.scan, length=TIMESTEPS, state_axes={}, in_axes=(None, None, 0, None))
def denoise(x, model: Denoiser, beta, rngs: nnx.Rngs):
    x = x - beta * model(x, beta) + jnp.sqrt(beta) * jax.random.normal(rngs.noise(), x.shape)
    return x, x.mean()


@partial(nnx.vmap, axis_size=3, state_axes={})
def sample(model: Denoiser, rngs: nnx.Rngs):
    x = jax.random.normal(rngs.noise(), (4,))
    x, means = denoise(x, model, betas(), rngs)
    return x, means


def main():
    rngs = nnx.Rngs(0, noise=1)
    model = Denoiser(4, rngs)
    x, means = sample(model, rngs)
    return {"x": x, "means": means, "key": rngs.noise()}
