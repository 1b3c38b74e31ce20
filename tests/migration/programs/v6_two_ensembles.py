"""V6 with two ensembles, one of them mapped by its literal 0, the other by an ignored 1."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


@partial(nnx.vmap, axis_size=2)
def create(rngs: nnx.Rngs):
    return nnx.Linear(3, 3, rngs=rngs), nnx.Linear(3, 1, rngs=rngs)


@partial(nnx.vmap, in_axes=(0, 1, None))
def forward(trunk: nnx.Linear, head: nnx.Linear, x):
    return head(trunk(x))


def main():
    rngs = nnx.Rngs(params=0)
    trunk, head = create(rngs)
    return {
        "output": np.asarray(forward(trunk, head, jnp.ones((4, 3)))),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
    }
