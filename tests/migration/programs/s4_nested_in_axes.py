"""S4: in_axes with a tuple and a dict inside, carry in the middle, a broadcast scalar last."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


def step(batch, params, layer, temperature):
    x, labels = batch
    noise = jax.random.gumbel(layer.rngs.noise(), x.shape)
    params = params + (layer.linear(x) * labels["weight"] + temperature * noise).sum(axis=0)
    return params, {"params": params, "label": labels["id"]}


class Layer(nnx.Module):
    def __init__(self, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 2, rngs=rngs)
        self.rngs = rngs


train = nnx.scan(
    step,
    in_axes=((1, {'weight': None, 'id': 0}), None, 0, None),
    out_axes={'params': 1, 'label': 0},
    carry_argnum=1,
    length=3,
)


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    layers = nnx.vmap(lambda rngs: Layer(rngs=rngs), axis_size=3)(rngs)
    batch = (jnp.ones((4, 3, 2)), {'weight': jnp.array([0.5, 2.0]), 'id': jnp.arange(3)})
    params, history = train(batch, jnp.zeros(2), layers, 0.5)
    return {
        "params": np.asarray(params),
        "history": np.asarray(history["params"]),
        "labels": np.asarray(history["label"]),
        "kernel": np.asarray(layers.linear.kernel.value),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
