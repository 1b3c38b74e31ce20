"""P3: nnx.Pmap whose argument is passed by its name, as nnx.pmap takes none."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Scaled(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.scale = nnx.Param(jax.random.normal(rngs.params(), (3,)))

    def __call__(self, x: jax.Array) -> jax.Array:
        return self.scale.value * x


def main():
    model = nnx.Pmap.constructor(Scaled, axis_size=1)(nnx.Rngs(2))
    return {"output": np.asarray(model(x=jnp.arange(3.0)[None]))}
