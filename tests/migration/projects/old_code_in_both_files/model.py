from functools import partial

import jax
from flax import nnx

AXES = {nnx.Param: 0}


class Noisy(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)
        self.rngs = rngs

    def __call__(self, x):
        return self.linear(x) + 0.1 * jax.random.normal(self.rngs.noise(), x.shape)


@partial(nnx.vmap, axis_size=3, state_axes=AXES)
def create(rngs: nnx.Rngs):
    return Noisy(2, rngs=rngs)
