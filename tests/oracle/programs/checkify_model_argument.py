"""nnx.checkify of a function that gets the model."""

import jax.numpy as jnp
from flax import nnx
from jax.experimental import checkify


@nnx.jit
@nnx.checkify
def apply(model, x):
    checkify.check(jnp.all(x > 0), "x must be positive")
    return model(x)


def main():
    model = nnx.Dropout(0.5, rngs=nnx.Rngs(0))
    x = jnp.ones(64)
    outputs = []
    for _ in range(3):
        error, y = apply(model, x)
        error.throw()
        outputs.append(y)
    return {"outputs": jnp.stack(outputs)}
