"""S4, refuse: carry_argnum and in_axes come by ** from a dict that is built at run time."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


def options(carry_first: bool):
    return {"carry_argnum": 0 if carry_first else 1, "length": 3}


def first(x, rngs: nnx.Rngs):
    x = x + jax.random.normal(rngs.noise(), x.shape)
    return x, x


def second(rngs: nnx.Rngs, x):
    return first(x, rngs)


def main():
    rngs = nnx.Rngs(noise=0)
    _, one = nnx.scan(first, **options(True))(jnp.zeros(2), rngs)
    _, two = nnx.scan(second, **options(False))(rngs, jnp.zeros(2))
    return {
        "one": np.asarray(one),
        "two": np.asarray(two),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
