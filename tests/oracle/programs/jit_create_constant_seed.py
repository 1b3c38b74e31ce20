"""A compiled function creates the model from a constant seed, once; training has another Rngs."""

import jax
import jax.numpy as jnp
from flax import nnx


class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(4, 8, rngs=rngs)


def build(seed=0):
    return Net(nnx.Rngs(seed))


def main():
    model = nnx.jit(lambda: build())()
    shapes = nnx.eval_shape(lambda: Net(nnx.Rngs(0)))
    assert shapes.linear.kernel.value.shape == (4, 8)

    @nnx.jit
    def step(model, x, rngs):
        return model.linear(x) + jax.random.normal(rngs.noise(), (8,))

    rngs = nnx.Rngs(noise=1)
    return {"calls": jnp.stack([step(model, jnp.ones(4), rngs) for _ in range(3)])}
