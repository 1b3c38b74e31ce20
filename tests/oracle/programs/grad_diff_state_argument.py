"""nnx.DiffState picks what is differentiated; the RNG state goes on."""

import jax
import jax.numpy as jnp
from flax import nnx


class Net(nnx.Module):
    def __init__(self, rngs):
        self.linear = nnx.Linear(3, 64, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)


@nnx.grad(argnums=nnx.DiffState(0, nnx.Param))
def grad_fn(net, x):
    return jnp.mean(net.dropout(net.linear(x)))


def main():
    net = Net(nnx.Rngs(0))
    grads = [jax.tree.leaves(grad_fn(net, jnp.ones(3)))[0] for _ in range(3)]
    return {"bias gradients": jnp.stack(grads)}
