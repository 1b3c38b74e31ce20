"""Random numbers in a loss that merges a model of the parameters it gets and a state it captures."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Noisy(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.scale = nnx.Param(jnp.ones(3))
        self.rngs = rngs

    def __call__(self, x):
        return self.scale.value * x + jax.random.normal(self.rngs.noise(), x.shape)


def main():
    model = Noisy(nnx.Rngs(0))
    graphdef, params, rest = nnx.split(model, nnx.Param, ...)

    @jax.jit
    def step(params, rest, x):
        def loss(params):
            return (nnx.merge(graphdef, params, rest)(x) ** 2).sum()

        return jax.value_and_grad(loss)(params)

    def per_lane(x):
        y, _ = graphdef.apply(params, rest)(x)
        return y

    value, grads = step(params, rest, jnp.ones(3))
    return {
        "value": np.asarray(value),
        "grads": np.asarray(jax.tree.leaves(grads)[0]),
        "lanes": np.asarray(jax.vmap(per_lane)(jnp.ones((2, 3)))),
        "next key": np.asarray(jax.random.key_data(model.rngs.noise())),
    }
