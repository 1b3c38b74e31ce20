from functools import partial

import jax
from flax import nnx
from seeds import make_keys


class Layer(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.w = nnx.Param(jax.random.normal(rngs.params(), (3,)))


@partial(nnx.vmap, axis_size=4)
def create(rngs: nnx.Rngs):
    return Layer(rngs), jax.random.normal(rngs.noise())


def main():
    rngs = nnx.Rngs(**make_keys(7))
    layers, noise = create(rngs)
    return {"w": layers.w.value, "noise": noise, "key": jax.random.key_data(rngs.noise())}
