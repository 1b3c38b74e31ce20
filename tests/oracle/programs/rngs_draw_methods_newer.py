"""The drawing methods of Rngs itself, under a map."""

import jax.numpy as jnp
from flax import nnx


@nnx.split_rngs(splits=4)
@nnx.vmap(in_axes=(0, None))
def sample(rngs, scale):
    return scale * rngs.normal((3,)), rngs.params.uniform((2,))


def main():
    rngs = nnx.Rngs(0, params=1)
    normal, uniform = sample(rngs, jnp.array(2.0))
    return {"normal": normal, "uniform": uniform}
