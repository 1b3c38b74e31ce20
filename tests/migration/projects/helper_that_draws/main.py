from functools import partial

import jax.numpy as jnp
from flax import nnx
from sampling import jitter, normal


@partial(nnx.vmap, in_axes=(None, None), axis_size=6)
def particles(x, rngs: nnx.Rngs):
    return jitter(x, rngs) * normal(rngs, (2,))


def main():
    rngs = nnx.Rngs(noise=9)
    xs = particles(jnp.zeros((2,)), rngs)
    return {"xs": xs, "more": particles(jnp.ones((2,)), rngs), "key": rngs.noise()}
