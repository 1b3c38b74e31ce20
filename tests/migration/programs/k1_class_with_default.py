"""K1 with a class whose __init__ has defaults: of a class they are not filled in."""

import jax
import numpy as np
from flax import nnx


class Layer(nnx.Module):
    def __init__(self, rngs: nnx.Rngs, features: int = 3, use_bias=False):
        self.linear = nnx.Linear(2, features, use_bias=use_bias, rngs=rngs)


def main():
    rngs = nnx.Rngs(params=0)
    layers = nnx.vmap(
        Layer,
        in_axes=(None,),
        axis_size=2,
    )(rngs)
    return {
        "kernel": np.asarray(layers.linear.kernel.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
    }
