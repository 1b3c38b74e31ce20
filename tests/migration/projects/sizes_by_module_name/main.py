import functools

import config
import jax.numpy as jnp
import nets
from flax import nnx


@functools.partial(nnx.vmap, axis_size=config.ENSEMBLE_SIZE)
def make_ensemble(rngs):
    return nets.Net(rngs=rngs)


def main():
    rngs = nnx.Rngs(params=config.SEED)
    ensemble = make_ensemble(rngs)
    forward = nnx.vmap(lambda net, x: net(x), in_axes=(0, None))
    out = forward(ensemble, jnp.arange(4.0)[:, None])
    return {"out": out, "mean": out.mean(axis=0), "next": rngs.params()}
