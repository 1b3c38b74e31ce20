"""vmap inside eval_shape; states as plain arguments; split and merge by hand under jax.jit."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Net(nnx.Module):
    def __init__(self, rngs):
        self.linear = nnx.Linear(2, 2, rngs=rngs)
        self.rngs = rngs

    def __call__(self, x):
        return self.linear(x) + jax.random.normal(self.rngs.noise(), x.shape)


create = partial(nnx.vmap, axis_size=3)(Net)


@partial(nnx.vmap, in_axes=(0, None))
def shifted(params, x):
    return jax.tree.map(lambda p: p + x, params)


def main():
    abstract = nnx.eval_shape(lambda: create(nnx.Rngs(0)))
    rngs = nnx.Rngs(params=0, noise=1)
    net = create(rngs)
    graphdef, state = nnx.split(net)

    @jax.jit
    def call(state, x):
        merged = nnx.merge(graphdef, state)
        y = nnx.vmap(lambda net, x: net(x), in_axes=(0, None))(merged, x)
        return y, nnx.state(merged)

    y, state = call(state, jnp.ones(2))
    nnx.update(net, state)
    again, _ = call(state, jnp.ones(2))
    nnx.update(net, shifted(nnx.state(net, nnx.Param), 1.0))
    return {
        "shape": np.asarray(abstract.linear.kernel.value.shape),
        "y": np.asarray(y),
        "again": np.asarray(again),
        "kernel": np.asarray(net.linear.kernel.value),
        "count": np.asarray(net.rngs.noise.count.value),
    }
