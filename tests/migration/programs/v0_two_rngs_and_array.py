"""V0 with two Rngs and an array of which only the first axis of the last is mapped."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


@partial(nnx.vmap, in_axes=(None, None, 0), axis_size=3)
def sample(prior_rngs: nnx.Rngs, noise_rngs: nnx.Rngs, scale):
    mean = jax.random.normal(prior_rngs.sample(), (2,))
    return mean + scale * jax.random.normal(noise_rngs.sample(), mean.shape)


def main():
    prior, noise = nnx.Rngs(sample=0), nnx.Rngs(sample=1)
    return {
        "samples": np.asarray(sample(prior, noise, jnp.arange(3.0))),
        "more samples": np.asarray(sample(noise, prior, jnp.arange(3.0))),
        "next prior key": np.asarray(jax.random.key_data(prior.sample())),
        "next noise key": np.asarray(jax.random.key_data(noise.sample())),
    }
