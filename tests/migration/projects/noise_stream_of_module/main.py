from functools import partial

import jax.numpy as jnp
from flax import nnx
from stochastic import ResBlock


class Net(nnx.Module):
    def __init__(self, dim: int, depth: int, *, rngs: nnx.Rngs):
        @partial(nnx.vmap, axis_size=depth)
        def create(rngs: nnx.Rngs):
            return ResBlock(dim, 0.5, rngs=rngs)

        self.depth = depth
        self.blocks = create(rngs)

    def __call__(self, x):
        @partial(nnx.scan, length=self.depth)
        def forward(x, block: ResBlock):
            return block(x), None

        return forward(x, self.blocks)[0]


def main():
    net = Net(3, 4, rngs=nnx.Rngs(params=0, depth=1))
    x = jnp.ones((2, 3))
    return {"first": net(x), "second": net(x), "count": net.blocks.depth.rngs.depth.count.value}
