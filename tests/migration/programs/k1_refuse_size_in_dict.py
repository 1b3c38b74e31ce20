"""K1 with options that are not in sight: the size comes from a caller's dict."""

import jax
import numpy as np
from flax import nnx


def mapped(function, **options):
    return nnx.vmap(function, **options)


def main():
    rngs = nnx.Rngs(noise=0)
    draw = mapped(lambda r: jax.random.normal(r.noise(), (2,)), axis_size=3, split_rngs=True)
    return {
        "draw": np.asarray(draw(rngs)),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
