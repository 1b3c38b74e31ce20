"""P3: nnx.Pmap.constructor of a block that keeps its Rngs and draws from it, named at two places."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Noisy(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 4, rngs=rngs)
        self.rngs = rngs

    def __call__(self, x: jax.Array, scale: float) -> jax.Array:
        y = self.linear(x)
        return y + scale * jax.random.normal(self.rngs.noise(), y.shape)


def build(rngs: nnx.Rngs):
    return nnx.Pmap.constructor(Noisy, in_axes=(0, 0, None), axis_size=1)(rngs)


def main():
    rngs = nnx.Rngs(params=3, noise=4)
    rngs.noise()
    model = build(rngs)
    x = np.linspace(0, 1, 6, dtype=np.float32).reshape(1, 3, 2)
    return {
        "kernel": np.asarray(model.pmap_module.linear.kernel.value),
        "first": np.asarray(model(x, jnp.float32(0.5))),
        "second": np.asarray(model(x, jnp.float32(2.0))),
        "params count": np.asarray(rngs.params.count.value),
        "noise count": np.asarray(rngs.noise.count.value),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
