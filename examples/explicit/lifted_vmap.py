"""An ensemble as a module of its own, and its gradient: a class whose methods are mapped.

The explicit form of `implicit/lifted_vmap.py`, for Flax from 0.9.0.
"""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Block(nnx.Module):
    def __init__(self, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 4, rngs=rngs)
        self.rngs = rngs

    def __call__(self, x):
        y = self.linear(x)
        return y + jax.random.normal(self.rngs.noise(), y.shape)


class Ensemble(nnx.Module):
    def __init__(self, *, rngs: nnx.Rngs):
        @nnx.split_rngs(splits=3)
        @nnx.vmap(axis_size=3)
        def create(rngs: nnx.Rngs):
            return Block(rngs=rngs)

        self.vmap_module = create(rngs)

    def __call__(self, x):
        @nnx.split_rngs(splits=3)
        @nnx.vmap(axis_size=3)
        def call(module, x):
            return module(x)

        return call(self.vmap_module, x)


def loss(model, x):
    return jnp.mean(model(x) ** 2)


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    model = Ensemble(rngs=rngs)
    x = np.ones((3, 5, 2), np.float32)
    _, gradient = jax.tree.leaves(nnx.grad(loss)(model, x))  # of the bias, of the kernel
    return {
        "kernel": np.asarray(model.vmap_module.linear.kernel[...]),
        "output": np.asarray(model(x)),
        "gradient": np.asarray(gradient),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }


if __name__ == "__main__":
    for name, value in main().items():
        print(f"{name}: {value.shape} {value.ravel()[:4]}")
