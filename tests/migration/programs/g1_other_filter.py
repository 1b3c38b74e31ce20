"""G1: wrt is a filter other than Param, by keyword, for the first argument."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Scale(nnx.Variable):
    pass


class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(1, 3, rngs=rngs)
        self.scale = Scale(jnp.full((3,), 2.0))
        self.rngs = rngs

    def __call__(self, x):
        return self.linear(x) * self.scale.value + jax.random.normal(self.rngs.noise(), (3,))


def loss(model: Model, x, y):
    return jnp.sum(model(x) * y)


def main():
    model = Model(nnx.Rngs(params=0, noise=1))
    x, y = jnp.ones((1, 1)), jnp.array([[1.0, 0.0, 2.0]])
    gradients = nnx.grad(loss, wrt=Scale)(model, x, y)
    return {
        "gradient": np.asarray(jax.tree.leaves(gradients)[0]),
        "leaves": np.asarray(len(jax.tree.leaves(gradients))),
        "next noise key": np.asarray(jax.random.key_data(model.rngs.noise())),
    }
