"""Names like split_rngs and rngs that are the program's own."""

import jax
import jax.numpy as jnp
from flax import nnx


def split_rngs(key, splits):
    return {"noise": jax.random.split(key, splits)}


def draw(rngs):
    return jax.random.normal(rngs["noise"], (3,))


def main():
    rngs = split_rngs(nnx.Rngs(0).noise(), splits=4)
    return {"noise": jnp.asarray(nnx.vmap(draw)(rngs))}
