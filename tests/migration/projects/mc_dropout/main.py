from functools import partial

import jax
import jax.numpy as jnp
from flax import nnx
from model import Net, init_model

NUM_SAMPLES = 8


@partial(nnx.vmap, in_axes=(None, None, None), state_axes={}, axis_size=NUM_SAMPLES)
def mc_predict(model: Net, x: jax.Array, rngs: nnx.Rngs):
    return model(x, rngs)


def main():
    model = init_model(0)
    rngs = nnx.Rngs(dropout=1)
    ys = mc_predict(model, jnp.ones((3, 2)), rngs)
    return {"mean": ys.mean(axis=0), "std": ys.std(axis=0), "key": rngs.dropout()}
