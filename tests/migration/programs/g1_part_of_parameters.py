"""G1 with a filter that combines a kind and a path: only the head is trained."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx

HEAD = nnx.All(nnx.Param, nnx.PathContains("head"))


class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.trunk = nnx.Linear(1, 2, rngs=rngs)
        self.head = nnx.Linear(2, 1, use_bias=False, rngs=rngs)

    def __call__(self, x):
        return self.head(self.trunk(x))


def main():
    rngs = nnx.Rngs(params=0)
    net = Net(rngs)
    gradients = nnx.grad(lambda net, x: net(x).sum(), wrt=HEAD)(net, jnp.ones((1, 1)))
    (of_head,) = jax.tree.leaves(gradients)
    return {
        "of head": np.asarray(of_head),
        "trunk": np.asarray(net.trunk.kernel.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
    }
