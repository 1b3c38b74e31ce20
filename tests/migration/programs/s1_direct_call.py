"""S1: nnx.scan(f, ...)(...) called at once, options over many lines with comments, in a method."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Shift(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.shift = nnx.Param(jax.random.normal(rngs.params(), (4,)))
        self.total = nnx.Variable(jnp.zeros((4,)))


class Model(nnx.Module):
    def __init__(self, num_layers: int, rngs: nnx.Rngs):
        self.num_layers = num_layers
        self.layers = nnx.vmap(
            Shift,
            axis_size=self.num_layers,
            state_axes={nnx.Param: 0, nnx.Variable: None},
        )(rngs)

    def step(self, x, layer):
        layer.total.value += x
        return x + layer.shift.value

    def __call__(self, x):
        def body(x, layer: Shift):
            x = self.step(x, layer)
            return x, 2 * x

        return nnx.scan(
            body,  # one layer
            length=self.num_layers,
            # the parameters have the axis of the layers, all else is shared
            state_axes={
                nnx.Param: 0,
            },
        )(
            x,
            self.layers,
        )


def main():
    rngs = nnx.Rngs(params=2)
    model = Model(3, rngs)
    x, xs = model(jnp.ones(4))
    return {
        "x": np.asarray(x),
        "xs": np.asarray(xs),
        "shift": np.asarray(model.layers.shift.value),
        "total": np.asarray(model.layers.total.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
    }
