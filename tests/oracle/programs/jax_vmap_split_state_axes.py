"""The split RNG state of a model is mapped by jax.vmap, and its parameters are not."""

import jax
import jax.numpy as jnp
from flax import nnx


class Net(nnx.Module):
    def __init__(self, rngs):
        self.linear = nnx.Linear(2, 64, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)


def main():
    net = Net(nnx.Rngs(0))

    def lane(graphdef, rng_state, params, x):
        net = nnx.merge(graphdef, rng_state, params)
        return net.dropout(net.linear(x))

    with nnx.split_rngs(net, splits=3):
        graphdef, rng_state, params = nnx.split(net, nnx.RngState, ...)
        mapped = jax.vmap(lambda state, x: lane(graphdef, state, params, x), in_axes=(0, None))
        lanes = mapped(rng_state, jnp.ones(2))
    return {"lanes": lanes}
