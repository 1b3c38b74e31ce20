"""A stack of layers as a module of its own, and its gradient: the lifted class nnx.Scan.

For Flax 0.8.x: the class makes the layers as nnx.Vmap does and runs them as nnx.scan does.
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


def loss(model, x):
    return jnp.mean(model(x)[0] ** 2)


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    model = nnx.Scan.constructor(Layer, length=4)(rngs=rngs)
    x = np.ones((5, 4), np.float32)
    _, gradient = jax.tree.leaves(
        nnx.grad(loss, wrt=nnx.Param)(model, x)
    )  # of the bias, of the kernel
    return {
        "kernel": np.asarray(model.scan_module.linear.kernel.value),
        "output": np.asarray(model(x)[0]),
        "gradient": np.asarray(gradient),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }


if __name__ == "__main__":
    for name, value in main().items():
        print(f"{name}: {value.shape} {value.ravel()[:4]}")
