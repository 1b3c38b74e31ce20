from functools import partial

import jax
import jax.numpy as jnp
from flax import nnx
from noise import GaussianNoise


class Model(nnx.Module):
    def __init__(self, *, rngs: nnx.Rngs):
        self.noise = GaussianNoise(0.1, rngs=rngs)
        self.linear = nnx.Linear(2, 1, rngs=rngs)

    def __call__(self, x):
        return self.linear(self.noise(x))


@nnx.jit
@partial(nnx.vmap, in_axes=(None, 0), state_axes={}, axis_size=4)
def batched(model: Model, x: jax.Array):
    return model(x)


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    model = Model(rngs=rngs)
    x = jnp.arange(8.0).reshape(4, 2)
    return {"first": batched(model, x), "second": batched(model, x), "key": rngs.noise()}
