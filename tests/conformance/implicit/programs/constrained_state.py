"""jit(constrain_state=) with a mesh and with a function."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jax.sharding import Mesh

MESH = Mesh(np.array(jax.devices()[:1]), ("data",))


class Net(nnx.Module):
    def __init__(self, rngs):
        init = nnx.with_partitioning(nnx.initializers.lecun_normal(), ("data", None))
        self.linear = nnx.Linear(2, 2, kernel_init=init, rngs=rngs)


@partial(nnx.jit, constrain_state=True)
def create():
    return Net(nnx.Rngs(0))


calls = []


def doubled(state):
    calls.append(1)
    return jax.tree.map(lambda x: x * 2, state)


@partial(nnx.jit, constrain_state=doubled)
def call(net, x):
    return net.linear(x)


def main():
    with MESH:
        net = create()
    kernel = np.asarray(net.linear.kernel.value)
    y = call(net, jnp.ones((1, 2)))
    return {
        "kernel": kernel,
        "y": np.asarray(y),
        "afterwards": np.asarray(net.linear.kernel.value),
        "calls": np.asarray(len(calls)),
    }
