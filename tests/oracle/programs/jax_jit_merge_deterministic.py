"""What is merged in jax.jit is told not to drop; noise comes from a key of each call."""

import jax
import jax.numpy as jnp
from flax import nnx


class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(4, 64, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x, *, train):
        return self.dropout(self.linear(x), deterministic=not train)


def main():
    graphdef, state = nnx.split(Net(nnx.Rngs(0)))

    @jax.jit
    def forward(state, key, x):
        model = nnx.merge(graphdef, state)
        return model(x, train=False) + jax.random.normal(key, (64,))

    keys = jax.random.split(jax.random.key(0), 3)
    return {"calls": jnp.stack([forward(state, key, jnp.ones(4)) for key in keys])}
