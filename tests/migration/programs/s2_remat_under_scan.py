"""S2: remat under scan, both as decorators of one function, and the gradient through the stack."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Block(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)
        self.rngs = rngs

    def __call__(self, x):
        return nnx.tanh(self.linear(x)) + 0.1 * jax.random.normal(self.rngs.noise(), x.shape)


class Net(nnx.Module):
    def __init__(self, dim: int, depth: int, *, rngs: nnx.Rngs):
        self.depth = depth
        self.blocks = nnx.vmap(lambda rngs: Block(dim, rngs=rngs), axis_size=depth)(rngs)

    def __call__(self, x):
        @partial(nnx.scan, length=self.depth)
        @partial(nnx.remat, prevent_cse=False)
        def body(x, block):
            return block(x), None

        return body(x, self.blocks)[0]


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    net = Net(3, 4, rngs=rngs)
    loss, grads = nnx.value_and_grad(lambda net, x: jnp.sum(net(x) ** 2))(net, jnp.ones((2, 3)))
    return {
        "loss": np.asarray(loss),
        "gradient": np.asarray(jax.tree.leaves(grads)[1]),
        "kernel": np.asarray(net.blocks.linear.kernel.value),
        "noise count": np.asarray(rngs.noise.count.value),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
