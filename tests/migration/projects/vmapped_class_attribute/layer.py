from functools import partial

from flax import nnx


class Layer(nnx.Module):
    def __init__(self, dim: int, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)

    @staticmethod
    def stacked(dim: int, n: int, rngs: nnx.Rngs):
        return nnx.vmap(lambda rngs: Layer(dim, rngs), axis_size=n)(rngs)

    def __call__(self, x):
        return nnx.relu(self.linear(x))

    def run(self, x):
        @nnx.scan
        def body(x, layer):
            return layer(x), None

        return body(x, self)[0]
