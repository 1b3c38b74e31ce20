from functools import partial

import jax
import jax.numpy as jnp
from flax import nnx
from net import Net
from state import create_state


@partial(nnx.vmap, in_axes=(None, 0, None), state_axes={}, axis_size=4)
def predict(net: Net, x, rngs: nnx.Rngs):
    return net(x + 0.1 * jax.random.normal(rngs.noise(), x.shape))


def main():
    state = create_state(3)
    y = predict(state.model, jnp.ones((4, 2)), state.rngs)
    return {"y": y, "key": state.rngs.noise()}
