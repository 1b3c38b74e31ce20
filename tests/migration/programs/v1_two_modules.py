"""V1 over two modules, a Rngs and an array; only the modules and the Rngs get the prefix."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Encoder(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.mean = nnx.Linear(3, 2, rngs=rngs)
        self.total = nnx.BatchStat(jnp.zeros(()))


def sample(encoder: Encoder, decoder: nnx.Linear, x, rngs: nnx.Rngs):
    mean = encoder.mean(x)
    z = mean + jax.random.normal(rngs.sample(), mean.shape)
    return decoder(z) + encoder.total.value


@partial(nnx.vmap, axis_size=2, state_axes={nnx.Param: 0})
def create(rngs: nnx.Rngs):
    return Encoder(rngs), nnx.Linear(2, 3, rngs=rngs)


def main():
    rngs = nnx.Rngs(params=0, sample=1)
    encoder, decoder = create(rngs)
    mapped = nnx.vmap(
        sample,
        in_axes=(None, None, 0, None),
        axis_size=2,
        state_axes={nnx.Param: 0, nnx.BatchStat: None},
    )
    x = jnp.arange(24.0).reshape(2, 4, 3)
    return {
        "encoder": np.asarray(encoder.mean.kernel.value),
        "decoder": np.asarray(decoder.kernel.value),
        "total": np.asarray(encoder.total.value),
        "output": np.asarray(mapped(encoder, decoder, x, rngs)),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next sample key": np.asarray(jax.random.key_data(rngs.sample())),
    }
