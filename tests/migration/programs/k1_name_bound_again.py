"""K1: a function whose name is bound to its own vmap, after a plain use; a semicolon."""

# fmt: off
import jax
import numpy as np
from flax import nnx


def draw(rngs: nnx.Rngs):
    return jax.random.normal(rngs.noise(), (3,))


plain = draw; draw = (nnx.vmap)(draw, axis_size=(2 + 1))  # noqa: E702


def main():
    rngs = nnx.Rngs(noise=0)
    before = plain(rngs)
    return {
        "before": np.asarray(before),
        "mapped": np.asarray(draw(rngs)),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
