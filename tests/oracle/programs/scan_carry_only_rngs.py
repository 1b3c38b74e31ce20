"""nnx.scan with in_axes=(Carry,), where the Rngs is the only argument."""

import jax
from flax import nnx


@nnx.scan(in_axes=(nnx.Carry,), length=5)
def draw(rngs):
    return rngs, jax.random.normal(rngs.noise(), (3,))


def main():
    _, noise = draw(nnx.Rngs(noise=0))
    return {"noise": noise}
