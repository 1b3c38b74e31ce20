"""G1 inside a vmap (V1, V6): gradients for each example, with the noise of each example."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 1, rngs=rngs)
        self.rngs = rngs

    def __call__(self, x):
        return self.linear(x + jax.random.normal(self.rngs.noise(), x.shape))


def loss(model: Model, x, y):
    return jnp.sum((model(x) - y) ** 2)


def kernel_gradient(model: Model, x: jax.Array, y: jax.Array):
    _, kernel = jax.tree.leaves(nnx.grad(loss, wrt=nnx.Param)(model, x, y))
    return kernel


def main():
    model = Model(nnx.Rngs(params=0, noise=1))
    x, y = jnp.arange(6.0).reshape(3, 2), jnp.ones((3, 1))
    each = nnx.vmap(kernel_gradient, in_axes=(None, 0, 0), axis_size=3, state_axes={})
    return {
        "gradients": np.asarray(each(model, x, y)),
        "next noise key": np.asarray(jax.random.key_data(model.rngs.noise())),
    }
