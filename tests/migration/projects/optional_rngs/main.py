from functools import partial
from typing import Optional

import jax
import jax.numpy as jnp
from flax import nnx
from model import Noisy


@partial(nnx.vmap, in_axes=(None, 0, None), state_axes={}, axis_size=3)
def batched(model: Noisy, x: jax.Array, rngs: Optional[nnx.Rngs] = None):
    return model(x, rngs)


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    model = Noisy(2, rngs=rngs)
    x = jnp.arange(6.0).reshape(3, 2)
    return {"noisy": batched(model, x, rngs), "again": batched(model, x, rngs), "key": rngs.noise()}
