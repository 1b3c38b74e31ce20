from functools import partial

from flax import nnx


class Layer(nnx.Module):
    def __init__(self, dim, rngs):
        self.linear = nnx.Linear(dim, dim, use_bias=False, rngs=rngs)

    def __call__(self, x):
        return nnx.sigmoid(self.linear(x))


def _make(rngs):
    return Layer(2, rngs)


make_layers = partial(nnx.vmap, axis_size=3)(_make)


@partial(nnx.scan, length=3)
def run_layers(x, layer: Layer):
    x = layer(x)
    return x, x
