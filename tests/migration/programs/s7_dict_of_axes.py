"""S7: in_axes_kwargs as a dict, an axis for each keyword, given in another order than the parameters."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


def step(x, layer, gain, shift):
    x = layer(x) * gain + shift
    return x, x


forward = nnx.scan(
    step,
    in_axes=(None, None),
    in_axes_kwargs={"shift": 1, "gain": None},
    out_axes=-1,
)


def main():
    rngs = nnx.Rngs(7)
    layers = nnx.vmap(lambda rngs: nnx.Linear(2, 2, rngs=rngs), axis_size=3)(rngs)
    shift = jnp.arange(6.0).reshape(2, 3)
    x, xs = forward(jnp.ones(2), layers, shift=shift, gain=jnp.array([0.5, 2.0]))
    return {
        "x": np.asarray(x),
        "xs": np.asarray(xs),
        "kernel": np.asarray(layers.kernel.value),
        "next key": np.asarray(jax.random.key_data(rngs.params())),
    }
