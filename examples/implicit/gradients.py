"""Gradients for some of the variables only, of a loss with random noise.

For Flax 0.8.x: `wrt` of nnx.value_and_grad and nnx.grad.
"""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Adapter(nnx.Variable):
    """What is trained while the parameters stay."""


class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 4, rngs=rngs)
        self.scale = Adapter(jax.random.normal(rngs.params(), (4,)))
        self.rngs = rngs

    def __call__(self, x):
        y = self.linear(x) * self.scale.value
        return y + jax.random.normal(self.rngs.noise(), y.shape)


def loss(model, x):
    return jnp.mean(model(x) ** 2)


def main():
    model = Model(nnx.Rngs(params=0, noise=1))
    x = np.ones((5, 2), np.float32)
    value, adapter = nnx.value_and_grad(loss, wrt=Adapter)(model, x)
    (scale,) = jax.tree.leaves(adapter)
    _, kernel = jax.tree.leaves(
        nnx.grad(loss, wrt=nnx.Param)(model, x)
    )  # of the bias, of the kernel
    return {
        "kernel": np.asarray(model.linear.kernel.value),
        "loss": np.asarray(value),
        "gradient of the scale": np.asarray(scale),
        "gradient of the kernel": np.asarray(kernel),
        "next noise key": np.asarray(jax.random.key_data(model.rngs.noise())),
    }


if __name__ == "__main__":
    for name, value in main().items():
        print(f"{name}: {value.shape} {value.ravel()[:4]}")
