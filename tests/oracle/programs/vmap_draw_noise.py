"""Each lane draws its own noise from the split Rngs."""

import jax
from flax import nnx


@nnx.split_rngs(splits=6)
@nnx.vmap(in_axes=(0, None))
def sample(rngs: nnx.Rngs, shape_like):
    return jax.random.normal(rngs.noise(), shape_like.shape)


def main():
    rngs = nnx.Rngs(noise=0)
    return {"noise": sample(rngs, jax.numpy.zeros(4))}
