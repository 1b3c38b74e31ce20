from functools import partial

from flax import nnx

from ..common import DEPTH, Dense


class Tower(nnx.Module):
    def __init__(self, dim: int, rngs: nnx.Rngs):
        @partial(nnx.vmap, axis_size=DEPTH, state_axes={nnx.Param: 1})
        def create(rngs: nnx.Rngs):
            return Dense(dim, rngs)

        self.layers = create(rngs)

    def __call__(self, x):
        @partial(nnx.scan, length=DEPTH, state_axes={nnx.Param: 1})
        def run(x, layer: Dense):
            return layer(x), None

        return run(x, self.layers)[0]
