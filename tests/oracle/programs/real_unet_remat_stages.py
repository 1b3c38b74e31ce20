"""Stages of a network are rematerialised one by one; each draws from the shared stream."""

import jax
import jax.numpy as jnp
from flax import nnx


class Stage(nnx.Module):
    def __init__(self, din: int, dout: int, *, rngs: nnx.Rngs):
        self.conv = nnx.Conv(din, dout, kernel_size=(3,), rngs=rngs)
        self.norm = nnx.LayerNorm(dout, rngs=rngs)
        self.dropout = nnx.Dropout(0.2, rngs=rngs)

    def __call__(self, x):
        return self.dropout(nnx.relu(self.norm(self.conv(x))))


class Network(nnx.Module):
    def __init__(self, *, rngs: nnx.Rngs):
        self.down = Stage(2, 8, rngs=rngs)
        self.middle = Stage(8, 8, rngs=rngs)
        self.up = Stage(8, 2, rngs=rngs)

    def __call__(self, x):
        run = nnx.remat(lambda stage, x: stage(x))
        hidden = run(self.down, x)
        return run(self.up, hidden + run(self.middle, hidden))


def loss_fn(model, x):
    return jnp.mean(model(x) ** 2)


def main():
    model = Network(rngs=nnx.Rngs(params=0, dropout=1))
    x = jnp.ones((8, 2))
    grad_fn = nnx.jit(nnx.value_and_grad(loss_fn))
    losses, grads = zip(*[grad_fn(model, x) for _ in range(3)], strict=True)
    kernels = jnp.stack([jax.tree.leaves(g)[0] for g in grads])
    return {"losses": jnp.stack(losses), "gradients": kernels}
