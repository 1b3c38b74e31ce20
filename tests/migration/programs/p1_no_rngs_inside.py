"""P1 where nothing is drawn: replicas without a Rngs, a collective, in_axes with None for them."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


@partial(nnx.pmap, axis_name="device", in_axes=(None, 0), state_axes={nnx.Param: None})
def forward(model: nnx.Linear, x):
    return jax.lax.pmean(model(x), axis_name="device")


@partial(nnx.pmap, in_axes=(None, 0))
def forward_own(model: nnx.Linear, x):
    return model(x)


def main():
    rngs = nnx.Rngs(params=0)
    model = nnx.Linear(2, 3, rngs=rngs)
    stacked = nnx.vmap(lambda r: nnx.Linear(2, 3, rngs=r), axis_size=1)(rngs)
    x = jnp.ones((1, 4, 2))
    return {
        "output": np.asarray(forward(model, x)),
        "own output": np.asarray(forward_own(stacked, x)),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
    }
