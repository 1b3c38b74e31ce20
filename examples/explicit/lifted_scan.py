"""A stack of layers as a module of its own, and its gradient: a class whose methods are scanned.

The explicit form of `implicit/lifted_scan.py`, for Flax from 0.9.0. The output axes of scan are
left at their default, since they are written otherwise in 0.9.x and from 0.10.0 on.
"""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Layer(nnx.Module):
    def __init__(self, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(4, 4, rngs=rngs)
        self.rngs = rngs

    def __call__(self, x):
        y = self.linear(x)
        return y + jax.random.normal(self.rngs.noise(), y.shape), None


class Stack(nnx.Module):
    def __init__(self, *, rngs: nnx.Rngs):
        @nnx.split_rngs(splits=4)
        @nnx.vmap(axis_size=4)
        def create(rngs: nnx.Rngs):
            return Layer(rngs=rngs)

        self.scan_module = create(rngs)

    def __call__(self, x):
        layers = nnx.StateAxes({nnx.RngState: nnx.Carry, ...: 0})

        @nnx.scan(length=4, in_axes=(layers, nnx.Carry))
        def call(module, x):
            return module(x)

        return call(self.scan_module, x)


def loss(model, x):
    return jnp.mean(model(x)[0] ** 2)


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    model = Stack(rngs=rngs)
    x = np.ones((5, 4), np.float32)
    _, gradient = jax.tree.leaves(nnx.grad(loss)(model, x))  # of the bias, of the kernel
    return {
        "kernel": np.asarray(model.scan_module.linear.kernel[...]),
        "output": np.asarray(model(x)[0]),
        "gradient": np.asarray(gradient),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }


if __name__ == "__main__":
    for name, value in main().items():
        print(f"{name}: {value.shape} {value.ravel()[:4]}")
