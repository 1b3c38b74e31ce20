"""The state of a model and a sum are the carry of jax.lax.scan."""

import jax
import jax.numpy as jnp
from flax import nnx


class Noisy(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.drop = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.drop(x)


def main():
    graphdef, model_state = nnx.split(Noisy(nnx.Rngs(0)))

    def step(carry, x):
        state, total = carry
        model = nnx.merge(graphdef, state)
        y = model(x)
        return (nnx.state(model), total + y.sum()), y

    return {"steps": jax.lax.scan(step, (model_state, 0.0), jnp.ones((4, 64)))[1]}
