"""V0 with axis_name and spmd_axis_name, and a collective inside."""

import functools as ft

import jax
import numpy as np
from flax import nnx as nn


@ft.partial(nn.vmap, axis_name="seed", axis_size=4, spmd_axis_name=None)
def centered(rngs: nn.Rngs):
    draw = jax.random.normal(rngs.noise(), (3,))
    return draw - jax.lax.pmean(draw, "seed"), jax.lax.axis_index("seed")


def main():
    rngs = nn.Rngs(noise=0)
    draws, index = centered(rngs)
    return {
        "draws": np.asarray(draws),
        "index": np.asarray(index),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
