from functools import partial

import jax.numpy as jnp
from base import BaseModel
from flax import nnx


class Regressor(BaseModel):
    def __init__(self, features, *, rngs: nnx.Rngs):
        super().__init__(features, rngs=rngs)
        self.out = nnx.Linear(features, 1, rngs=rngs)

    def __call__(self, x):
        return self.out(self.encode(x))


@partial(nnx.vmap, axis_size=3)
def create_regressors(rngs: nnx.Rngs):
    return Regressor(4, rngs=rngs)


@partial(nnx.vmap, in_axes=(0, None), out_axes=1)
def predict(model: Regressor, x):
    return model(x)


def main():
    models = create_regressors(nnx.Rngs(1))
    return {"y": predict(models, jnp.ones((4, 2))), "inp": models.inp.kernel.value}
