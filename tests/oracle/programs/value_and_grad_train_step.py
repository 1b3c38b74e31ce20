"""A jitted training step whose Dropout advances on every call."""

import jax.numpy as jnp
from flax import nnx


class Net(nnx.Module):
    def __init__(self, rngs):
        self.linear = nnx.Linear(64, 64, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.linear(self.dropout(x))


@nnx.jit
def train_step(model, x):
    def loss_fn(model):
        y = model(x)
        return jnp.mean(y**2), y

    (_, y), _ = nnx.value_and_grad(loss_fn, has_aux=True)(model)
    return y


def main():
    model = Net(nnx.Rngs(params=0, dropout=1))
    return {"outputs": jnp.stack([train_step(model, jnp.ones(64)) for _ in range(3)])}
