from functools import partial

import jax
import jax.numpy as jnp
from experiment import Net, setup
from flax import nnx


@partial(nnx.vmap, in_axes=(None, 0, None), state_axes={}, axis_size=3)
def noisy_forward(net: Net, x, rngs: nnx.Rngs):
    return net(x + jax.random.normal(rngs.noise(), x.shape))


def main():
    net, rngs = setup(0)
    y = noisy_forward(net, jnp.zeros((3, 2)), rngs)
    return {"y": y, "key": rngs.noise()}
