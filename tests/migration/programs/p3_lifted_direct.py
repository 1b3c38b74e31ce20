"""P3: the class nnx.Pmap itself, with the axis named, and its arguments for the module."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Scaled(nnx.Module):
    def __init__(self, bias: jax.Array, *, rngs: nnx.Rngs):
        self.scale = nnx.Param(jax.random.normal(rngs.params(), (3,)) + bias)

    def __call__(self, x: jax.Array) -> jax.Array:
        return jax.lax.pmean(self.scale.value * x, "devices")


def main():
    rngs = nnx.Rngs(5)
    model = nnx.Pmap(
        Scaled,
        axis_name="devices",
        axis_size=1,
        module_init_args=(jnp.ones(3),),
        module_init_kwargs={"rngs": rngs},
    )
    return {
        "scale": np.asarray(model.pmap_module.scale.value),
        "output": np.asarray(model(jnp.arange(3.0)[None])),
        "next key": np.asarray(jax.random.key_data(rngs.params())),
    }
