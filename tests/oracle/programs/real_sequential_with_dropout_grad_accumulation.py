"""Micro-batches of a step draw different masks while gradients are added up."""

import jax
import jax.numpy as jnp
from flax import nnx


def create_model(rngs: nnx.Rngs):
    return nnx.Sequential(
        nnx.Linear(4, 32, rngs=rngs),
        nnx.relu,
        nnx.Dropout(0.5, rngs=rngs),
        nnx.Linear(32, 1, rngs=rngs),
    )


@nnx.jit
def micro_step(model, x, y):
    def loss_fn(model):
        return jnp.mean((model(x) - y) ** 2)

    return nnx.value_and_grad(loss_fn)(model)


def accumulate(model, batches):
    losses, total = [], None
    for x, y in batches:
        loss, grads = micro_step(model, x, y)
        losses.append(loss)
        total = grads if total is None else jax.tree.map(jnp.add, total, grads)
    return jnp.stack(losses), total


def main():
    model = create_model(nnx.Rngs(params=0, dropout=1))
    batch = (jnp.ones((4, 4)), jnp.ones((4, 1)))
    losses, _ = accumulate(model, [batch] * 4)
    return {"losses": losses}
