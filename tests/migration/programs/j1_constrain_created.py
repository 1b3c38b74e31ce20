"""J1: nnx.jit(f, constrain_state=True), which shards the module that a function makes."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


def mesh():
    return jax.sharding.Mesh(np.asarray(jax.devices()[:1]).reshape(1, 1), ("data", "model"))


class Net(nnx.Module):
    def __init__(self, width: int, rngs: nnx.Rngs):
        self.inner = nnx.Linear(2, width, rngs=rngs)
        self.outer = nnx.Linear(width, 1, rngs=rngs)

    def __call__(self, x):
        return self.outer(nnx.relu(self.inner(x)))


def create(width: int, rngs: nnx.Rngs):
    return {"net": Net(width, rngs), "noise": jax.random.normal(rngs.noise(), (3,))}


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    with mesh():
        made = nnx.jit(create, static_argnums=0, constrain_state=True)(4, rngs)
        return {
            "inner": np.asarray(made["net"].inner.kernel.value),
            "noise": np.asarray(made["noise"]),
            "output": np.asarray(made["net"](jnp.ones((3, 2)))),
            "params count": np.asarray(rngs.params.count.value),
            "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
        }
