"""K1: nnx.vmap(f, ...)(rngs) applied at once, over several lines and inside an expression."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


def draw(rngs: nnx.Rngs):
    return jax.random.normal(rngs.noise(), (4,))


def main():
    rngs = nnx.Rngs(noise=0)
    one_line = nnx.vmap(draw, axis_size=3)(rngs)
    several_lines = nnx.vmap(
        draw,
        axis_size=3,
        # the mean is over the lanes
    )(
        rngs,
    ).mean(0)
    total = 1 + sum(nnx.vmap(draw, axis_size=2)(rngs)) * 2
    return {
        "one line": np.asarray(one_line),
        "several lines": np.asarray(several_lines),
        "total": np.asarray(jnp.abs(total)),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
