import jax.numpy as jnp
from core import create_pair, run_pair
from flax import nnx
from other import second


def main():
    rngs = nnx.Rngs(0)
    pair = create_pair(rngs)
    return {"first": run_pair(pair, jnp.ones((3,))), "second": second(), "key": rngs.params()}
