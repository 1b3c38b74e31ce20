"""A branch chosen by index draws from the model it gets."""

import jax
import jax.numpy as jnp
from flax import nnx


def drop(model, x):
    return model(x)


def drop_scaled(model, x):
    return 2.0 * model(x)


def main():
    model = nnx.Dropout(0.5, rngs=nnx.Rngs(dropout=0))
    x = jnp.ones(64)
    outs = [nnx.switch(jnp.array(i % 2), [drop, drop_scaled], model, x) for i in range(4)]
    return {"calls": jnp.stack(jax.device_get(outs))}
