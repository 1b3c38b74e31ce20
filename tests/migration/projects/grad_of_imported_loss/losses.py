import jax.numpy as jnp
from flax import nnx

TRAINABLE = nnx.Param


def mse(model, x, y):
    pred = model(x)
    return jnp.mean((pred - y) ** 2), pred
