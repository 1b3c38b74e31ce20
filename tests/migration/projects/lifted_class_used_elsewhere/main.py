from functools import partial

import jax.numpy as jnp
from blocks import Blocks
from flax import nnx


class Net(nnx.Module):
    def __init__(self, *, rngs: nnx.Rngs):
        self.blocks = Blocks(3, rngs=rngs)

    def __call__(self, x):
        return self.blocks(x)[0]


@partial(nnx.vmap, axis_size=2)
def create(rngs: nnx.Rngs):
    return Net(rngs=rngs)


def main():
    nets = create(nnx.Rngs(0))
    y = nnx.vmap(lambda net, x: net(x), in_axes=(0, None))(nets, jnp.ones((1, 3)))
    return {"y": y, "kernel": nets.blocks.scan_module.linear.kernel.value}
