from functools import partial

import jax.numpy as jnp
from flax import nnx
from nets import Net


@partial(nnx.pmap, axis_size=1)
def create(rngs: nnx.Rngs):
    return Net(rngs)


def main():
    rngs = nnx.Rngs(0)
    nets = create(rngs)
    y = nnx.vmap(lambda net, x: net(x))(nets, jnp.ones((1, 2)))
    return {"y": y, "key": rngs.params()}
