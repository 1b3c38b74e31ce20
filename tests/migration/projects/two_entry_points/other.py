import jax.numpy as jnp
from core import create_pair, run_pair
from flax import nnx


def second():
    rngs = nnx.Rngs(1)
    pair = create_pair(rngs)
    return run_pair(pair, jnp.ones((3,)))
