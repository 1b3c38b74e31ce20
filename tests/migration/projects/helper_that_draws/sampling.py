import jax
from flax import nnx


def normal(rngs: nnx.Rngs, shape):
    return jax.random.normal(rngs.noise(), shape)


def jitter(x, rngs: nnx.Rngs, scale=0.1):
    return x + scale * normal(rngs, x.shape)
