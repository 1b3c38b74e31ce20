from functools import partial

from flax import nnx


class Unit(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)

    def __call__(self, x):
        return self.linear(x)


@partial(nnx.vmap, axis_size=2)
def create_pair(rngs: nnx.Rngs):
    return Unit(3, rngs=rngs)


@partial(nnx.vmap, in_axes=(0, None))
def run_pair(unit: Unit, x):
    return unit(x)
