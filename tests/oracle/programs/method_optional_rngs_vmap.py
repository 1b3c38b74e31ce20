"""A method of the module adds noise from the Rngs of the lane."""

import jax
import jax.numpy as jnp
from flax import nnx


class Noisy(nnx.Module):
    def __init__(self):
        self.scale = nnx.Param(jnp.ones(8))

    def noise(self, x, rngs=None):
        rngs = rngs if rngs is not None else nnx.Rngs(0)
        return jax.random.normal(rngs.noise(), x.shape)

    def __call__(self, x, rngs):
        return x * self.scale.value + self.noise(x, rngs)


def main():
    @nnx.split_rngs(splits=4)
    @nnx.vmap(in_axes=(None, 0, 0))
    def forward(model: Noisy, x, rngs: nnx.Rngs):
        return model(x, rngs)

    return {"lanes": forward(Noisy(), jnp.ones((4, 8)), nnx.Rngs(noise=0))}
