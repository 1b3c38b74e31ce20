"""J1: constrain_state given a function, in a jit that is applied by partial(...)(f)."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


def mesh():
    return jax.sharding.Mesh(np.asarray(jax.devices()[:1]).reshape(1, 1), ("data", "model"))


def replicated(state):
    return jax.lax.with_sharding_constraint(state, jax.sharding.PartitionSpec())


def forward(model: nnx.Linear, rngs: nnx.Rngs):
    return model(jax.random.normal(rngs.noise(), (3, 2)))


jitted = partial(nnx.jit, constrain_state=replicated)(forward)


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    with mesh():
        model = nnx.Linear(2, 4, rngs=rngs)
        return {
            "output": np.asarray(jitted(model, rngs)),
            "again": np.asarray(jitted(model, rngs)),
            "noise count": np.asarray(rngs.noise.count.value),
            "one": np.asarray(jnp.ones(())),
        }
