"""nnx.cond in the body of a scan whose carry is the Rngs."""

import jax
import jax.numpy as jnp
from flax import nnx


def draw(rngs):
    return jax.random.normal(rngs.noise(), (3,))


def draw_wide(rngs):
    return 10 * jax.random.normal(rngs.noise(), (3,))


@nnx.scan
def run(rngs, flag):
    return rngs, nnx.cond(flag, draw, draw_wide, rngs)


def main():
    flags = jnp.array([True, False, True, False])
    return {"steps": run(nnx.Rngs(noise=0), flags)[1]}
